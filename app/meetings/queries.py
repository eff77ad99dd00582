"""Reads of meetings and their seats."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from app.meetings import rules
from app.meetings.models import Meeting, Seat
from app.organisations import queries as organisations
from app.platform.access.actors import Actor, ActorKind
from app.platform.access.permissions import Scope
from app.platform.access.secrets import digest_token
from app.platform.access.sights import Sights, sights_of
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, PlaceId, SeatId
from app.platform.serialise import sent_as
from app.platform.small_groups import SMALLEST_GROUP
from app.platform.storage import ledger
from app.platform.storage.prepared import Prepared

MAX_PEOPLE = 1000
"""Default limit of seats listed at once."""
RESULTS = "results"
"""Topic of the ledger entries that change the results visibility."""
_SEAT = Prepared(
    select(Seat.id, Seat.meeting, Seat.revoked_at.is_not(None)).where(
        Seat.token_digest == bindparam("digest"), Seat.left_at.is_(None)
    )
)
_IS_HERE = (Seat.left_at.is_(None), Seat.revoked_at.is_(None))
_IS_IMPORTED = Seat.external_id.is_not(None)
"""Condition for seats of imported participants, who count as voters but are never present or entitled to vote."""
_KINDS = select(Seat.id, Seat.meeting, Seat.kind).where(Seat.id.in_(bindparam("seats", expanding=True)))
_PLACE = Prepared(select(Meeting.place).where(Meeting.id == bindparam("meeting")))
_CLOSED = Prepared(select(Meeting.id).where(Meeting.id == bindparam("meeting"), Meeting.closed_at.is_not(None)))
_RESULTS = Prepared(select(Meeting.results).where(Meeting.id == bindparam("meeting")))
_PHASE = Prepared(
    select(Meeting.template, Meeting.phase, Meeting.closed_at.is_not(None)).where(Meeting.id == bindparam("meeting"))
)


@dataclass(frozen=True, slots=True)
class PublicMeeting:
    """A meeting as everyone in it may see it; `acts`: what residents may do now."""

    id: MeetingId
    place: PlaceId
    place_name: str
    title: str
    question: str
    template: str
    phase: str
    phases: tuple[rules.Phase, ...]
    acts: frozenset[rules.Act]
    phase_ends_at: datetime | None
    code: str
    is_joinable: bool
    is_reviewed: bool
    cards_per_seat: int | None
    stakeholder_groups: tuple[str, ...] = field(metadata=sent_as("stakes"))
    stage_view: str
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class MeetingView(PublicMeeting):
    """A meeting with the secret of its QR code."""

    qr_token: str


@dataclass(frozen=True, slots=True)
class SeatView:
    id: SeatId
    meeting: MeetingId
    alias: str
    kind: str
    attendance: str
    stakeholder_group: str | None
    external_id: str | None


@dataclass(frozen=True, slots=True)
class PersonHere:
    """A seat in the list of the desk; `revoked_at` is set if a facilitator has ended the seat."""

    seat: SeatId
    alias: str
    stakeholder_group: str | None
    attendance: str
    joined_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A seat in the sign-in sheet."""

    alias: str
    kind: str
    attendance: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """The numbers of checked-in seats, in the hall and online; `guests` are included in `seats`.

    `imported` counts the participants of an imported conversation, who are not included in the other numbers. Numbers
    by stakeholder group are left out; only `public_stakeholder_groups` may publish them.
    """

    seats: int
    hall: int
    online: int
    guests: int
    imported: int = 0


def locate_meeting(session: Session, meeting_id: MeetingId) -> Scope | None:
    place = _PLACE.value(session.connection(), {"meeting": meeting_id})
    return Scope(place=place, meeting=meeting_id) if place else None


def locate_seat(session: Session, seat_id: SeatId) -> Scope | None:
    meeting = session.scalar(select(Seat.meeting).where(Seat.id == seat_id))
    return locate_meeting(session, meeting) if meeting else None


def find_seat(session: Session, token: str) -> Actor | None:
    """Return the seat that has this secret, None if no seat has it or the seat has left.

    Raises:
        DomainError: `seat.revoked` if a facilitator has ended the seat.
    """
    row = _SEAT.first(session.connection(), {"digest": digest_token(token)})
    if row and row[2]:
        raise DomainError(ErrorKind.FORBIDDEN, "seat.revoked")
    return Actor(ActorKind.SEAT, row[0], meeting=row[1], token=token) if row else None


def live_seats(session: Session, seat_ids: Collection[SeatId]) -> set[SeatId]:
    """Return those of the given seats that have not left and were not ended."""
    return set(session.scalars(select(Seat.id).where(Seat.id.in_(seat_ids), *_IS_HERE)))


def people_of(session: Session, meeting_id: MeetingId, *, start: int = 0, limit: int = MAX_PEOPLE) -> list[PersonHere]:
    """Return the seats that people have taken and not left, also those that a facilitator has ended, newest first."""
    columns = (Seat.id, Seat.alias, Seat.stakeholder_group, Seat.attendance, Seat.joined_at, Seat.revoked_at)
    query = select(*columns).where(Seat.meeting == meeting_id, Seat.left_at.is_(None), Seat.token_digest.is_not(None))
    rows = session.execute(query.order_by(Seat.joined_at.desc(), Seat.id).offset(start).limit(limit))
    return [PersonHere(*row) for row in rows]


def meeting_of(session: Session, meeting_id: MeetingId) -> MeetingView:
    """Return one meeting.

    Raises:
        DomainError: `not_found`.
    """
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return _view(session, meeting)


def meetings_at(session: Session, place_ids: list[PlaceId]) -> list[MeetingView]:
    """Return the meetings of some places, newest first."""
    query = select(Meeting).where(Meeting.place.in_(place_ids)).order_by(Meeting.created_at.desc())
    return [_view(session, meeting) for meeting in session.scalars(query)]


def sights_at(session: Session, meeting_id: MeetingId, actor: Actor) -> Sights:
    """Return what an actor may see of a meeting beyond the public view."""
    scope = locate_meeting(session, meeting_id)
    return sights_of(actor, scope.place) if scope else frozenset()


def stakeholder_groups_of(session: Session, meeting_id: MeetingId) -> dict[str, int]:
    """Return {stakeholder group: seats} including small groups; pages must use `public_stakeholder_groups` instead."""
    group = Seat.stakeholder_group
    query = select(group, func.count()).where(Seat.meeting == meeting_id, group.is_not(None))
    return {str(row[0]): int(row[1]) for row in session.execute(query.group_by(group).order_by(group))}


def public_stakeholder_groups(session: Session, meeting_id: MeetingId) -> dict[str, int]:
    """Return {stakeholder group: seats} of the groups large enough to be published."""
    return {
        group: count for group, count in stakeholder_groups_of(session, meeting_id).items() if count >= SMALLEST_GROUP
    }


def busy_meetings(session: Session, act: rules.Act, limit: int) -> list[MeetingId]:
    """Return the `limit` newest of the open meetings whose present phase allows an action, newest first."""
    query = select(Meeting.id, Meeting.template, Meeting.phase).where(Meeting.closed_at.is_(None))
    newest = session.execute(query.order_by(Meeting.created_at.desc(), Meeting.id))
    return list(islice((row.id for row in newest if act in rules.acts_in(row.template, row.phase)), limit))


def meeting_to_join(session: Session, code_or_token: str) -> MeetingView | None:
    """Return the open meeting with this QR secret or join code, even if joining is closed; None if there is none."""
    return meeting_by_token(session, code_or_token) or meeting_by_code(session, code_or_token)


def meeting_by_token(session: Session, text: str) -> MeetingView | None:
    """Return the open meeting whose QR secret, or link with the QR secret, is `text`; None if there is none."""
    token = rules.parse_qr_token(text)
    meeting = session.scalar(select(Meeting).where(Meeting.qr_token == token, Meeting.closed_at.is_(None)))
    return _view(session, meeting) if token and meeting else None


def meeting_by_code(session: Session, text: str) -> MeetingView | None:
    """Return the open meeting whose join code a text contains; None if there is none."""
    code = rules.parse_code(text)
    query = select(Meeting).where(Meeting.code == code, Meeting.closed_at.is_(None))
    meeting = session.scalar(query.order_by(Meeting.is_joinable.desc()).limit(1)) if code else None
    return _view(session, meeting) if meeting else None


def acts_now(session: Session, meeting_id: MeetingId) -> frozenset[rules.Act]:
    """Return what residents may do in the present phase of a meeting; the set is empty once the meeting is closed."""
    ((template, phase, is_closed),) = _PHASE.all(session.connection(), {"meeting": meeting_id})
    return frozenset() if is_closed else rules.ACTS[template, phase]


def is_closed(session: Session, meeting_id: MeetingId) -> bool:
    """Return whether a meeting is closed."""
    session.flush()
    return _CLOSED.first(session.connection(), {"meeting": meeting_id}) is not None


def check_open(session: Session, meeting_id: MeetingId) -> None:
    """Refuse a write to a closed meeting.

    Raises:
        DomainError: `meeting.closed`.
    """
    if is_closed(session, meeting_id):
        raise DomainError(ErrorKind.CLOSED, "meeting.closed")


def check_act(session: Session, meeting_id: MeetingId, act: rules.Act) -> None:
    """Refuse an action that the present phase does not allow.

    Raises:
        DomainError: `phase.not_now`.
    """
    if act not in acts_now(session, meeting_id):
        raise DomainError(ErrorKind.CLOSED, "phase.not_now")


def results_of(session: Session, meeting_id: MeetingId) -> rules.ResultsVisibility:
    """Return the results visibility of a meeting; IMMEDIATE if the meeting does not exist."""
    return rules.ResultsVisibility(
        _RESULTS.value(session.connection(), {"meeting": meeting_id}) or rules.ResultsVisibility.IMMEDIATE
    )


def results_version(session: Session, meeting_id: MeetingId) -> int:
    """Return the number of the last ledger entry that changed the results visibility; 0 if there is none."""
    return ledger.version_of(session, meeting_id, RESULTS)


def seat_of(session: Session, seat_id: SeatId) -> SeatView | None:
    seat = session.get(Seat, seat_id)
    return _seat(seat) if seat else None


def kinds_of(session: Session, seat_ids: list[SeatId]) -> dict[tuple[MeetingId, SeatId], str]:
    """Return {(meeting, seat): kind} of some seats; the kind is resident or guest."""
    rows = session.connection().execute(_KINDS, {"seats": seat_ids})
    return {(row.meeting, row.id): row.kind for row in rows}


def seats_of(session: Session, meeting_id: MeetingId) -> list[SeatView]:
    """Return all seats of a meeting, in the order of joining."""
    query = select(Seat).where(Seat.meeting == meeting_id).order_by(Seat.joined_at, Seat.id)
    return [_seat(seat) for seat in session.scalars(query)]


def attendees_of(session: Session, meeting_id: MeetingId) -> list[SignedIn]:
    """Return those whom `presence_of` counts as present, in the order of their sign-in."""
    columns = (Seat.alias, Seat.kind, Seat.attendance, Seat.joined_at)
    query = select(*columns).where(Seat.meeting == meeting_id, *_IS_HERE, ~_IS_IMPORTED)
    return [SignedIn(*row) for row in session.execute(query.order_by(Seat.joined_at, Seat.id))]


def first_joined_at(session: Session, meeting_id: MeetingId) -> datetime | None:
    """Return when the first person took a seat; None if nobody has, or all are imported."""
    query = select(func.min(Seat.joined_at)).where(Seat.meeting == meeting_id, ~_IS_IMPORTED)
    return session.scalar(query)


def residents_of(session: Session, meeting_id: MeetingId, also: Collection[str] = ()) -> int:
    """Count residents with a seat, and those in `also` who no longer have one; imported participants never count."""
    is_resident = (Seat.meeting == meeting_id) & (Seat.kind == rules.SeatKind.RESIDENT) & ~_IS_IMPORTED
    seats = session.execute(select(Seat.id, and_(*_IS_HERE)).where(is_resident))
    voted = set(also)
    return sum(1 for seat, is_here in seats if is_here or seat in voted)


def presence_of(session: Session, meeting_id: MeetingId) -> Presence:
    """Count the seats of a meeting that have not left and were not ended."""
    columns = (Seat.kind, Seat.attendance, _IS_IMPORTED.label("is_imported"))
    query = select(*columns, func.count()).where(Seat.meeting == meeting_id, *_IS_HERE).group_by(*columns)
    rows = session.execute(query).all()
    counts = {(row[0], row[1]): int(row[3]) for row in rows if not row[2]}
    total = sum(counts.values())
    hall = sum(count for (_, where), count in counts.items() if where == rules.Attendance.HALL)
    guests = sum(count for (kind, _), count in counts.items() if kind == rules.SeatKind.GUEST)
    imported = sum(int(row[3]) for row in rows if row[2])
    return Presence(seats=total, hall=hall, online=total - hall, guests=guests, imported=imported)


def _view(session: Session, meeting: Meeting) -> MeetingView:
    place = organisations.place_of(session, meeting.place)
    template = rules.find_template(meeting.template)
    return MeetingView(
        id=meeting.id,
        place=meeting.place,
        place_name=place.name if place else "",
        title=meeting.title,
        question=meeting.question,
        template=meeting.template,
        phase=meeting.phase,
        phases=template.phases,
        acts=frozenset() if meeting.closed_at else rules.acts_in(meeting.template, meeting.phase),
        phase_ends_at=meeting.phase_ends_at,
        code=meeting.code,
        qr_token=meeting.qr_token,
        is_joinable=meeting.is_joinable,
        is_reviewed=meeting.is_reviewed,
        cards_per_seat=meeting.cards_per_seat,
        stakeholder_groups=tuple(meeting.stakeholder_groups),
        stage_view=meeting.stage_view,
        created_at=meeting.created_at,
        closed_at=meeting.closed_at,
    )


def _seat(seat: Seat) -> SeatView:
    return SeatView(
        seat.id, seat.meeting, seat.alias, seat.kind, seat.attendance, seat.stakeholder_group, seat.external_id
    )
