"""Reads of export jobs."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.common_ground import queries as ground
from app.export_jobs import rules
from app.export_jobs.models import ExportJob
from app.export_jobs.rules import Fault, Progress, State, Step
from app.meetings import queries as meetings
from app.platform.access.actors import Actor
from app.platform.access.permissions import Scope
from app.platform.access.sights import Sight
from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Translator
from app.platform.ids import ExportJobId, MeetingId, StaffId
from app.platform.serialise import to_json_value
from app.platform.storage import ledger

LAST = 20
"""Most jobs of a meeting that are listed."""


@dataclass(frozen=True, slots=True)
class ExportJobView:
    """An export job as its reader sees it.

    `is_own`: whether the reader asked for it, and so may cancel and fetch it; `size`: bytes; `sha256`: 64 hex digits.
    """

    id: ExportJobId
    meeting: MeetingId
    format: str
    language: str
    staff: StaffId
    staff_name: str
    is_own: bool
    state: State
    progress: Progress
    fault: Fault | None
    file_name: str
    media_type: str
    size: int
    sha256: str
    asked_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    is_expired: bool

    @property
    def is_unfinished(self) -> bool:
        return self.state in rules.UNFINISHED

    @property
    def is_fetchable(self) -> bool:
        """Whether the reader may fetch the file."""
        return self.is_own and self.state is State.DONE and not self.is_expired


def locate_export_job(session: Session, export_job_id: ExportJobId) -> Scope | None:
    """Return the place and meeting of an export job; None if there is no such job."""
    meeting_id = session.scalar(select(ExportJob.meeting).where(ExportJob.id == export_job_id))
    return meetings.locate_meeting(session, meeting_id) if meeting_id else None


def job_of(session: Session, export_job_id: ExportJobId, actor: Actor, now: datetime) -> ExportJobView:
    """Return a job to the member of staff who asked for it.

    Raises:
        DomainError: `not_found`, also to anybody else.
    """
    job = session.get(ExportJob, export_job_id)
    if job is None or job.staff != actor.id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return _view(session, job, actor, now)


def fetchable_job(session: Session, export_job_id: ExportJobId, actor: Actor, now: datetime) -> ExportJobView:
    """Return a finished job to the member of staff who asked for it and has not lost a sight since.

    Raises:
        DomainError: `not_found`, or `export.expired`.
    """
    view = job_of(session, export_job_id, actor, now)
    made_with = session.scalars(select(ExportJob.sights).where(ExportJob.id == export_job_id)).one()
    if view.state is not State.DONE or not rules.may_have(made_with, meetings.sights_at(session, view.meeting, actor)):
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if view.is_expired:
        raise DomainError(ErrorKind.CLOSED, "export.expired")
    return view


def last_jobs(session: Session, meeting_id: MeetingId, actor: Actor, now: datetime) -> list[ExportJobView]:
    """Return the last jobs of a meeting, newest first; those of others only to readers who may see names."""
    query = select(ExportJob).where(ExportJob.meeting == meeting_id)
    if Sight.NAMES not in meetings.sights_at(session, meeting_id, actor):
        query = query.where(ExportJob.staff == actor.id)
    rows = session.scalars(query.order_by(ExportJob.asked_at.desc(), ExportJob.id).limit(LAST))
    return [_view(session, row, actor, now) for row in rows]


def basis_of(session: Session, meeting_id: MeetingId) -> str:
    """Return a digest of the records that an export of a meeting is made from: equal digests give equal files.

    The ledger heads of the meeting and its place stand for all rows but the common ground, which has no entries.
    """
    scope = meetings.locate_meeting(session, meeting_id)
    chains = [meeting_id, *([scope.place] if scope else [])]
    heads = [ledger.head_of(session, chain) for chain in chains]
    facts = [heads, to_json_value(ground.ground_of(session, meeting_id))]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def progress_words(view: ExportJobView, words: Translator) -> str:
    """Return the present step of a job in words."""
    return words(f"exports.step.{view.progress.step}", part=view.progress.part)


def fault_words(view: ExportJobView, words: Translator) -> str:
    """Return in words why a file could not be made; empty if nothing went wrong."""
    return words(f"exports.fault.{view.fault}") if view.fault else ""


def _view(session: Session, job: ExportJob, actor: Actor, now: datetime) -> ExportJobView:
    return ExportJobView(
        id=job.id,
        meeting=job.meeting,
        format=job.format,
        language=job.language,
        staff=job.staff,
        staff_name=accounts.name_of(session, job.staff) or "",
        is_own=job.staff == actor.id,
        state=State(job.state),
        progress=Progress(job.done, job.total, Step(job.step), job.part),
        fault=Fault(job.fault) if job.fault else None,
        file_name=job.file_name,
        media_type=job.media_type,
        size=job.size,
        sha256=job.sha256,
        asked_at=job.asked_at,
        finished_at=job.finished_at,
        expires_at=job.expires_at,
        is_expired=rules.is_expired(job.expires_at, now),
    )
