"""Broadcasts encoded and framed once for a room and written straight to each of its clients."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket
from socketio import Manager
from socketio.packet import EVENT

from app.platform.live.lean.frames import Opcode, encode_frame
from app.platform.live.lean.link import Link
from app.platform.live.lean.outlet import Key, Outlet

OnMissed = Callable[[str, set[Key]], Iterable[tuple[Key, Any]]]
"""(sid, the broadcasts it missed because it did not read) -> what to tell it instead, as it now is"""
TURN = 256
"""Clients told in one go."""
TURN_PAUSE = 0.001
"""Seconds between: votes and acks have their turn, and the hall's Wi-Fi is not flooded by thousands of frames."""


class LeanManager(Manager):  # type: ignore[misc]
    """The stock manager, but for text broadcasts to clients whose WebSocket is a `Link`.

    What asks for an ack or carries binary data, and clients on long polling, take the stock path.

    Args:
        pause: seconds between one `TURN` of a broadcast and the next; None to tell a room in one go.
    """

    def __init__(self, *, pause: float | None = TURN_PAUSE) -> None:
        super().__init__()
        self._pause = pause
        self._outlets: dict[str, Outlet] = {}
        self._on_missed: OnMissed | None = None

    def take_over(self, server: Any, *, on_missed: OnMissed) -> None:
        """Have a Socket.IO server open its WebSockets as links."""
        self._on_missed = on_missed
        link = partial(Link, outlets=self._outlets, on_missed=self._tell_missed)
        server.eio._async = {**server.eio._async, "websocket": link}

    def emit(
        self,
        event: str,
        data: Any,
        namespace: str,
        *,
        room: Any = None,
        skip_sid: Any = None,
        callback: Any = None,
        to: Any = None,
        **kwargs: Any,
    ) -> None:
        room = to or room
        if callback or skip_sid or not isinstance(room, str):
            super().emit(event, data, namespace, room=room, skip_sid=skip_sid, callback=callback, **kwargs)
            return
        text = self._encode(event, data, namespace)
        if isinstance(text, str):
            self._tell(text, namespace, room, None if self.is_sid_room(namespace, room) else (event, room))
        else:
            super().emit(event, data, namespace, room=room, **kwargs)

    def _encode(self, event: str, data: Any, namespace: str) -> Any:
        values = list(data) if isinstance(data, tuple) else [] if data is None else [data]
        return self.server.packet_class(EVENT, namespace=namespace, data=[event, *values]).encode()

    def _tell(self, text: str, namespace: str, room: str, key: Key | None) -> None:
        packet, frame = _frame(text)
        outlets = self._outlets
        for told, (_, eio_sid) in enumerate(list(self.get_participants(namespace, room)), 1):
            outlet = outlets.get(eio_sid)
            if outlet is not None:
                outlet.send(frame, key)
            else:
                self.server._send_eio_packet(eio_sid, packet)
            if told % TURN == 0 and self._pause is not None:
                self.server.sleep(self._pause)

    def _tell_missed(self, eio_sid: str, missed: set[Key]) -> None:
        """Tell it again what may be told again; what it misses once more, it is told once it reads once more."""
        for namespace in tuple(self.get_namespaces()):
            sid = self.sid_from_eio_sid(eio_sid, namespace)
            if sid is None or self._on_missed is None:
                continue
            for key, data in self._on_missed(sid, missed):
                outlet = self._outlets.get(eio_sid)
                if outlet is not None:
                    outlet.send(_frame(self._encode(key[0], data, namespace))[1], key)


def _frame(text: str) -> tuple[EnginePacket, bytes]:
    """A message as a packet for the stock path, and as a WebSocket's frame."""
    packet = EnginePacket(MESSAGE, text)
    return packet, encode_frame(Opcode.TEXT, packet.encode().encode())
