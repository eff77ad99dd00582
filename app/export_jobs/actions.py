"""Writes of export jobs: asked for and cancelled by staff; begun, reported and ended by the worker."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from app.export_jobs import files, rules
from app.export_jobs.files import Written
from app.export_jobs.models import ExportJob
from app.export_jobs.queries import basis_of
from app.export_jobs.rules import Fault, Progress, State, Step
from app.meetings import queries as meetings
from app.platform.access.actors import Actor
from app.platform.access.security_log import SecurityKind, record_security_event
from app.platform.access.sights import Sights
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import ExportJobId, MeetingId, StaffId
from app.platform.storage import jobs
from app.platform.storage.db import new_id, upserts_of
from app.platform.storage.unit_of_work import Work

MAKE_EXPORT = "make_export"
_INSERT_ONCE = upserts_of(ExportJob, keys=("staff", "meeting", "key"))


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a job by a worker; `number` tells it from earlier runs, which have lost the job."""

    id: ExportJobId
    number: int
    meeting: MeetingId
    staff: StaffId
    format: str
    language: str


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A finished file: how it is handed out, and with which sights it was made."""

    name: str
    media_type: str
    written: Written
    sights: Sights


def ask_for_export(
    work: Work, actor: Actor, *, meeting_id: MeetingId, format: str, language: str, key: str
) -> ExportJobId:
    """Queue an export for a member of staff and return its job; the same key gives the same job.

    An equal request whose job is unfinished, or whose file can still be fetched, gives that job if the meeting has not
    changed since and the asker has the sights that the file was made with.

    Raises:
        DomainError: `not_found`; `forbidden` to anybody but staff.
    """
    if not actor.is_staff:
        raise DomainError(ErrorKind.FORBIDDEN, "forbidden")
    earlier = (ExportJob.staff == actor.id) & (ExportJob.meeting == meeting_id) & (ExportJob.key == key)
    if known := work.session.scalar(select(ExportJob.id).where(earlier)):
        return known
    basis = basis_of(work.session, meetings.meeting_of(work.session, meeting_id).id)
    asked: dict[str, Any] = {"meeting": meeting_id, "staff": actor.staff_id, "format": format, "language": language}
    export_job_id = _equal_job(work, actor, {**asked, "basis": basis})
    if export_job_id is None:
        insert = _INSERT_ONCE[work.session.get_bind().dialect.name]  # the same key may arrive twice at once
        work.session.execute(insert, [{**asked, "basis": basis, "id": new_id(), "key": key, "asked_at": work.now}])
        export_job_id = work.session.scalars(select(ExportJob.id).where(earlier)).one()
        jobs.enqueue(work, MAKE_EXPORT, export_job_id=export_job_id)
    _log_read(work, actor, meeting_id, format=format, started=export_job_id)
    return export_job_id


def note_fetched(work: Work, actor: Actor, *, meeting_id: MeetingId, format: str, export_job_id: ExportJobId) -> None:
    """Record in the security log that a file is handed out."""
    _log_read(work, actor, meeting_id, format=format, fetched=export_job_id)


def cancel_export(work: Work, actor: Actor, *, export_job_id: ExportJobId) -> None:
    """Cancel an unfinished job: a waiting one is gone at once, a running one stops before its next step.

    A job that has failed or is cancelled stays as it is.

    Raises:
        DomainError: `not_found`, also for a job of somebody else; `export.finished`.
    """
    job = _locked(work, export_job_id)
    if job is None or job.staff != actor.id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    state = State(job.state)
    rules.check_can_cancel(state)
    if state in rules.UNFINISHED:
        job.state, job.finished_at = State.CANCELLED, work.now
        jobs.drop(work, MAKE_EXPORT, export_job_id=export_job_id)


def begin_run(work: Work, *, export_job_id: ExportJobId) -> Run | None:
    """Begin a run of a job; return None if there is nothing to do, because the job has ended or is given up."""
    job = _locked(work, export_job_id)
    if job is None or job.state not in rules.UNFINISHED:
        return None
    if job.runs >= rules.MAX_RUNS:
        job.state, job.fault, job.finished_at = State.FAILED, Fault.LOST, work.now
        return None
    job.state, job.runs, job.step = State.RUNNING, job.runs + 1, Step.READ
    job.done = job.total = 0
    job.part = ""
    return Run(job.id, job.runs, job.meeting, job.staff, job.format, job.language)


def note_progress(work: Work, *, run: Run, progress: Progress) -> bool:
    """Note how far a run has come; return False if the job was cancelled or another run has taken it."""
    return _update(
        work, run, done=progress.done, total=progress.total, step=progress.step.value, part=progress.part[:200]
    )


def finish_run(work: Work, *, run: Run, made: MadeFile, place: Path, days: int) -> bool:
    """End a run whose file is written: move the file to its place, in the transaction that says so.

    The row stays locked while the file is moved, so that no other run and no sweep comes between.

    Args:
        days: how long the file can be fetched.

    Returns:
        False if the job was cancelled or another run has taken it; the file is not moved then.
    """
    is_ours = _update(
        work,
        run,
        state=State.DONE.value,
        done=ExportJob.total,
        step=Step.SAVE.value,
        part="",
        file_name=made.name,
        media_type=made.media_type,
        size=made.written.size,
        sha256=made.written.sha256,
        sights=sorted(made.sights),
        finished_at=work.now,
        expires_at=work.now + timedelta(days=days),
    )
    if is_ours:
        files.move_into_place(made.written, place)
    return is_ours


def fail_run(work: Work, *, run: Run, fault: Fault) -> None:
    """End a run that cannot make its file."""
    _update(work, run, state=State.FAILED.value, fault=fault.value, finished_at=work.now)


def drop_stray(work: Work, *, path: Path, export_job_id: ExportJobId, number: int | None) -> bool:
    """Delete a file of the folder unless its job can still be fetched or its run goes on; return whether it is gone.

    Args:
        number: of the run that writes the file; None for a file in its place.
    """
    job = _locked(work, export_job_id)
    if job is not None:
        is_fetchable = job.state == State.DONE and not rules.is_expired(job.expires_at, work.now)
        is_written = job.state == State.RUNNING and job.runs == number
        if is_fetchable if number is None else is_written:
            return False
    path.unlink(missing_ok=True)
    return True


def end_lost_jobs(work: Work) -> None:
    """Mark as failed the jobs that no worker will take again, and delete the rows of old ones."""
    unfinished = work.session.scalars(select(ExportJob).where(ExportJob.state.in_(rules.UNFINISHED)).with_for_update())
    for job in unfinished:
        if not jobs.is_unfinished(work.session, MAKE_EXPORT, export_job_id=job.id):
            job.state, job.fault, job.finished_at = State.FAILED, Fault.LOST, work.now
    work.session.flush()
    oldest = work.now - timedelta(days=rules.KEPT_DAYS)
    is_old = (ExportJob.asked_at < oldest) & ExportJob.state.not_in(rules.UNFINISHED)
    is_gone = ExportJob.expires_at.is_(None) | (ExportJob.expires_at <= work.now)
    work.session.execute(delete(ExportJob).where(is_old, is_gone))


def _equal_job(work: Work, actor: Actor, asked: dict[str, Any]) -> ExportJobId | None:
    """Return the newest job for an equal request whose file this reader may have, or will."""
    query = select(ExportJob).filter_by(**asked).where(ExportJob.state.in_((*rules.UNFINISHED, State.DONE)))
    sights = meetings.sights_at(work.session, asked["meeting"], actor)
    for job in work.session.scalars(query.order_by(ExportJob.asked_at.desc(), ExportJob.id)):
        if job.state in rules.UNFINISHED:
            return job.id
        if not rules.is_expired(job.expires_at, work.now) and set(job.sights) == set(sights):
            return job.id
    return None


def _locked(work: Work, export_job_id: ExportJobId) -> ExportJob | None:
    return work.session.scalar(select(ExportJob).where(ExportJob.id == export_job_id).with_for_update())


def _update(work: Work, run: Run, **values: Any) -> bool:
    """Change the row of a job if this run still has it; return whether it has."""
    changed = update(ExportJob).where(_is_held_by(run)).values(**values).returning(ExportJob.id)
    return work.session.scalar(changed) is not None


def _is_held_by(run: Run) -> ColumnElement[bool]:
    return (ExportJob.id == run.id) & (ExportJob.runs == run.number) & (ExportJob.state == State.RUNNING)


def _log_read(work: Work, actor: Actor, meeting_id: MeetingId, **facts: object) -> None:
    kind = SecurityKind.EXPORT_READ
    record_security_event(work, kind, actor=actor.id, subject=meeting_id, address=work.address, **facts)
