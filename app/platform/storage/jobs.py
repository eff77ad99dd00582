"""Background jobs as rows: queued in the transaction that needs them, run by a worker, retried after a failure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Index, bindparam, delete, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.platform.ids import MeetingId, wire_name
from app.platform.storage.db import Base, UtcDateTime, new_id
from app.platform.storage.prepared import Prepared
from app.platform.storage.unit_of_work import Work

LEASE = timedelta(seconds=45)
MAX_ATTEMPTS = 5
JOBS = "jobs"
"""Stands in place of a chain in the notice that wakes a worker."""


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One background job; `dedupe` is unique among the queued jobs, so that a storm of votes queues one job."""

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
    """Build the statement that inserts a job, or lets an equal job queued for after `latest` start earlier."""
    statement = insert(Job)
    is_waiting = {"index_elements": ["dedupe"], "index_where": text("state = 'queued'")}
    is_late = Job.due_at > bindparam("latest", type_=UtcDateTime())
    return statement.on_conflict_do_update(**is_waiting, set_={"due_at": statement.excluded.due_at}, where=is_late)


_ASK_ONCE = Prepared({"sqlite": _asking_once(sqlite.insert), "postgresql": _asking_once(postgresql.insert)})


@dataclass(frozen=True, slots=True)
class Lease:
    """A job that a worker has taken for a limited time; afterwards any worker may take the job."""

    id: str
    kind: str
    args: dict[str, Any]
    attempts: int


Handlers = Mapping[str, Callable[..., None]]
"""{kind of job: handler}, called as `handler(services, **args)` with arguments such as `meeting_id=`."""


def enqueue(
    work: Work, kind: str, *, delay: timedelta = timedelta(0), patience: timedelta = timedelta(0), **ids: str
) -> None:
    """Queue a job that runs after the commit; an equal job that is already queued serves both requests.

    Args:
        delay: the time from now until the job may start.
        patience: how much later than that the queued job may start; a queued job due later still is set to start at
            the requested time.
        ids: what the job is about, such as `meeting_id=`, which the row calls `meeting`.
    """
    args = _kept(ids)
    dedupe = _dedupe(kind, args)
    row: dict[str, Any] = {"id": new_id(), "kind": kind, "args": args, "dedupe": dedupe, "state": JobState.QUEUED.value}
    due_at = work.now + delay
    row |= {"due_at": due_at, "latest": due_at + patience, "leased_until": None, "attempts": 0, "error": None}
    if _ASK_ONCE.run(work.session.connection(), [row]):
        work.touch(JOBS, kind)


class MeetingEvent(Protocol):
    """A domain event about a meeting."""

    @property
    def meeting(self) -> MeetingId: ...


def enqueue_on_event(
    kind: str, *, delay: timedelta, patience: timedelta = timedelta(0)
) -> Callable[[Work, MeetingEvent], None]:
    """Return a listener that queues a job about the meeting of an event; the arguments are those of `enqueue`."""

    def listen(work: Work, event: MeetingEvent) -> None:
        enqueue(work, kind, delay=delay, patience=patience, meeting_id=event.meeting)

    return listen


def drop(work: Work, kind: str, **ids: str) -> bool:
    """Delete a queued job and return whether there was one; a job that has begun goes on."""
    is_waiting = (Job.dedupe == _dedupe(kind, _kept(ids))) & (Job.state == JobState.QUEUED)
    return bool(work.session.scalars(delete(Job).where(is_waiting).returning(Job.id)).all())


def is_unfinished(session: Session, kind: str, **ids: str) -> bool:
    """Return whether a job waits or runs, or waits to be tried again."""
    is_open = Job.state.in_((JobState.QUEUED, JobState.RUNNING))
    return session.scalar(select(Job.id).where(Job.dedupe == _dedupe(kind, _kept(ids)), is_open).limit(1)) is not None


def claim(work: Work, *, ahead: timedelta = timedelta(0)) -> Lease | None:
    """Take the job with the earliest due time among those that are due or whose worker has gone silent.

    A job whose worker has gone silent at the last attempt is marked as failed instead.

    Args:
        ahead: also take jobs that become due within this time.

    Returns:
        The lease of the job, or None when there is no job to take.
    """
    is_due = (Job.state == JobState.QUEUED) & (Job.due_at <= work.now + ahead)
    is_over = (Job.leased_until < work.now) | (Job.leased_until > work.now + 2 * LEASE)  # or the clock was set back
    is_lost = (Job.state == JobState.RUNNING) & is_over
    is_hopeless = is_lost & (Job.attempts >= MAX_ATTEMPTS)  # its workers died with it: no worker should try again
    work.session.execute(update(Job).where(is_hopeless).values(state=JobState.FAILED, error="worker.lost"))
    query = select(Job).where(is_due | is_lost).order_by(Job.due_at, Job.id).limit(1)
    job = work.session.scalar(query.with_for_update(skip_locked=True))
    if job is None:
        return None
    job.state, job.leased_until, job.attempts = JobState.RUNNING, work.now + LEASE, job.attempts + 1
    return Lease(job.id, job.kind, {f"{name}_id": value for name, value in job.args.items()}, job.attempts)


def renew(work: Work, lease: Lease) -> None:
    """Extend the lease of a job that takes longer, unless another worker has taken the job."""
    work.session.execute(update(Job).where(_is_held_by(lease)).values(leased_until=work.now + LEASE))


def finish(work: Work, lease: Lease) -> None:
    """Delete the row of a job that is done; rows of failed jobs stay so that people see them."""
    work.session.execute(delete(Job).where(_is_held_by(lease)))


def fail(work: Work, lease: Lease, error: str) -> None:
    """Put a job back for a later attempt, after a longer wait each time, or give the job up after the last attempt."""
    is_last = lease.attempts >= MAX_ATTEMPTS
    values = {
        "state": JobState.FAILED if is_last else JobState.RUNNING,
        "leased_until": work.now + timedelta(seconds=2**lease.attempts),
        "error": error[:500],
    }
    work.session.execute(update(Job).where(_is_held_by(lease)).values(**values))


def next_due(session: Session) -> datetime | None:
    """Return when the next queued job may start, or None when no job is queued."""
    return session.scalar(select(Job.due_at).where(Job.state == JobState.QUEUED).order_by(Job.due_at).limit(1))


def failed(session: Session) -> int:
    """Return the number of jobs that were given up; `/readyz` shows the number."""
    return len(session.scalars(select(Job.id).where(Job.state == JobState.FAILED)).all())


def _kept(ids: Mapping[str, str]) -> dict[str, str]:
    """Return the arguments of a job under the names that its row uses."""
    return {wire_name(name): value for name, value in ids.items()}


def _dedupe(kind: str, args: Mapping[str, str]) -> str:
    return ":".join([kind, *(f"{name}={value}" for name, value in sorted(args.items()))])


def _is_held_by(lease: Lease) -> ColumnElement[bool]:
    """Return the condition that a lease is still valid: a job that another worker took over has one attempt more."""
    return (Job.id == lease.id) & (Job.attempts == lease.attempts)
