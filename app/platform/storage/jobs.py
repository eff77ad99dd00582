"""Slow work as rows: asked for in the transaction that needs it, done by a worker, tried again when it fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, bindparam, delete, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.platform.ids import wire_name
from app.platform.storage.db import Base, UtcDateTime, new_id
from app.platform.storage.prepared import Prepared
from app.platform.storage.unit_of_work import Work

LEASE = timedelta(seconds=45)
MOST_ATTEMPTS = 5
JOBS = "jobs"
"""Name of the notice that wakes a worker, in place of a chain."""


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of slow work. `dedupe` is unique among those that wait, so a storm of votes asks once."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state_due_at", "state", "due_at"),
        Index(
            "uq_job_dedupe",
            "dedupe",
            unique=True,
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    args: Mapped[dict[str, Any]]
    dedupe: Mapped[str]
    state: Mapped[str] = mapped_column(default=JobState.QUEUED)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]


def _asking_once(insert: Callable[[type[Job]], Any]) -> Any:
    """Insert a job, or have the one that waits for the same thing start earlier, never later."""
    statement = insert(Job)
    is_waiting = {"index_elements": ["dedupe"], "index_where": text("state = 'queued'")}
    is_late = Job.due_at > bindparam("latest", type_=UtcDateTime())
    return statement.on_conflict_do_update(**is_waiting, set_={"due_at": statement.excluded.due_at}, where=is_late)


_ASK_ONCE = Prepared({"sqlite": _asking_once(sqlite.insert), "postgresql": _asking_once(postgresql.insert)})


@dataclass(frozen=True, slots=True)
class Lease:
    """A job taken by a worker until a moment; later it is anyone's again."""

    id: str
    kind: str
    args: dict[str, Any]
    attempts: int


Handlers = Mapping[str, Callable[..., None]]
"""kind -> handler(services, **args), as `meeting_id=`"""


def enqueue(
    work: Work, kind: str, *, delay: timedelta = timedelta(0), patience: timedelta = timedelta(0), **ids: str
) -> None:
    """Ask for a job after the commit; one that already waits for the same thing serves both.

    Args:
        patience: how much later than asked that one may start; else it is started as early as asked.
        ids: what the job is about, `meeting_id=`; the row calls it `meeting`.
    """
    args = _kept(ids)
    dedupe = _dedupe(kind, args)
    row: dict[str, Any] = {"id": new_id(), "kind": kind, "args": args, "dedupe": dedupe, "state": JobState.QUEUED.value}
    due_at = work.now + delay
    row |= {"due_at": due_at, "latest": due_at + patience, "leased_until": None, "attempts": 0, "error": None}
    if _ASK_ONCE.run(work.session.connection(), [row]):
        work.touch(JOBS, kind)


def drop(work: Work, kind: str, **ids: str) -> None:
    """Take back what was asked for and not begun."""
    is_waiting = (Job.dedupe == _dedupe(kind, _kept(ids))) & (Job.state == JobState.QUEUED)
    work.session.execute(delete(Job).where(is_waiting))


def claim(work: Work, *, ahead: timedelta = timedelta(0)) -> Lease | None:
    """Take the job that has waited longest, or one whose worker has gone silent; `ahead`: also what is due soon."""
    is_due = (Job.state == JobState.QUEUED) & (Job.due_at <= work.now + ahead)
    is_over = (Job.leased_until < work.now) | (Job.leased_until > work.now + 2 * LEASE)  # or the clock went back
    is_lost = (Job.state == JobState.RUNNING) & is_over
    is_hopeless = is_lost & (Job.attempts >= MOST_ATTEMPTS)  # it took its workers with it: no one should try again
    work.session.execute(update(Job).where(is_hopeless).values(state=JobState.FAILED, error="worker.lost"))
    query = select(Job).where(is_due | is_lost).order_by(Job.due_at, Job.id).limit(1)
    job = work.session.scalar(query.with_for_update(skip_locked=True))
    if job is None:
        return None
    job.state, job.leased_until, job.attempts = JobState.RUNNING, work.now + LEASE, job.attempts + 1
    return Lease(job.id, job.kind, {f"{name}_id": value for name, value in job.args.items()}, job.attempts)


def renew(work: Work, lease: Lease) -> None:
    """Keep a job that takes longer than its lease."""
    work.session.execute(update(Job).where(_is_held_by(lease)).values(leased_until=work.now + LEASE))


def finish(work: Work, lease: Lease) -> None:
    """Note that a job is done; done rows are swept at once, failures stay to be seen."""
    work.session.execute(delete(Job).where(_is_held_by(lease)))


def fail(work: Work, lease: Lease, error: str) -> None:
    """Put a job back for later, longer each time, or give it up after the last attempt."""
    is_last = lease.attempts >= MOST_ATTEMPTS
    values = {
        "state": JobState.FAILED if is_last else JobState.RUNNING,
        "leased_until": work.now + timedelta(seconds=2**lease.attempts),
        "error": error[:500],
    }
    work.session.execute(update(Job).where(_is_held_by(lease)).values(**values))


def next_due(session: Session) -> datetime | None:
    """When the next waiting job may start; None when none waits."""
    return session.scalar(select(Job.due_at).where(Job.state == JobState.QUEUED).order_by(Job.due_at).limit(1))


def failed(session: Session) -> int:
    """How many jobs were given up; `/readyz` and the office show it."""
    return len(session.scalars(select(Job.id).where(Job.state == JobState.FAILED)).all())


def _kept(ids: Mapping[str, str]) -> dict[str, str]:
    """The arguments of a job as its row calls them."""
    return {wire_name(name): value for name, value in ids.items()}


def _dedupe(kind: str, args: Mapping[str, str]) -> str:
    return ":".join([kind, *(f"{name}={value}" for name, value in sorted(args.items()))])


def _is_held_by(lease: Lease) -> ColumnElement[bool]:
    """Whether a lease still counts: a job that was taken over has had one attempt more."""
    return (Job.id == lease.id) & (Job.attempts == lease.attempts)
