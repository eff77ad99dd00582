"""A broadcast to those who are ready goes by a list of descriptors: the list is never older than who may be told."""

import os
import re
from collections.abc import Iterator
from types import SimpleNamespace

import gevent
import pytest
from gevent import socket

from app.platform.live.packets import LivePacket
from app.platform.live.websocket.broadcasts import TURN, LeanManager
from app.platform.live.websocket.send_buffer import Outlet

ROOM = "m1:room"
PATIENCE = 20


class Hall:
    """Clients on real sockets, and what has reached each so far."""

    def __init__(self) -> None:
        self.manager = LeanManager(pause=0.001)
        self.manager.server = SimpleNamespace(sleep=self._pause, packet_class=LivePacket, eio=self)
        self.polled: list[str] = []
        self.manager.server._send_eio_packet = lambda session, _packet: self.polled.append(session)
        self.meanwhile = lambda: None
        self.seats: dict[str, tuple[Outlet, socket.socket, socket.socket]] = {}
        self._count = 0

    def generate_id(self) -> str:
        self._count += 1
        return f"id{self._count}"

    def _pause(self, _seconds: float) -> None:
        self.meanwhile()

    def enter(self, session: str, *, room: str = ROOM, is_polling: bool = False) -> str:
        """A connection first, then the room."""
        sid = self.manager.connect(session, "/")
        if not is_polling:
            self.connect(session)
        self.manager.enter_room(sid, "/", room, session)
        return sid

    def connect(self, session: str) -> None:
        """A WebSocket, from the beginning or in place of polling."""
        ours, theirs = socket.socketpair()
        changed = self.manager._outlets.note_change
        outlet = Outlet(ours.fileno(), on_missed=lambda _: None, on_broken=lambda: None, on_change=changed)
        self.manager._outlets.add(session, outlet)
        self.seats[session] = outlet, ours, theirs

    def end(self, session: str) -> int:
        """A connection ends, as a link ends it; returns the descriptor that is free again."""
        outlet, ours, _ = self.seats[session]
        self.manager._outlets.remove(session)
        outlet.close()
        descriptor = ours.fileno()
        ours.close()
        return int(descriptor)

    def tell(self, version: int) -> None:
        self.manager.emit("tally:changed", {"version": version}, "/", room=ROOM)

    def heard(self, session: str) -> list[int]:
        """The versions that have arrived since the last look."""
        received = b""
        with gevent.Timeout(0.05, False):
            received = self.seats[session][2].recv(1 << 20)
        return [int(version) for version in re.findall(rb'"version":(\d+)', received)]


@pytest.fixture
def hall() -> Iterator[Hall]:
    hall = Hall()
    yield hall
    for outlet, ours, theirs in hall.seats.values():
        outlet.close()
        ours.close()
        theirs.close()


def test_everyone_in_the_room_hears_each_version_once(hall: Hall) -> None:
    for number in range(3):
        hall.enter(f"e{number}")
    hall.enter("elsewhere", room="m2:room")
    hall.enter("polling", is_polling=True)
    hall.tell(1)
    hall.tell(2)
    assert [hall.heard(f"e{number}") for number in range(3)] == [[1, 2]] * 3
    assert hall.heard("elsewhere") == []
    assert hall.polled == ["polling"] * 2


def test_who_enters_or_leaves_between_two_tellings_is_in_the_next_or_not(hall: Hall) -> None:
    """Every connection is as it was: only the room is another."""
    hall.enter("stays")
    leaver = hall.enter("leaves")
    comer = hall.enter("comes", room="m2:room")
    hall.tell(1)
    hall.manager.enter_room(comer, "/", ROOM, "comes")
    hall.tell(2)
    hall.manager.leave_room(leaver, "/", ROOM)
    hall.tell(3)
    assert {name: hall.heard(name) for name in hall.seats} == {"stays": [1, 2, 3], "leaves": [1, 2], "comes": [2, 3]}


def test_who_is_looked_at_does_not_hold_up_a_room_that_is_told_in_one_go(hall: Hall) -> None:
    pauses: list[bool] = []
    hall.meanwhile = lambda: pauses.append(True)
    for number in range(TURN - 1):
        hall.enter(f"e{number}")
    hall.enter("polling", is_polling=True)
    hall.tell(1)
    assert (pauses, hall.polled) == ([], ["polling"])
    hall.enter("one more")
    hall.tell(2)
    assert (pauses, hall.polled) == ([True], ["polling"] * 2)
    assert hall.heard("one more") == [2]


def test_a_client_that_changes_over_from_polling_is_told_by_its_socket(hall: Hall) -> None:
    hall.enter("a")
    hall.enter("changes", is_polling=True)
    hall.tell(1)
    hall.connect("changes")
    hall.tell(2)
    assert hall.heard("changes") == [2]
    assert hall.polled == ["changes"]


def test_a_descriptor_that_was_given_to_another_hears_nothing_of_the_room(hall: Hall) -> None:
    """Someone's connection ends between two turns, and the system gives its descriptor to the next that comes."""
    for number in range(TURN + 1):
        hall.enter(f"e{number}")
    last = f"e{TURN}"
    hall.tell(1)
    given: list[socket.socket] = []

    def another_comes() -> None:
        pair = socket.socketpair()
        given.extend([socket.socket(fileno=os.dup2(pair[0].fileno(), hall.end(last))), *pair])

    hall.meanwhile = another_comes
    hall.tell(2)
    assert hall.heard("e0") == [1, 2]
    with gevent.Timeout(0.05, False):
        raise AssertionError(f"heard {given[2].recv(100)!r}")
    for one in given:
        one.close()


def test_a_client_that_does_not_read_waits_alone_and_hears_in_order(hall: Hall) -> None:
    hall.enter("reads")
    hall.enter("waits")
    outlet, ours, theirs = hall.seats["waits"]
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    large, number = "x" * 1000, 0
    while outlet.is_empty:
        number += 1
        hall.manager.emit("tally:changed", {"large": large, "version": number}, "/", room=ROOM)
        assert hall.heard("reads") == [number]
    assert outlet.ready is None
    hall.tell(number + 1)
    assert hall.heard("reads") == [number + 1]
    heard = b""
    with gevent.Timeout(PATIENCE):
        while f'"version":{number + 1}}}'.encode() not in heard:
            heard += theirs.recv(1 << 16)
    assert heard.count(b'"version":') == number + 1
    assert outlet.ready == ours.fileno()
    hall.tell(number + 2)
    assert hall.heard("waits") == [number + 2]


def test_what_waits_for_a_client_is_not_overtaken_once_there_is_room(hall: Hall) -> None:
    """The system takes bytes again, but the loop has not seen it yet."""
    hall.enter("waits")
    outlet, ours, theirs = hall.seats["waits"]
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    number = 0
    while outlet.is_empty:
        number += 1
        hall.manager.emit("tally:changed", {"large": "x" * 1000, "version": number}, "/", room=ROOM)
    received = theirs.recv(1 << 20)  # what has come is there at once: the loop has no turn
    hall.tell(number + 1)
    with gevent.Timeout(PATIENCE):
        while f'"version":{number + 1}}}'.encode() not in received:
            received += theirs.recv(1 << 20)
    assert [int(version) for version in re.findall(rb'"version":(\d+)', received)] == list(range(1, number + 2))


def test_a_client_that_is_gone_does_not_keep_the_others_from_hearing(hall: Hall) -> None:
    for name in ("a", "gone", "b"):
        hall.enter(name)
    hall.tell(1)
    hall.seats["gone"][2].close()
    hall.tell(2)
    hall.tell(3)
    assert hall.heard("a") == hall.heard("b") == [1, 2, 3]
    assert not hall.seats["gone"][0].is_open


def test_a_room_that_everyone_has_left_leaves_no_plan(hall: Hall) -> None:
    sids = [hall.enter(f"e{number}") for number in range(3)]
    hall.tell(1)
    for sid in sids:
        hall.manager.disconnect(sid, "/")
    assert hall.manager._plans == {}
