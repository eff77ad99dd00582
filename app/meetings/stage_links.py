"""Stage links, which let the computer of the hall show one meeting without a sign-in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.meetings import queries
from app.meetings.models import Meeting, StageLink
from app.platform.access.actors import Actor, ActorKind
from app.platform.access.permissions import Scope
from app.platform.access.secrets import digest_token, new_token
from app.platform.access.security_log import SecurityKind, record_security_event
from app.platform.access.versions import raise_access_version
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, StageLinkId
from app.platform.storage.db import new_id
from app.platform.storage.unit_of_work import Work

MAX_HOURS = 24
MAX_OPEN = 20
"""Most valid links of one meeting at once; a hall has one projector, and a few rooms beside it."""


@dataclass(frozen=True, slots=True)
class NewStageLink:
    """A new link; `token` is its secret, of which only the digest is stored."""

    id: StageLinkId
    token: str = field(repr=False)
    meeting: MeetingId
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StageLinkView:
    """A stage link that is still valid."""

    id: StageLinkId
    made_by: str
    made_at: datetime
    expires_at: datetime


def locate_stage_link(session: Session, stage_link_id: StageLinkId) -> Scope | None:
    """Return the place and meeting of a stage link; None if there is no such link."""
    meeting_id = session.scalar(select(StageLink.meeting).where(StageLink.id == stage_link_id))
    return queries.locate_meeting(session, meeting_id) if meeting_id else None


def find_stage(session: Session, token: str, now: datetime) -> Actor | None:
    """Return the stage of a valid link with this secret, else None; the id of a stage is the digest of the secret."""
    digest = digest_token(token)
    meeting_id = _meeting_of(session, digest, now)
    expires_at = session.scalar(select(StageLink.expires_at).where(StageLink.digest == digest))
    return Actor(ActorKind.STAGE, digest, meeting=meeting_id, expires_at=expires_at) if meeting_id else None


def is_stage_valid(session: Session, digest: str, now: datetime) -> bool:
    """Return whether a stage may still watch: its link is neither revoked nor expired, and the meeting is open.

    Args:
        digest: the id of the stage.
    """
    return _meeting_of(session, digest, now) is not None


def open_links(session: Session, meeting_id: MeetingId, now: datetime) -> list[StageLinkView]:
    """Return the links of a meeting that are neither revoked nor expired, newest first."""
    query = select(StageLink).where(StageLink.meeting == meeting_id, StageLink.revoked_at.is_(None))
    rows = session.scalars(query.where(StageLink.expires_at > now).order_by(StageLink.made_at.desc(), StageLink.id))
    return [StageLinkView(row.id, row.made_by, row.made_at, row.expires_at) for row in rows]


def make_stage_link(
    work: Work, actor: Actor, *, meeting_id: MeetingId, hours: int = MAX_HOURS, address: str = ""
) -> NewStageLink:
    """Make a link that shows the stage of a meeting until the meeting ends, for at most `hours` and `MAX_HOURS`.

    Raises:
        DomainError: `not_found`, `meeting.closed`, `stage_link.enough`.
    """
    queries.meeting_of(work.session, meeting_id)
    queries.check_open(work.session, meeting_id)
    if len(open_links(work.session, meeting_id, work.now)) >= MAX_OPEN:
        raise DomainError(ErrorKind.CONFLICT, "stage_link.enough", most=MAX_OPEN)
    stage_link_id, token = StageLinkId(new_id()), new_token()
    expires_at = work.now + timedelta(hours=min(hours, MAX_HOURS))
    work.session.add(
        StageLink(
            id=stage_link_id,
            digest=digest_token(token),
            meeting=meeting_id,
            made_by=actor.id,
            made_at=work.now,
            expires_at=expires_at,
        )
    )
    kind = SecurityKind.STAGE_LINK_MADE
    record_security_event(work, kind, actor=actor.id, subject=meeting_id, address=address, link=stage_link_id)
    return NewStageLink(stage_link_id, token, meeting_id, expires_at)


def revoke_stage_link(work: Work, actor: Actor, *, stage_link_id: StageLinkId, address: str = "") -> None:
    """Revoke a link at once; do nothing if the link is already revoked.

    Raises:
        DomainError: `not_found`.
    """
    link = work.session.get(StageLink, stage_link_id)
    if link is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if link.revoked_at is not None:
        return
    link.revoked_at = work.now
    raise_access_version(work)
    kind = SecurityKind.STAGE_LINK_REVOKED
    record_security_event(work, kind, actor=actor.id, subject=link.meeting, address=address, link=stage_link_id)


def digests_of(session: Session, meeting_id: MeetingId) -> Iterable[str]:
    """Return the ids of all stages of a meeting, expired and revoked ones included."""
    return session.scalars(select(StageLink.digest).where(StageLink.meeting == meeting_id)).all()


def _meeting_of(session: Session, digest: str, now: datetime) -> MeetingId | None:
    query = select(StageLink.meeting).join(Meeting, Meeting.id == StageLink.meeting)
    is_good = (StageLink.digest == digest) & StageLink.revoked_at.is_(None) & (StageLink.expires_at > now)
    return session.scalar(query.where(is_good, Meeting.closed_at.is_(None)))
