"""The coalescer: however many votes arrive, each topic is told once a beat, with a version that grows."""

import time
from collections import Counter
from itertools import pairwise

import gevent
import pytest

from app.platform.access.services import Services
from app.platform.live.coalescer import DELIVERIES, SHORTEST_BEAT, Coalescer
from app.platform.live.snapshots import Snapshots, room_of
from app.platform.live.specs import Audience, SnapshotSpec
from app.platform.storage import ledger

ROOM = room_of("m1", Audience.ROOM)


class Stage:
    """A meeting of two topics, one of which can be made unreadable, and all that was emitted."""

    def __init__(self, services: Services, *, beat_ms: int) -> None:
        self.services = services
        self.reads: Counter[str] = Counter()
        self.emitted: list[tuple[str, dict[str, object], str]] = []
        self.is_broken = False
        self.votes = 0
        specs = [
            SnapshotSpec("tally", "tally:changed", lambda *_: self._read("tally")),
            SnapshotSpec("wall", "wall:changed", lambda *_: self._read("wall"), frozenset({Audience.ROOM})),
        ]
        self.coalescer = Coalescer(Snapshots(services.database, specs), self._emit, beat_ms=beat_ms)
        self.coalescer.start()

    def vote(self, topic: str = "tally") -> None:
        self.services.writer.run(
            lambda work: ledger.append(work, ledger.Entry(chain="m1", kind="a.b", topic=topic, actor="mei", payload={}))
        )
        self.votes += 1
        self.coalescer.mark([("m1", topic)])

    def versions(self) -> list[int]:
        return [int(str(snapshot["version"])) for _, snapshot, _ in self.emitted]

    def _read(self, topic: str) -> dict[str, object]:
        self.reads[topic] += 1
        if self.is_broken and topic == "wall":
            raise RuntimeError("unreadable")
        return {}

    def _emit(self, event: str, snapshot: object, room: str) -> None:
        assert isinstance(snapshot, dict)
        self.emitted.append((event, snapshot, room))


@pytest.fixture
def stage(services: Services) -> Stage:
    return Stage(services, beat_ms=50)


def test_a_storm_is_told_once_a_beat(services: Services) -> None:
    stage = Stage(services, beat_ms=1000)
    stage.coalescer.listen(ROOM, DELIVERIES)
    began = time.monotonic()
    for round_of_votes in (1, 2):
        stage.vote()
        for _ in range(100 * round_of_votes):
            stage.coalescer.mark([("m1", "tally")])
        gevent.sleep(0.01)
        assert stage.versions() == [1] or time.monotonic() - began >= 1.0
    with gevent.Timeout(20):
        while stage.versions() != [1, 2]:
            gevent.sleep(0.02)
    assert stage.reads["tally"] == 2


def test_a_small_room_hears_sooner_but_twenty_times_a_second_at_most(services: Services) -> None:
    stage = Stage(services, beat_ms=5000)
    stage.coalescer.listen(ROOM, +1)
    began = time.monotonic()
    with gevent.Timeout(14):  # a beat of 5 s would tell three times at most in it
        while time.monotonic() - began < 1.0 or len(stage.emitted) < 4:
            stage.vote()
            gevent.sleep(0.005)
    with gevent.Timeout(20):
        while stage.versions()[-1:] != [stage.votes]:
            gevent.sleep(0.02)
    passed = time.monotonic() - began
    assert len(stage.emitted) <= passed / SHORTEST_BEAT + 1


def test_the_time_that_telling_takes_is_part_of_the_beat(services: Services) -> None:
    stage = Stage(services, beat_ms=400)
    stage.coalescer.listen(ROOM, DELIVERIES)
    begun: list[float] = []
    pauses: list[float] = []

    def tell(*_: object) -> None:
        begun.extend(stage.coalescer._told_at.values())
        gevent.sleep(0.2)

    stage.coalescer._emit = tell
    with gevent.Timeout(60):  # if telling came on top of the beat, every pause would last for 0.6 s at least
        while len(pauses) < 5 or min(pauses) >= 0.55:
            stage.vote()
            gevent.sleep(0.01)
            pauses = [later - earlier for earlier, later in pairwise(begun)]
    assert min(pauses) > 0.399


def test_versions_only_grow_and_the_last_is_told(stage: Stage) -> None:
    stage.coalescer.listen(ROOM, +1)
    for _ in range(3):
        for _ in range(4):
            stage.vote()
        gevent.sleep(0.02)
    gevent.sleep(0.2)
    assert stage.versions() == sorted(set(stage.versions()))
    assert stage.versions()[-1] == 12
    assert len(stage.emitted) <= 3


def test_nothing_is_read_for_nobody(stage: Stage) -> None:
    stage.vote()
    gevent.sleep(0.1)
    assert (stage.emitted, stage.reads) == ([], Counter())
    stage.coalescer.listen(ROOM, +1)
    stage.coalescer.listen(ROOM, -1)
    stage.vote()
    gevent.sleep(0.1)
    assert stage.emitted == []


def test_each_audience_is_told_in_its_room(stage: Stage) -> None:
    desk = room_of("m1", Audience.DESK)
    stage.coalescer.listen(ROOM, +1)
    stage.coalescer.listen(desk, +1)
    stage.vote("tally")
    stage.vote("wall")
    gevent.sleep(0.1)
    events = {(event, room) for event, _, room in stage.emitted}
    assert events == {("tally:changed", ROOM), ("tally:changed", desk), ("wall:changed", ROOM)}


def test_one_unreadable_topic_silences_no_other(stage: Stage) -> None:
    stage.coalescer.listen(ROOM, +1)
    stage.is_broken = True
    stage.vote("wall")
    stage.vote("tally")
    gevent.sleep(0.1)
    assert [event for event, _, _ in stage.emitted] == ["tally:changed"]
    stage.is_broken = False
    stage.vote("wall")
    gevent.sleep(0.15)
    assert stage.emitted[-1][0] == "wall:changed"


def test_topics_nobody_shows_are_let_be(stage: Stage) -> None:
    stage.coalescer.listen(ROOM, +1)
    stage.coalescer.mark([("m1", "office"), ("jobs", "cluster")])
    gevent.sleep(0.1)
    assert stage.emitted == []
