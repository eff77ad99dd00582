"""Versioned snapshots of a meeting's topics, read in one transaction with their version."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.platform import ledger
from app.platform.db import Database
from app.platform.live.specs import Audience, SnapshotSpec
from app.platform.plain import to_plain

Snapshot = dict[str, Any]


class Snapshots:
    """Reads snapshots; the coalescer sends them, `meeting:join` answers with them."""

    def __init__(self, database: Database, specs: Iterable[SnapshotSpec]) -> None:
        self._database = database
        self.specs: dict[str, SnapshotSpec] = {spec.topic: spec for spec in specs}

    def read(self, meeting: str, topic: str, audience: Audience) -> Snapshot:
        """{meeting, topic, version, data}: the version is that of the data or, under a write, an earlier one."""
        with self._database.read() as session:
            version = self._version_of(session, meeting, topic)
            data = to_plain(self.specs[topic].read(session, meeting, audience))
        return {"meeting": meeting, "topic": topic, "version": version, "data": data}

    def changed_since(self, meeting: str, audience: Audience, seen: Mapping[str, int]) -> list[Snapshot]:
        """The snapshots of all topics whose version is not the one a client has seen."""
        with self._database.read() as session:
            wanted = [
                spec.topic
                for spec in self.specs.values()
                if audience in spec.audiences and seen.get(spec.topic) != self._version_of(session, meeting, spec.topic)
            ]
        return [self.read(meeting, topic, audience) for topic in wanted]

    def _version_of(self, session: Session, meeting: str, topic: str) -> int:
        counted = self.specs[topic].version
        return counted(session, meeting) if counted else ledger.version_of(session, meeting, topic)
