"""What is kept of a snapshot: until its topic changes, and never what changed while it was read."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.cases.rules import CHAIN as CASE
from app.platform.access.services import Services
from app.platform.live.snapshots import Backlog, Snapshots, room_of
from app.platform.live.specs import Audience, SnapshotSpec

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_hall_that_joins_reads_once(services: Services) -> None:
    reads: list[int] = []
    snapshots = Snapshots(
        services.database, [SnapshotSpec("wall", "wall:changed", lambda *_: {"reads": reads.append(1)})]
    )
    for _ in range(20):
        snapshots.changed_since("m1", Audience.ROOM, {})
    assert len(reads) == 1
    snapshots.forget("m1", "wall")
    snapshots.changed_since("m1", Audience.ROOM, {})
    assert len(reads) == 2


def test_who_comes_while_another_reads_waits_for_it(services: Services) -> None:
    reads: list[int] = []

    def read_slowly(*_: object) -> dict[str, int]:
        reads.append(1)
        time.sleep(0.2)
        return {"reads": len(reads)}

    snapshots = Snapshots(services.database, [SnapshotSpec("wall", "wall:changed", read_slowly)])
    with ThreadPoolExecutor(20) as hall:
        backlogs = list(hall.map(lambda _: snapshots.changed_since("m1", Audience.ROOM, {}), range(20)))
    assert len(reads) == 1
    assert all(backlog.snapshots == backlogs[0].snapshots for backlog in backlogs)


def test_a_storm_of_changes_costs_a_hall_few_readings(services: Services) -> None:
    reads: list[int] = []

    def read_amid_votes(*_: object) -> dict[str, int]:
        reads.append(1)
        time.sleep(0.1)
        snapshots.forget("m1", "wall")
        return {"reads": len(reads)}

    snapshots = Snapshots(services.database, [SnapshotSpec("wall", "wall:changed", read_amid_votes)])
    is_open = Barrier(20)

    def come(_: int) -> int:
        is_open.wait()
        (snapshot,) = snapshots.changed_since("m1", Audience.ROOM, {}).snapshots
        return int(snapshot["data"]["reads"])

    with ThreadPoolExecutor(20) as hall:
        readings = list(hall.map(come, range(20)))
    assert len(reads) <= 6
    assert max(readings) <= len(reads)


def test_what_changed_while_it_was_read_is_not_kept(services: Services) -> None:
    truth = ["old"]

    def read_slowly(*_: object) -> dict[str, str]:
        text = truth[0]
        if text == "old":  # a vote is committed meanwhile
            truth[0] = "new"
            snapshots.forget("m1", "wall")
        return {"text": text}

    snapshots = Snapshots(services.database, [SnapshotSpec("wall", "wall:changed", read_slowly)])
    snapshots.changed_since("m1", Audience.ROOM, {})
    sent = snapshots.changed_since("m1", Audience.ROOM, {}).snapshots
    assert [snapshot["data"]["text"] for snapshot in sent] == ["new"]


def test_what_a_client_has_is_not_read_for_it(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version is asked for anew after a moment; the whole only where there is another version."""
    reads: list[int] = []
    at = [3]
    spec = SnapshotSpec("wall", "wall:changed", lambda *_: reads.append(1) or {}, version=lambda *_: at[0])
    snapshots = Snapshots(services.database, [spec])
    monkeypatch.setattr("app.platform.live.snapshots.KEPT_SECONDS", 0.0)
    assert snapshots.changed_since("m1", Audience.ROOM, {"wall": 3}) == Backlog([], {"wall": 3})
    assert reads == []
    for seen in ({}, {"wall": 2}, {}):
        assert [one["version"] for one in snapshots.changed_since("m1", Audience.ROOM, seen).snapshots] == [3]
    assert len(reads) == 1
    at[0] = 4
    assert snapshots.changed_since("m1", Audience.ROOM, {"wall": 3}).versions == {"wall": 4}
    assert len(reads) == 2


def test_a_hall_asks_for_a_version_once_however_often_it_changes(services: Services) -> None:
    asked: list[int] = []

    def count_amid_votes(*_: object) -> int:
        asked.append(1)
        time.sleep(0.1)
        snapshots.forget("m1", "wall")
        return 3

    spec = SnapshotSpec("wall", "wall:changed", lambda *_: {}, version=count_amid_votes)
    snapshots = Snapshots(services.database, [spec])
    is_open = Barrier(20)

    def come_back(_: int) -> Backlog:
        is_open.wait()
        return snapshots.changed_since("m1", Audience.ROOM, {"wall": 3})

    with ThreadPoolExecutor(20) as hall:
        assert list(hall.map(come_back, range(20))) == [Backlog([], {"wall": 3})] * 20
    assert len(asked) <= 3


def test_a_version_that_changed_while_it_was_read_is_asked_for_again(services: Services) -> None:
    at = [3]

    def count_slowly(*_: object) -> int:
        version = at[0]
        if version == 3:  # a vote is committed meanwhile
            at[0] = 4
            snapshots.forget("m1", "wall")
        return version

    spec = SnapshotSpec("wall", "wall:changed", lambda *_: {}, version=count_slowly)
    snapshots = Snapshots(services.database, [spec])
    assert snapshots.changed_since("m1", Audience.ROOM, {"wall": 3}).versions == {"wall": 3}
    assert snapshots.changed_since("m1", Audience.ROOM, {"wall": 3}).versions == {"wall": 4}


def test_a_case_has_topics_of_its_own(services: Services) -> None:
    """The snapshot names the thing by its kind, and topics of meetings are not read for it."""
    specs = [
        SnapshotSpec("wall", "wall:changed", lambda *_: {"wall": True}),
        SnapshotSpec("way", "way:changed", lambda _session, case, _audience: {"of": case}, kind=CASE),
    ]
    snapshots, chain = Snapshots(services.database, specs), CASE.chain_of("c1")
    expected = {"case": "c1", "topic": "way", "version": 0, "data": {"of": "c1"}}
    assert snapshots.changed_since(chain, Audience.ROOM, {}).snapshots == [expected]
    assert snapshots.told_as("way:changed", room_of(chain, Audience.ROOM)) == [expected]
    assert [one["topic"] for one in snapshots.changed_since("m1", Audience.ROOM, {}).snapshots] == ["wall"]
