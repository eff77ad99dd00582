"""Versioned snapshots of a meeting's topics, read in one transaction with their version."""

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.platform import ledger
from app.platform.db import Database
from app.platform.live.specs import Audience, SnapshotSpec
from app.platform.plain import Plain, to_plain
from app.platform.work import Touch

Snapshot = Plain
T = TypeVar("T")
Name = tuple[str, str, Audience]
"""(meeting, topic, audience)"""
KEPT_SECONDS = 1.0
MOST_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a client that joins is behind in, and at which version each topic stands."""

    snapshots: list[Snapshot]
    versions: dict[str, int]


def room_of(meeting: str, audience: Audience) -> str:
    """The Socket.IO room of one audience of a meeting."""
    return f"{meeting}:{audience}"


@dataclass(slots=True)
class _Reading(Generic[T]):
    """One reading of a topic or of its version, under way or done."""

    began: float
    is_current: bool = True
    """nothing has changed since it began"""
    found: T | None = None


class Snapshots:
    """Reads snapshots; the coalescer sends them, `meeting:join` answers with them.

    What was read is kept while its version stands, a version is believed for a moment, and nobody reads what another
    is reading: a hall that comes back after an outage asks the database once and not once for each phone. A reader
    enters the room first: what is told after `forget` also reaches it.
    """

    def __init__(self, database: Database, specs: Iterable[SnapshotSpec]) -> None:
        self._database = database
        self.specs: dict[str, SnapshotSpec] = {spec.topic: spec for spec in specs}
        self._kept: dict[Name, _Reading[Snapshot]] = {}
        self._versions: dict[Touch, _Reading[int]] = {}
        self._turns: dict[Name | Touch, threading.Lock] = {}

    def read(self, meeting: str, topic: str, audience: Audience) -> Snapshot:
        """{meeting, topic, version, data}: the version is that of the data or, under a write, an earlier one."""
        with self._database.read() as session:
            version = self._version_of(session, meeting, topic)
            data = to_plain(self.specs[topic].read(session, meeting, audience))
        return Plain(meeting=meeting, topic=topic, version=version, data=data)

    def read_since(self, meeting: str, topic: str, audience: Audience, since: int | None) -> Snapshot:
        """The page that changed since a version, named in `since`; the whole where a page cannot be told."""
        page = self.specs[topic].page
        if page is None or since is None:
            return self.read(meeting, topic, audience)
        with self._database.read() as session:
            version = self._version_of(session, meeting, topic)
            data = page(session, meeting, audience, since)
        if data is None:
            return self.read(meeting, topic, audience)
        return Plain(meeting=meeting, topic=topic, version=version, since=since, data=to_plain(data))

    def changed_since(self, meeting: str, audience: Audience, seen: Mapping[str, int]) -> Backlog:
        """The snapshots of all topics whose version is not the one a client has seen; only these are read."""
        backlog = Backlog([], {})
        for topic in [spec.topic for spec in self.specs.values() if audience in spec.audiences]:
            version = self._version_now(meeting, topic)
            if seen.get(topic) != version:
                snapshot = self._current(meeting, topic, audience)
                version = snapshot["version"]
                backlog.snapshots.append(snapshot)
            backlog.versions[topic] = version
        return backlog

    def told_as(self, event: str, room: str) -> list[Snapshot]:
        """The present snapshots that are told by an event in a room."""
        meeting, _, audience = room.rpartition(":")
        return [
            self._current(meeting, spec.topic, Audience(audience))
            for spec in self.specs.values()
            if spec.event == event
        ]

    def forget(self, meeting: str, topic: str) -> None:
        """What was kept of a topic is out of date."""
        kept = [self._kept.get((meeting, topic, audience)) for audience in Audience]
        for reading in (self._versions.get((meeting, topic)), *kept):
            if reading is not None:
                reading.is_current = False

    def _current(self, meeting: str, topic: str, audience: Audience) -> Snapshot:
        name, asked = (meeting, topic, audience), time.monotonic()
        if (found := self._found(name, asked)) is not None:
            return found
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
            self._turns.clear()
        with self._turns.setdefault(name, threading.Lock()):
            if (found := self._found(name, asked)) is not None:
                return found
            reading = self._kept[name] = _Reading(time.monotonic())
            snapshot = reading.found = self.read(meeting, topic, audience)
            return snapshot

    def _found(self, name: Name, asked: float) -> Snapshot | None:
        """What was read after the question came, or before it and nothing has changed since."""
        kept = self._kept.get(name)
        if kept is None or kept.found is None:
            return None
        if kept.began >= asked:
            return kept.found
        is_true = kept.is_current and kept.found["version"] == self._version_now(*name[:2])
        return kept.found if is_true else None

    def _version_now(self, meeting: str, topic: str) -> int:
        """The version a topic stands at, as it was a moment ago at the most, and never before it was last touched."""
        name, asked = (meeting, topic), time.monotonic()
        if (known := self._known(name, asked)) is not None:
            return known
        if len(self._versions) >= MOST_KEPT:
            self._versions.clear()
        with self._turns.setdefault(name, threading.Lock()):
            if (known := self._known(name, asked)) is not None:
                return known
            reading = self._versions[name] = _Reading(time.monotonic())
            with self._database.read() as session:
                version = reading.found = self._version_of(session, meeting, topic)
            return version

    def _known(self, name: Touch, asked: float) -> int | None:
        """The version read after the question came, or a moment before it and nothing has changed since."""
        kept = self._versions.get(name)
        if kept is None or kept.found is None:
            return None
        is_fresh = kept.is_current and asked - kept.began < KEPT_SECONDS
        return kept.found if kept.began >= asked or is_fresh else None

    def _version_of(self, session: Session, meeting: str, topic: str) -> int:
        counted = self.specs[topic].version
        return counted(session, meeting) if counted else ledger.version_of(session, meeting, topic)
