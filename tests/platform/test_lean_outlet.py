"""The way out to a client: in order, within bounds, acks never dropped, a slow reader brought to the true state."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import gevent
import pytest
from gevent import socket

from app.platform.live.websocket.send_buffer import MAX_HELD, Key, Outlet

TALLY: Key = ("tally:changed", "m1:room")
WALL: Key = ("wall:changed", "m1:room")
SMALL_BUFFER = 4096
PATIENCE = 20


@dataclass(slots=True)
class Wire:
    """An outlet and the client at its other end, who reads only when told to."""

    outlet: Outlet
    client: socket.socket
    missed: list[set[Key]] = field(default_factory=list)
    breaks: list[bool] = field(default_factory=list)

    def fill(self) -> None:
        """Send until the system takes no more."""
        while self.outlet.is_empty:
            self.outlet.send(b"." * 1024, TALLY)

    def read(self, ending: bytes) -> bytes:
        """Read until these bytes come last."""
        received = b""
        with gevent.Timeout(PATIENCE):
            while not received.endswith(ending):
                received += self.client.recv(65536)
        return received


@pytest.fixture
def wire() -> Iterator[Wire]:
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL_BUFFER)
    missed: list[set[Key]] = []
    breaks: list[bool] = []
    outlet = Outlet(ours.fileno(), on_missed=missed.append, on_broken=lambda: breaks.append(True), on_change=int)
    yield Wire(outlet, theirs, missed, breaks)
    outlet.close()
    ours.close()
    theirs.close()


def test_a_reader_hears_all_in_order(wire: Wire) -> None:
    frames = [f"{number:06}".encode() for number in range(20_000)]
    reading = gevent.spawn(wire.read, frames[-1])
    for number, frame in enumerate(frames):
        wire.outlet.send(frame, TALLY if number % 2 else None)
        if number % 100 == 0:
            gevent.sleep(0)
    assert reading.get() == b"".join(frames)
    assert wire.missed == []


def test_a_slow_reader_costs_no_more_than_the_bound(wire: Wire) -> None:
    wire.fill()
    for _ in range(1000):
        wire.outlet.send(b"x" * 2000, TALLY)
        wire.outlet.send(b"y" * 2000, WALL)
        assert wire.outlet.held_bytes <= MAX_HELD


def test_what_was_missed_is_told_once_it_reads_again(wire: Wire) -> None:
    wire.fill()
    for _ in range(300):
        wire.outlet.send(b"x" * 1000, TALLY)
    wire.outlet.send(b"w", WALL)
    wire.outlet.send(b"ack")
    received = wire.read(b"ack")
    gevent.sleep(0.05)
    assert wire.missed == [{TALLY, WALL}]
    assert b"w" not in received
    wire.outlet.send(b"again", TALLY)
    assert wire.read(b"again") == b"again"


def test_acks_are_kept_where_broadcasts_go(wire: Wire) -> None:
    wire.fill()
    wire.outlet.send(b"b" * (MAX_HELD - 10), TALLY)
    acks = [f"<{number}>".encode() for number in range(1000)]
    for ack in acks:
        wire.outlet.send(ack)
    received = wire.read(acks[-1])
    assert received.endswith(b"".join(acks))
    assert b"b" not in received
    assert not wire.breaks


def test_a_frame_begun_is_ended_whole_however_large(wire: Wire) -> None:
    large = bytes(range(256)) * 8192
    wire.outlet.send(large, TALLY)
    wire.outlet.send(b"end")
    assert wire.read(b"end") == large + b"end"


def test_acks_beyond_the_bound_end_the_connection(wire: Wire) -> None:
    wire.fill()
    for _ in range(MAX_HELD // 1000 + 1):
        wire.outlet.send(b"a" * 1000)
    gevent.sleep(0)
    assert wire.breaks == [True]
    assert wire.outlet.held_bytes == 0


def test_a_client_that_is_gone_ends_it_once(wire: Wire) -> None:
    wire.client.close()
    for _ in range(5):
        wire.outlet.send(b"x" * 100_000, TALLY)
    gevent.sleep(0.05)
    assert wire.breaks == [True]
    assert not wire.outlet.is_open
