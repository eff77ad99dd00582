"""The gate before every packet: a packet that none of our clients sends ends the connection and reaches no handler."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection
from functools import partial
from typing import Any

from socketio.packet import CONNECT, EVENT

from app.platform.access.addresses import address_key
from app.platform.live.packets import LivePacket
from app.platform.logs import SeldomLog
from app.platform.web.admission.patience import Patience
from app.platform.web.admission.visits import note_honest
from app.platform.web.admission.waiting import Waiting

log = SeldomLog(__name__)
ADMISSION_SECONDS = 10.0
"""Seconds in which a new connection must identify itself."""
FAREWELL_SECONDS = 2.0
"""Seconds in which a client on long polling may fetch why it was refused."""
SOME_WAITING, MAX_WAITING = 600, 4000
BUSY_EVENTS, BUSY_SECONDS = 5, 1.0
NAMESPACE = "/"
MAX_PARTS = 2
"""Most parts of an event packet: the event's name and its payload."""


class PacketGate:
    """Replaces the packet reader of `socketio.Server`, for both transports.

    A new connection identifies itself once and may then ask for events of the catalogue. Everything else, including
    binary packets and reserved names, ends the connection.

    Args:
        server: the `socketio.Server`.
        events: the names of the events in the catalogue.
        patience: delays the refusals of an address that has had many.
    """

    def __init__(self, server: Any, events: Collection[str], patience: Patience) -> None:
        self._server = server
        self._events = frozenset(events)
        self._patience = patience
        self.waiting = Waiting(some=SOME_WAITING, most=MAX_WAITING)
        self.admitted: set[str] = set()
        self._refused: set[str] = set()
        self._asked_at: deque[float] = deque([0.0] * BUSY_EVENTS, maxlen=BUSY_EVENTS)

    def attach(self) -> None:
        """Receive all packets of the server from now on."""
        self._server._handle_eio_message = self.receive
        self._server.eio.on("connect", self._open)
        self._server.eio.on("message", self.receive)
        self._server.eio.on("disconnect", self._close)

    def is_admitted(self, session: str) -> bool:
        return session in self.admitted

    def is_busy(self) -> bool:
        """Return whether people act at this moment: the last five events arrived within a second."""
        return time.monotonic() - self._asked_at[0] < BUSY_SECONDS

    def receive(self, session: str, data: Any) -> None:
        """Check one Engine.IO message and pass it to the part of the server that handles it."""
        if session in self._refused:
            return
        try:
            packet = LivePacket(encoded_packet=data or "-")
        except (ValueError, IndexError):
            self.refuse(session, "packet.broken")
            return
        fault = self._fault_of(session, packet)
        if fault is not None:
            self.refuse(session, fault)
        elif packet.packet_type == EVENT:
            self._asked_at.append(time.monotonic())
            self._server._handle_event(session, NAMESPACE, packet.id, packet.data)
        elif packet.packet_type == CONNECT:
            self._admit(session, packet.data)
        else:
            self.admitted.discard(session)
            self._await_admission(session)
            self._server._handle_disconnect(session, NAMESPACE, self._server.reason.CLIENT_DISCONNECT)

    def refuse(self, session: str, code: str) -> None:
        """End a connection because of what it sent; `code` says why in the log."""
        self.note(session, code)
        self._end(session)

    def note(self, session: str, code: str) -> None:
        """Ignore further packets of a session that is about to end; an address with many such sessions is delayed."""
        log.warn("connection refused", code)
        environ = self._server.environ.get(session)
        if environ is not None:
            self._refused.add(session)
            self._patience.pause(address_key(environ.get("REMOTE_ADDR", "")))

    def _fault_of(self, session: str, packet: LivePacket) -> str | None:
        data, is_admitted = packet.data, session in self.admitted
        if packet.packet_type == CONNECT:
            if is_admitted:
                return "connect.twice"
            return None if data is None or isinstance(data, dict) else "packet.broken"
        if not is_admitted:
            return "packet.early"
        if packet.packet_type != EVENT:
            return None
        if not isinstance(data, list) or not 1 <= len(data) <= MAX_PARTS or not isinstance(data[0], str):
            return "packet.broken"
        return None if data[0] in self._events else "event.unknown"

    def _open(self, session: str, environ: dict[str, Any]) -> None:
        self._server._handle_eio_connect(session, environ)
        self._await_admission(session)

    def _close(self, session: str, reason: str) -> None:
        self.waiting.leave(session)
        self.admitted.discard(session)
        self._refused.discard(session)
        self._server._handle_eio_disconnect(session, reason)

    def _await_admission(self, session: str) -> None:
        self.waiting.enter(session, partial(self._end, session), ADMISSION_SECONDS)

    def _admit(self, session: str, auth: dict[str, Any] | None) -> None:
        try:
            self._server._handle_connect(session, NAMESPACE, auth)
        except Exception as error:  # the database is away: the client tries again
            log.warn("connection refused", type(error).__name__)
            self._end(session)
            return
        manager = self._server.manager
        if manager.is_connected(manager.sid_from_eio_sid(session, NAMESPACE), NAMESPACE):
            self.admitted.add(session)
            self.waiting.leave(session)
            note_honest(self._server.environ.get(session, {}))
            return
        socket = self._server.eio.sockets.get(session)
        if socket is None or socket.upgraded:
            self.refuse(session, "sign_in.needed")
        else:  # the client has yet to fetch the refusal
            log.warn("connection refused", "sign_in.needed")
            self._refused.add(session)
            self.waiting.enter(session, partial(self._end, session), FAREWELL_SECONDS)

    def _end(self, session: str) -> None:
        socket = self._server.eio.sockets.get(session)
        if socket is not None:
            socket.close(wait=False)
            self._server.eio.sockets.pop(session, None)
