"""Reads of resolutions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.platform.access.permissions import Scope
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, ResolutionId
from app.resolutions.models import Resolution
from app.themes import queries as themes
from app.voting import queries as voting
from app.voting.queries import PollView


@dataclass(frozen=True, slots=True)
class ResolutionView:
    """A resolution with its latest poll; `reservations` (保留意見) are the dissent recorded with it."""

    id: ResolutionId
    meeting: MeetingId
    theme: str | None
    theme_label: str
    number: str | None
    title: str
    text: str
    text_hash: str | None
    state: str
    reservations: tuple[str, ...]
    created_at: datetime
    adopted_at: datetime | None
    poll: PollView | None


def locate_resolution(session: Session, resolution_id: ResolutionId) -> Scope | None:
    meeting = session.scalar(select(Resolution.meeting).where(Resolution.id == resolution_id))
    return meetings.locate_meeting(session, meeting) if meeting else None


def resolution_of(session: Session, resolution_id: ResolutionId) -> ResolutionView:
    """Return one resolution.

    Raises:
        DomainError: `not_found`.
    """
    resolution = session.get(Resolution, resolution_id)
    if resolution is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return _view(session, resolution, _labels(session, resolution.meeting))


def resolutions_of(session: Session, meeting_id: MeetingId) -> list[ResolutionView]:
    """Return the resolutions of a meeting, in the order of drafting."""
    query = select(Resolution).where(Resolution.meeting == meeting_id).order_by(Resolution.created_at, Resolution.id)
    labels = _labels(session, meeting_id)
    return [_view(session, resolution, labels) for resolution in session.scalars(query)]


def numbers_of(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Return {resolution: its number} for the adopted resolutions among `ids`."""
    query = select(Resolution.id, Resolution.number).where(Resolution.id.in_(ids), Resolution.number.is_not(None))
    return {row.id: row.number for row in session.execute(query)}


def _labels(session: Session, meeting_id: MeetingId) -> dict[str, str]:
    return {theme.key: theme.label for theme in themes.arrangement_of(session, meeting_id).themes}


def _view(session: Session, resolution: Resolution, labels: dict[str, str]) -> ResolutionView:
    return ResolutionView(
        resolution.id,
        resolution.meeting,
        resolution.theme,
        labels.get(resolution.theme or "", ""),
        resolution.number,
        resolution.title,
        resolution.text,
        resolution.text_hash,
        resolution.state,
        tuple(resolution.reservations),
        resolution.created_at,
        resolution.adopted_at,
        voting.last_poll_on(session, resolution.id),
    )
