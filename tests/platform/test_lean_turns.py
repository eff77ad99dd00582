"""A broadcast to a full hall: told in turns, so that others are heard meanwhile."""

from itertools import count
from types import SimpleNamespace
from typing import Any, cast

from app.platform.live.packets import LivePacket
from app.platform.live.websocket.broadcasts import TURN, LeanManager

HALL = 2 * TURN + 10


class Seat:
    """Stands for the way out of a client that is never ready."""

    ready = None

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.keys: list[object] = []

    def send(self, frame: bytes, key: object = None) -> None:
        self.frames.append(frame)
        self.keys.append(key)


def hall(*, pause: float | None, meanwhile: Any) -> tuple[LeanManager, list[Seat]]:
    manager = LeanManager(pause=pause)
    ids = (f"sid{number}" for number in count())
    eio = SimpleNamespace(generate_id=lambda: next(ids))
    manager.server = SimpleNamespace(
        sleep=meanwhile, packet_class=LivePacket, eio=eio, _send_eio_packet=lambda *_: None
    )
    seats = [Seat() for _ in range(HALL)]
    for number, seat in enumerate(seats):
        enter(manager, f"eio{number}")
        manager._outlets.add(f"eio{number}", cast(Any, seat))
    return manager, seats


def enter(manager: LeanManager, eio_sid: str) -> None:
    sid = manager.connect(eio_sid, "/")
    manager.enter_room(sid, "/", None, eio_sid)
    manager.enter_room(sid, "/", "room", eio_sid)


def test_others_have_their_turn_while_a_hall_is_told() -> None:
    told_by_then: list[int] = []
    manager, seats = hall(
        pause=0.001, meanwhile=lambda _seconds: told_by_then.append(sum(len(seat.frames) for seat in seats))
    )
    manager.emit("tally:changed", {"version": 1}, "/", room="room")
    assert told_by_then == [TURN, 2 * TURN]
    assert {len(seat.frames) for seat in seats} == {1}
    assert len({seat.frames[0] for seat in seats}) == 1


def test_who_leaves_or_comes_meanwhile_disturbs_nobody() -> None:
    late = count()

    def meanwhile(_seconds: float) -> None:
        manager._outlets.remove(f"eio{HALL - 1}")
        enter(manager, f"late{next(late)}")

    manager, seats = hall(pause=0.001, meanwhile=meanwhile)
    manager.emit("tally:changed", {"version": 1}, "/", room="room")
    assert {len(seat.frames) for seat in seats[:-1]} == {1}
    assert seats[-1].frames == []


def test_without_a_pause_a_room_is_told_in_one_go() -> None:
    def never(_seconds: float) -> None:
        raise AssertionError("it paused")

    manager, seats = hall(pause=None, meanwhile=never)
    manager.emit("tally:changed", {"version": 1}, "/", room="room")
    assert {len(seat.frames) for seat in seats} == {1}


def test_what_is_told_again_may_be_missed_again() -> None:
    """A slow client that missed two large topics is not cut off for it: what is told instead may be dropped too."""
    manager, seats = hall(pause=None, meanwhile=None)
    wall, tally = ("wall:changed", "room"), ("tally:changed", "room")
    manager._on_missed = lambda _sid, missed: [(key, {"version": 9}) for key in sorted(missed)]
    manager._tell_missed("eio3", {wall, tally})
    manager._tell_missed("gone", {wall})
    assert seats[3].keys == [tally, wall]
    assert [b'["tally:changed",{"version":9}]' in frame for frame in seats[3].frames] == [True, False]
    assert sum(len(seat.frames) for seat in seats) == 2
