"""Reads of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import rules
from app.cases.models import Case, CaseMove, CaseRating
from app.platform.access.permissions import Scope
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import CaseId, MeetingId, PlaceId, ResolutionId, SeatId
from app.resolutions import queries as resolutions


@dataclass(frozen=True, slots=True)
class MoveView:
    number: int
    from_state: str
    to_state: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with its moves so far; `stars` is the mean of the ratings, None before the first.

    `resolution_number` is the number of the resolution that the case carries out. A case that began outside a meeting
    has neither meeting nor resolution, and the number is then "".
    """

    id: CaseId
    place: PlaceId
    meeting: MeetingId | None
    resolution: ResolutionId | None
    resolution_number: str
    number: str
    title: str
    handler: str
    level: str
    state: str
    next_states: tuple[str, ...]
    due_on: date | None
    evidence: str
    reopened: int
    opened_at: datetime
    closed_at: datetime | None
    moves: tuple[MoveView, ...]
    ratings: int
    stars: float | None
    said_resolved: int
    is_resolved: bool
    is_ratable: bool
    is_poor: bool


def locate_case(session: Session, case_id: CaseId) -> Scope | None:
    row = session.execute(select(Case.place, Case.meeting).where(Case.id == case_id)).one_or_none()
    if row is None:
        return None
    own_chain = rules.CHAIN.chain_of(case_id) if row.meeting is None else None
    return Scope(place=row.place, meeting=row.meeting, own_chain=own_chain)


def case_of(session: Session, case_id: CaseId) -> CaseView:
    """Return one case.

    Raises:
        DomainError: `not_found`.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return _views(session, [case])[0]


def cases_of(session: Session, meeting_id: MeetingId) -> list[CaseView]:
    """Return the cases of a meeting's resolutions, in the order of opening."""
    query = select(Case).where(Case.meeting == meeting_id).order_by(Case.opened_at, Case.number)
    return _views(session, session.scalars(query).all())


def cases_at(session: Session, place_ids: list[PlaceId]) -> list[CaseView]:
    """Return the cases of some places, the newest first."""
    query = select(Case).where(Case.place.in_(place_ids)).order_by(Case.opened_at.desc(), Case.number.desc())
    return _views(session, session.scalars(query).all())


def ratings_of(session: Session, case_id: CaseId) -> list[rules.Rating]:
    """Return residents' ratings of the result, without their seats."""
    query = select(CaseRating.stars, CaseRating.is_resolved).where(CaseRating.case == case_id)
    return [rules.Rating(row.stars, row.is_resolved) for row in session.execute(query)]


def own_rating(session: Session, case_id: CaseId, seat_id: SeatId) -> rules.Rating | None:
    rating = session.get(CaseRating, (case_id, seat_id))
    return rules.Rating(rating.stars, rating.is_resolved) if rating else None


def _views(session: Session, cases: Sequence[Case]) -> list[CaseView]:
    numbers = resolutions.numbers_of(session, {case.resolution for case in cases if case.resolution is not None})
    return [_view(session, case, numbers.get(case.resolution or "", "")) for case in cases]


def _view(session: Session, case: Case, resolution_number: str) -> CaseView:
    query = select(CaseMove).where(CaseMove.case == case.id).order_by(CaseMove.number)
    moves = [
        MoveView(move.number, move.from_state, move.to_state, move.note, move.at) for move in session.scalars(query)
    ]
    ratings = ratings_of(session, case.id)
    return CaseView(
        id=case.id,
        place=case.place,
        meeting=case.meeting,
        resolution=case.resolution,
        resolution_number=resolution_number,
        number=case.number,
        title=case.title,
        handler=case.handler,
        level=case.level,
        state=case.state,
        next_states=tuple(state for state in rules.State if state in rules.MOVES[rules.State(case.state)]),
        due_on=case.due_on,
        evidence=case.evidence,
        reopened=case.reopened,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        moves=tuple(moves),
        ratings=len(ratings),
        stars=round(sum(rating.stars for rating in ratings) / len(ratings), 2) if ratings else None,
        said_resolved=sum(rating.is_resolved for rating in ratings),
        is_resolved=rules.is_resolved(case.state, ratings, is_verified=_is_verified(moves)),
        is_ratable=case.state in rules.RATABLE,
        is_poor=rules.should_reopen(ratings),
    )


def _is_verified(moves: list[MoveView]) -> bool:
    """Return whether somebody has verified the result since the case was last opened or reopened."""
    states = [move.to_state for move in moves]
    last = max((at for at, state in enumerate(states) if state == rules.State.REOPENED), default=-1)
    return rules.State.VERIFIED in states[last + 1 :]
