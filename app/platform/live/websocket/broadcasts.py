"""Encodes and frames a broadcast once for a room, and writes it straight to each of the room's clients."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket
from socketio import Manager
from socketio.packet import EVENT

from app.platform.live.websocket.connection import Gate, Link
from app.platform.live.websocket.frames import Opcode, encode_frame
from app.platform.live.websocket.send_buffer import Key, Outlet, Outlets, send_to_ready

OnMissed = Callable[[str, set[Key]], Iterable[tuple[Key, Any]]]
"""(sid, keys of the broadcasts that the client missed while it did not read) -> (key, present data) to send instead"""
TURN = 256
"""Most clients that a broadcast is sent to in one go."""
TURN_PAUSE = 0.001
"""Seconds between two turns, in which votes and acks are handled; it also spares the hall's Wi-Fi a flood of frames."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """At most `TURN` clients that a broadcast is sent to together.

    sessions: ids of their connections, first those whose socket could take data when the turn was planned; outlets,
    descriptors: send buffer and file descriptor of each of these first ones.
    """

    sessions: list[str]
    outlets: list[Outlet]
    descriptors: array[int]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The turns in which a room is sent to, valid while nobody enters or leaves it.

    The descriptors are valid only while no send buffer of any room changes.
    """

    changes: int
    turns: list[_Turn]


class LeanManager(Manager):  # type: ignore[misc]
    """The stock manager, except that text broadcasts go straight to clients whose WebSocket is a `Link`.

    Broadcasts that ask for an ack, skip a client or carry binary data take the stock path, and so do clients on long
    polling.

    Args:
        pause: seconds between one `TURN` of a broadcast and the next; None sends to a whole room without a pause.
    """

    def __init__(self, *, pause: float | None = TURN_PAUSE) -> None:
        super().__init__()
        self._pause = pause
        self._outlets = Outlets()
        self._plans: dict[tuple[str, str], _Plan] = {}
        self._on_missed: OnMissed | None = None

    def take_over(self, server: Any, *, on_missed: OnMissed, gate: Gate | None = None) -> None:
        """Make a Socket.IO server open its WebSockets as links.

        Args:
            on_missed: returns what to send a client instead of the broadcasts that it missed.
            gate: knows which sessions are admitted; None admits every session.
        """
        self._on_missed = on_missed
        link = partial(Link, outlets=self._outlets, on_missed=self._tell_missed, gate=gate)
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

    def basic_enter_room(self, sid: str, namespace: str, room: str, eio_sid: str | None = None) -> None:
        self._plans.pop((namespace, room), None)
        super().basic_enter_room(sid, namespace, room, eio_sid)

    def basic_leave_room(self, sid: str, namespace: str, room: str) -> None:
        self._plans.pop((namespace, room), None)
        super().basic_leave_room(sid, namespace, room)

    def _tell(self, text: str, namespace: str, room: str, key: Key | None) -> None:
        packet, frame = _frame(text)
        plan = self._plan(namespace, room)
        for number, turn in enumerate(plan.turns):
            if number and self._pause is not None:
                self.server.sleep(self._pause)
            ready = len(turn.outlets) if plan.changes == self._outlets.changes else 0
            if ready:
                send_to_ready(turn.descriptors, turn.outlets, frame, key)
            for session in turn.sessions[ready:]:
                outlet = self._outlets.get(session)
                if outlet is not None:
                    outlet.send(frame, key)
                else:
                    self.server._send_eio_packet(session, packet)

    def _plan(self, namespace: str, room: str) -> _Plan:
        plan = self._plans.get((namespace, room))
        if plan is None or plan.changes != self._outlets.changes:
            plan = _Plan(self._outlets.changes, self._turns(namespace, room))
            if plan.turns:
                self._plans[namespace, room] = plan
        return plan

    def _turns(self, namespace: str, room: str) -> list[_Turn]:
        ready, others = [], []
        for _, session in self.get_participants(namespace, room):
            outlet = self._outlets.get(session)
            descriptor = None if outlet is None else outlet.ready
            if outlet is None or descriptor is None:
                others.append(session)
            else:
                ready.append((session, outlet, descriptor))
        sessions, turns = [session for session, _, _ in ready] + others, []
        for begin in range(0, len(sessions), TURN):
            part = ready[begin : begin + TURN]
            descriptors = array("i", [descriptor for _, _, descriptor in part])
            turns.append(_Turn(sessions[begin : begin + TURN], [outlet for _, outlet, _ in part], descriptors))
        return turns

    def _tell_missed(self, eio_sid: str, missed: set[Key]) -> None:
        """Send a client the present state of what it missed; what it misses again follows when it reads again."""
        for namespace in tuple(self.get_namespaces()):
            sid = self.sid_from_eio_sid(eio_sid, namespace)
            if sid is None or self._on_missed is None:
                continue
            for key, data in self._on_missed(sid, missed):
                outlet = self._outlets.get(eio_sid)
                if outlet is not None:
                    outlet.send(_frame(self._encode(key[0], data, namespace))[1], key)


def _frame(text: str) -> tuple[EnginePacket, bytes]:
    """Return a message as an Engine.IO packet, for the stock path, and as a WebSocket frame."""
    packet = EnginePacket(MESSAGE, text)
    return packet, encode_frame(Opcode.TEXT, packet.encode().encode())
