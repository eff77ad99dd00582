"""Reads versioned snapshots of the topics of a meeting, place or case, each in one transaction with its version."""

import threading
import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.platform.live.specs import Audience, SnapshotSpec
from app.platform.serialise import JsonObject, to_json_value
from app.platform.storage import ledger
from app.platform.storage.chains import Chain, thing_of
from app.platform.storage.db import Database

Snapshot = JsonObject
K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
Topic = tuple[Chain, str]
"""(chain, topic)"""
Name = tuple[Chain, str, Audience]
"""(chain, topic, audience)"""
KEPT_SECONDS = 1.0
MAX_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Backlog:
    """The snapshots that a joining client lacks, and the present version of every topic."""

    snapshots: list[Snapshot]
    versions: dict[str, int]


def room_of(chain: Chain, audience: Audience) -> str:
    """Return the name of the Socket.IO room of one audience of the thing that a ledger chain belongs to."""
    return f"{chain}:{audience}"


def chain_of_room(room: str) -> Chain:
    """Return the chain whose audience listens in a Socket.IO room."""
    return Chain(room.rpartition(":")[0])


@dataclass(slots=True)
class _Reading(Generic[T]):
    """One read, in progress or done."""

    began: float
    is_current: bool = True
    """Whether nothing has changed since the read began."""
    value: T | None = None


class _Readings(Generic[K, T]):
    """A cache of the last value read under each name; callers that ask at the same time share one read."""

    def __init__(self) -> None:
        self._last: dict[K, _Reading[T]] = {}
        self._turns: dict[K, threading.Lock] = {}

    def find(self, name: K, read: Callable[[], T], is_true: Callable[[T, float], bool]) -> T:
        """Return a value whose read started after this call, or a cached value that is still valid.

        Args:
            read: reads the value.
            is_true: returns whether a cached value of this age (s), not forgotten since, is still valid.
        """
        asked = time.monotonic()
        if (kept := self._known(name, asked, is_true)) is not None:
            return kept
        if len(self._last) >= MAX_KEPT:
            self._last.clear()
            self._turns.clear()
        with self._turns.setdefault(name, threading.Lock()):
            if (kept := self._known(name, asked, is_true)) is not None:
                return kept
            reading = self._last[name] = _Reading(time.monotonic())
            kept = reading.value = read()
            return kept

    def forget(self, name: K) -> None:
        if (last := self._last.get(name)) is not None:
            last.is_current = False

    def _known(self, name: K, asked: float, is_true: Callable[[T, float], bool]) -> T | None:
        last = self._last.get(name)
        if last is None or last.value is None:
            return None
        if last.began >= asked:
            return last.value
        return last.value if last.is_current and is_true(last.value, asked - last.began) else None


class Snapshots:
    """Reads snapshots, which the coalescer sends and `meeting:join` answers with.

    A snapshot is cached while its version stays the same, a version is cached for a second, and callers that ask at
    the same time share one read, so a hall that reconnects after an outage queries the database once, not once for
    each phone. A client enters the room before it reads, so what is announced after `forget` also reaches the client.
    """

    def __init__(self, database: Database, specs: Iterable[SnapshotSpec]) -> None:
        self._database = database
        self.specs: dict[str, SnapshotSpec] = {spec.topic: spec for spec in specs}
        self._kept: _Readings[Name, Snapshot] = _Readings()
        self._versions: _Readings[Topic, int] = _Readings()

    def read(self, chain: Chain, topic: str, audience: Audience) -> Snapshot:
        """Return {kind of thing: id, topic, version, data}, such as {meeting: ...} for a topic of a meeting.

        During a write, the version may be earlier than that of the data.
        """
        with self._database.read() as session:
            version = self._version_of(session, chain, topic)
            data = to_json_value(self.specs[topic].read(session, thing_of(chain), audience))
        return JsonObject({**self._named(chain, topic), "version": version, "data": data})

    def read_since(self, chain: Chain, topic: str, audience: Audience, since: int | None) -> Snapshot:
        """Return the page (partial snapshot) of what changed after the version `since`, else the whole snapshot."""
        page = self.specs[topic].page
        if page is None or since is None:
            return self.read(chain, topic, audience)
        with self._database.read() as session:
            version = self._version_of(session, chain, topic)
            data = page(session, thing_of(chain), audience, since)
        if data is None:
            return self.read(chain, topic, audience)
        facts = {"version": version, "since": since, "data": to_json_value(data)}
        return JsonObject({**self._named(chain, topic), **facts})

    def changed_since(self, chain: Chain, audience: Audience, seen: Mapping[str, int]) -> Backlog:
        """Return the snapshots of all topics whose version is not the one a client has seen; only these are read."""
        backlog = Backlog([], {})
        specs = [spec for spec in self.specs.values() if audience in spec.audiences and spec.kind.may_name(chain)]
        for topic in [spec.topic for spec in specs]:
            version = self._version_now(chain, topic)
            if seen.get(topic) != version:
                snapshot = self._current(chain, topic, audience)
                version = snapshot["version"]
                backlog.snapshots.append(snapshot)
            backlog.versions[topic] = version
        return backlog

    def told_as(self, event: str, room: str) -> list[Snapshot]:
        """Return the present snapshots that an event announces in a room."""
        chain, audience = chain_of_room(room), Audience(room.rpartition(":")[2])
        return [self._current(chain, spec.topic, audience) for spec in self.specs.values() if spec.event == event]

    def forget(self, chain: Chain, topic: str) -> None:
        """Mark what is cached of a topic as out of date."""
        self._versions.forget((chain, topic))
        for audience in Audience:
            self._kept.forget((chain, topic, audience))

    def _current(self, chain: Chain, topic: str, audience: Audience) -> Snapshot:
        return self._kept.find(
            (chain, topic, audience),
            lambda: self.read(chain, topic, audience),
            lambda kept, _age: kept["version"] == self._version_now(chain, topic),
        )

    def _version_now(self, chain: Chain, topic: str) -> int:
        """Return a topic's version; it may be a second old, but never from before the last `forget` of the topic."""

        def ask() -> int:
            with self._database.read() as session:
                return self._version_of(session, chain, topic)

        return self._versions.find((chain, topic), ask, lambda _kept, age: age < KEPT_SECONDS)

    def _version_of(self, session: Session, chain: Chain, topic: str) -> int:
        counted = self.specs[topic].version
        return counted(session, thing_of(chain)) if counted else ledger.version_of(session, chain, topic)

    def _named(self, chain: Chain, topic: str) -> dict[str, str]:
        """Return the beginning of a snapshot: which thing it is about, and the topic."""
        return {self.specs[topic].kind.name: thing_of(chain), "topic": topic}
