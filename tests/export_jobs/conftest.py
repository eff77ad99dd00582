"""Fixtures of the export jobs' tests: a meeting that has gone the whole way, and a worker beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.export_jobs.actions import MAKE_EXPORT, ask_for_export, cancel_export
from app.export_jobs.models import ExportJob
from app.platform.access.actors import Actor
from app.platform.access.security_log import SecurityEvent, SecurityKind
from app.platform.access.services import Services
from app.platform.storage.jobs import Job
from app.registry import JOBS
from app.worker import Worker
from tests.builders import new_key
from tests.exports.walk import Walk
from tests.people import Cast


@dataclass(frozen=True, slots=True)
class Workroom:
    """A meeting whose papers are asked for, and the worker that makes them."""

    services: Services
    cast: Cast
    meeting: str

    def ask(self, actor: Actor | None = None, format: str = "bundle", key: str = "") -> str:
        asked = {"meeting_id": self.meeting, "format": format, "language": "zh-Hans", "key": key or new_key()}
        return self.services.writer.run(lambda work: ask_for_export(work, actor or self.cast.lin, **asked))

    def cancel(self, job: str, actor: Actor | None = None) -> None:
        self.services.writer.run(lambda work: cancel_export(work, actor or self.cast.lin, export_job_id=job))

    def work(self) -> int:
        """Run what is due; returns how many jobs."""
        worker, count = Worker(self.services, JOBS), 0
        while worker.run_one():
            count += 1
        return count

    def row(self, job: str) -> Any:
        with self.services.database.read() as session:
            return session.get_one(ExportJob, job)

    def rows(self) -> list[ExportJob]:
        with self.services.database.read() as session:
            return list(session.scalars(select(ExportJob)))

    def waiting(self) -> list[str]:
        """The exports in the queue of the worker."""
        with self.services.database.read() as session:
            rows = session.scalars(select(Job).where(Job.kind == MAKE_EXPORT))
            return [job.args["export_job"] for job in rows]

    def logged(self) -> list[dict[str, Any]]:
        """Facts of what the security log has about exports, oldest first."""
        with self.services.database.read() as session:
            query = select(SecurityEvent).where(SecurityEvent.kind == SecurityKind.EXPORT_READ)
            return [event.facts for event in session.scalars(query.order_by(SecurityEvent.at))]

    @property
    def folder(self) -> Path:
        return self.services.settings.exports

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("*"))


@pytest.fixture
def workroom(services: Services, cast: Cast, walk: Walk) -> Iterator[Workroom]:
    room = Workroom(services, cast, walk.meeting)
    room.work()
    yield room
