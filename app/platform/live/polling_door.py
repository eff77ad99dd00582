"""Checks the requests of long polling before Engine.IO reads them."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

from app.platform.live.packet_gate import PacketGate
from app.platform.live.packets import is_client_payload
from app.platform.web.admission.bodies import LARGEST_MESSAGE

PATH = "/socket.io/"
REFUSED = "400 Bad Request"


class PollingDoor:
    """Refuses JSONP, bodies that are not packets of our clients, and a second poll of a session while one is open.

    Args:
        app: the WSGI application with the socket door in it.
        gate: ends the session of a client that is refused.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], gate: PacketGate) -> None:
        self._app = app
        self._gate = gate
        self._polling: set[str] = set()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(PATH):
            return self._app(environ, start_response)
        query = parse_qs(environ.get("QUERY_STRING", ""))
        session = query.get("sid", [""])[0]
        if "j" in query:
            return _answer(start_response, REFUSED)
        if environ["REQUEST_METHOD"] == "POST":
            return self._post(session, environ, start_response)
        if session and environ["REQUEST_METHOD"] == "GET" and "HTTP_UPGRADE" not in environ:
            return self._poll(session, environ, start_response)
        return self._app(environ, start_response)

    def _post(self, session: str, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > LARGEST_MESSAGE:
            self._gate.refuse(session, "packet.large")
            return _answer(start_response, "413 Content Too Large")
        body = environ["wsgi.input"].read(int(length))
        if not is_client_payload(body):
            self._gate.refuse(session, "packet.broken")
            return _answer(start_response, REFUSED)
        environ["wsgi.input"] = BytesIO(body)
        return self._app(environ, start_response)

    def _poll(self, session: str, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if session in self._polling:
            self._gate.refuse(session, "poll.twice")
            return _answer(start_response, REFUSED)
        self._polling.add(session)
        try:
            return self._app(environ, start_response)
        finally:
            self._polling.discard(session)


def _answer(start_response: Callable[..., Any], status: str) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return []
