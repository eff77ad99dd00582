"""Reads of concessions."""

from collections.abc import Container
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.concessions.models import Concession
from app.concessions.rules import State
from app.meetings import queries as meetings
from app.platform.access.permissions import Scope
from app.platform.ids import ConcessionId, MeetingId, ProposalId, ResolutionId, SeatId
from app.platform.serialise import OMIT_EMPTY, sent_as


@dataclass(frozen=True, slots=True)
class ConcessionView:
    """A concession as everyone may see it.

    The offer names the stakeholder group, but never the person, nor a group so small that it names a person.
    """

    id: ConcessionId
    proposal: ProposalId | None
    stakeholder_group: str | None = field(metadata=sent_as("stake"))
    wanted: str
    condition: str
    offer: str = field(metadata=sent_as("gives"))
    state: str
    offered_at: datetime
    resolution: ResolutionId | None = field(default=None, metadata=OMIT_EMPTY)
    """The resolution whose text takes the concession up, if it was named."""
    clause: int | None = field(default=None, metadata=OMIT_EMPTY)


@dataclass(frozen=True, slots=True)
class OwnConcessions:
    """The concessions that one seat has offered."""

    offered: list[ConcessionId]


def locate_concession(session: Session, concession_id: ConcessionId) -> Scope | None:
    meeting = session.scalar(select(Concession.meeting).where(Concession.id == concession_id))
    return meetings.locate_meeting(session, meeting) if meeting else None


def resolution_taking(session: Session, concession_id: ConcessionId) -> ResolutionId | None:
    """Return the resolution whose text takes a concession up; None if there is none."""
    return session.scalar(select(Concession.resolution).where(Concession.id == concession_id))


def concessions_of(session: Session, meeting_id: MeetingId) -> list[ConcessionView]:
    """Return the concessions of a meeting that were not withdrawn, in the order of offering."""
    query = select(Concession).where(Concession.meeting == meeting_id, Concession.state != State.WITHDRAWN)
    visible = meetings.public_stakeholder_groups(session, meeting_id)
    return [
        _view(concession, visible)
        for concession in session.scalars(query.order_by(Concession.offered_at, Concession.id))
    ]


def recorded_concessions(session: Session, meeting_id: MeetingId) -> list[ConcessionView]:
    """Return every concession of a meeting for its documents, in the order of offering; withdrawn ones without text."""
    query = select(Concession).where(Concession.meeting == meeting_id)
    visible = meetings.public_stakeholder_groups(session, meeting_id)
    views = [
        _view(concession, visible)
        for concession in session.scalars(query.order_by(Concession.offered_at, Concession.id))
    ]
    return [_without_words(view) if view.state == State.WITHDRAWN else view for view in views]


def own_concessions(session: Session, seat_id: SeatId) -> list[ConcessionView]:
    """Return every concession that a seat has offered, in the order of offering."""
    query = select(Concession).where(Concession.seat == seat_id)
    rows = session.scalars(query.order_by(Concession.offered_at, Concession.id)).all()
    return [
        _view(concession, {concession.stakeholder_group} if concession.stakeholder_group else ()) for concession in rows
    ]


def concessions_for(session: Session, seat_id: SeatId) -> OwnConcessions:
    """Return what a page shows one seat of concessions beyond what everyone sees."""
    return OwnConcessions([view.id for view in own_concessions(session, seat_id)])


def _without_words(view: ConcessionView) -> ConcessionView:
    return replace(view, proposal=None, wanted="", condition="", offer="")


def _view(concession: Concession, visible: Container[str]) -> ConcessionView:
    group = concession.stakeholder_group
    return ConcessionView(
        concession.id,
        concession.proposal,
        group if group is not None and group in visible else None,
        concession.wanted,
        concession.condition,
        concession.offer,
        concession.state,
        concession.offered_at,
        concession.resolution,
        concession.clause,
    )
