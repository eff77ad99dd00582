"""python-engineio's own WebSocket, with the limits of our own websocket layer."""

from typing import Any

from engineio.async_drivers.gevent import WebSocketWSGI

from app.platform.live.packets import is_client_packet


class StockWebSocket(WebSocketWSGI):  # type: ignore[misc]
    """Ends the connection at a message that is too large or that none of our clients sends."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        self.server_args["max_message_size"] = server.max_http_buffer_size

    def wait(self) -> Any:
        message = super().wait()
        return message if message is None or is_client_packet(message) else None
