"""Reads of meetings and their seats."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from app.meetings import rules
from app.meetings.models import Meeting, Seat
from app.people import queries as people
from app.platform import ledger
from app.platform.errors import DomainError, ErrorKind
from app.platform.prepared import Prepared
from app.platform.security.actors import Actor, ActorKind
from app.platform.security.permissions import Scope
from app.platform.security.secrets import digest_token
from app.platform.security.sights import Sights, sights_of
from app.platform.small_groups import SMALLEST_GROUP

MOST_PEOPLE = 1000
"""Seats listed at once."""
RESULTS = "results"
"""Topic of the entries that say when residents see how the others have reacted."""
_SEAT = Prepared(
    select(Seat.id, Seat.meeting, Seat.revoked_at.is_not(None)).where(
        Seat.token_digest == bindparam("digest"), Seat.left_at.is_(None)
    )
)
_IS_HERE = (Seat.left_at.is_(None), Seat.revoked_at.is_(None))
_IS_IMPORTED = Seat.external_id.is_not(None)
"""People of a file: they count as voters, and are never present or entitled to vote."""
_KINDS = select(Seat.id, Seat.meeting, Seat.kind).where(Seat.id.in_(bindparam("seats", expanding=True)))
_PLACE = Prepared(select(Meeting.place).where(Meeting.id == bindparam("meeting")))
_CLOSED = Prepared(select(Meeting.id).where(Meeting.id == bindparam("meeting"), Meeting.closed_at.is_not(None)))
_RESULTS = Prepared(select(Meeting.results).where(Meeting.id == bindparam("meeting")))
_PHASE = Prepared(
    select(Meeting.template, Meeting.phase, Meeting.closed_at.is_not(None)).where(Meeting.id == bindparam("meeting"))
)


@dataclass(frozen=True, slots=True)
class MeetingView:
    id: str
    place: str
    place_name: str
    title: str
    question: str
    template: str
    phase: str
    phases: tuple[rules.Phase, ...]
    acts: frozenset[rules.Act]
    phase_ends_at: datetime | None
    code: str
    qr_token: str
    is_joinable: bool
    is_reviewed: bool
    cards_per_seat: int | None
    stakes: tuple[str, ...]
    stage_view: str
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SeatView:
    id: str
    meeting: str
    alias: str
    kind: str
    attendance: str
    stake: str | None
    external_id: str | None


@dataclass(frozen=True, slots=True)
class PersonHere:
    """A seat as the desk lists it; `revoked_at` is set for one that was sent away and may be called back."""

    seat: str
    alias: str
    stake: str | None
    attendance: str
    joined_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Presence:
    """Who has checked in: the hall, those online, and guests; stakes are told by `told_stakes` alone.

    `imported` counts the people of an imported conversation, who are none of these.
    """

    seats: int
    hall: int
    online: int
    guests: int
    imported: int = 0


def locate_meeting(session: Session, meeting: str) -> Scope | None:
    place = _PLACE.value(session.connection(), {"meeting": meeting})
    return Scope(place=place, meeting=meeting) if place else None


def locate_seat(session: Session, seat: str) -> Scope | None:
    meeting = session.scalar(select(Seat.meeting).where(Seat.id == seat))
    return locate_meeting(session, meeting) if meeting else None


def find_seat(session: Session, token: str) -> Actor | None:
    """The seat that holds this secret.

    Raises:
        DomainError: `seat.revoked` for one that a facilitator has ended.
    """
    row = _SEAT.first(session.connection(), {"digest": digest_token(token)})
    if row and row[2]:
        raise DomainError(ErrorKind.FORBIDDEN, "seat.revoked")
    return Actor(ActorKind.SEAT, row[0], meeting=row[1], token=token) if row else None


def live_seats(session: Session, seats: Collection[str]) -> set[str]:
    """Of some seats, by id, those that neither left nor were ended."""
    return set(session.scalars(select(Seat.id).where(Seat.id.in_(seats), *_IS_HERE)))


def people_of(session: Session, meeting: str, *, start: int = 0, limit: int = MOST_PEOPLE) -> list[PersonHere]:
    """Those who hold a seat of a meeting on some phone, also one that was ended, the newest first."""
    columns = (Seat.id, Seat.alias, Seat.stake, Seat.attendance, Seat.joined_at, Seat.revoked_at)
    query = select(*columns).where(Seat.meeting == meeting, Seat.left_at.is_(None), Seat.token_digest.is_not(None))
    rows = session.execute(query.order_by(Seat.joined_at.desc(), Seat.id).offset(start).limit(limit))
    return [PersonHere(*row) for row in rows]


def meeting_of(session: Session, meeting: str) -> MeetingView:
    """One meeting.

    Raises:
        DomainError: `not_found`.
    """
    found = session.get(Meeting, meeting)
    if found is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return _view(session, found)


def meetings_at(session: Session, places: list[str]) -> list[MeetingView]:
    """The meetings of some places, newest first."""
    query = select(Meeting).where(Meeting.place.in_(places)).order_by(Meeting.created_at.desc())
    return [_view(session, found) for found in session.scalars(query)]


def sights_at(session: Session, meeting: str, actor: Actor) -> Sights:
    """Return what an actor may see of a meeting beyond the public view."""
    scope = locate_meeting(session, meeting)
    return sights_of(actor, scope.place) if scope else frozenset()


def stakes_of(session: Session, meeting: str) -> dict[str, int]:
    """Return {declared stake: seats}, small groups too; never for a page: see `told_stakes`."""
    query = select(Seat.stake, func.count()).where(Seat.meeting == meeting, Seat.stake.is_not(None))
    return {str(row[0]): int(row[1]) for row in session.execute(query.group_by(Seat.stake).order_by(Seat.stake))}


def told_stakes(session: Session, meeting: str) -> dict[str, int]:
    """Return {declared stake: seats} of the groups that are large enough to be told."""
    return {stake: count for stake, count in stakes_of(session, meeting).items() if count >= SMALLEST_GROUP}


def busy_meetings(session: Session, act: rules.Act, limit: int) -> list[str]:
    """The newest open meetings whose phase allows an act."""
    query = select(Meeting.id).where(Meeting.closed_at.is_(None)).order_by(Meeting.created_at.desc(), Meeting.id)
    newest = session.scalars(query.limit(limit)).all()
    return [meeting for meeting in newest if act in acts_now(session, meeting)]


def meeting_to_join(session: Session, code_or_token: str) -> MeetingView | None:
    """The meeting whose join code or QR secret this is, until it ends, whether its joining is open or not."""
    return meeting_by_token(session, code_or_token) or meeting_by_code(session, code_or_token)


def meeting_by_token(session: Session, text: str) -> MeetingView | None:
    """The meeting that has not ended and whose QR secret, or the link with it, this is."""
    token = rules.parse_qr_token(text)
    found = session.scalar(select(Meeting).where(Meeting.qr_token == token, Meeting.closed_at.is_(None)))
    return _view(session, found) if token and found else None


def meeting_by_code(session: Session, text: str) -> MeetingView | None:
    """The meeting that has not ended and whose join code stands in a text."""
    code = rules.parse_code(text)
    query = select(Meeting).where(Meeting.code == code, Meeting.closed_at.is_(None))
    found = session.scalar(query.order_by(Meeting.is_joinable.desc()).limit(1)) if code else None
    return _view(session, found) if found else None


def acts_now(session: Session, meeting: str) -> frozenset[rules.Act]:
    """What residents may do in the meeting's present phase; nothing once it is closed."""
    ((template, phase, is_closed),) = _PHASE.all(session.connection(), {"meeting": meeting})
    return frozenset() if is_closed else rules.acts_in(template, phase)


def is_closed(session: Session, meeting: str) -> bool:
    """Whether a meeting is over."""
    session.flush()
    return _CLOSED.first(session.connection(), {"meeting": meeting}) is not None


def check_open(session: Session, meeting: str) -> None:
    """Refuse what a closed meeting no longer takes.

    Raises:
        DomainError: `meeting.closed`.
    """
    if is_closed(session, meeting):
        raise DomainError(ErrorKind.CLOSED, "meeting.closed")


def check_act(session: Session, meeting: str, act: rules.Act) -> None:
    """Refuse what the present phase does not allow.

    Raises:
        DomainError: `phase.not_now`.
    """
    if act not in acts_now(session, meeting):
        raise DomainError(ErrorKind.CLOSED, "phase.not_now")


def results_of(session: Session, meeting: str) -> rules.Results:
    """When residents see how the others have reacted."""
    return rules.Results(_RESULTS.value(session.connection(), {"meeting": meeting}) or rules.Results.OPEN)


def results_version(session: Session, meeting: str) -> int:
    """The entry that last changed what residents may see; 0 when none has."""
    return ledger.version_of(session, meeting, RESULTS)


def seat_of(session: Session, seat: str) -> SeatView | None:
    found = session.get(Seat, seat)
    return _seat(found) if found else None


def kinds_of(session: Session, seats: list[str]) -> dict[tuple[str, str], str]:
    """{(meeting, seat): kind} of some seats."""
    found = session.connection().execute(_KINDS, {"seats": seats})
    return {(row.meeting, row.id): row.kind for row in found}


def seats_of(session: Session, meeting: str) -> list[SeatView]:
    """All seats of a meeting, in the order of joining."""
    query = select(Seat).where(Seat.meeting == meeting).order_by(Seat.joined_at, Seat.id)
    return [_seat(found) for found in session.scalars(query)]


def residents_of(session: Session, meeting: str, also: Collection[str] = ()) -> int:
    """Count the residents who hold a seat, and the seats in `also` even when they have left or were ended."""
    is_resident = (Seat.meeting == meeting) & (Seat.kind == rules.SeatKind.RESIDENT) & ~_IS_IMPORTED
    seats = session.execute(select(Seat.id, and_(*_IS_HERE)).where(is_resident))
    voted = set(also)
    return sum(1 for seat, is_here in seats if is_here or seat in voted)


def presence_of(session: Session, meeting: str) -> Presence:
    """How many have checked in, neither left nor sent away."""
    columns = (Seat.kind, Seat.attendance, _IS_IMPORTED.label("is_imported"))
    query = select(*columns, func.count()).where(Seat.meeting == meeting, *_IS_HERE).group_by(*columns)
    rows = session.execute(query).all()
    counts = {(row[0], row[1]): int(row[3]) for row in rows if not row[2]}
    total = sum(counts.values())
    hall = sum(count for (_, where), count in counts.items() if where == rules.Attendance.HALL)
    guests = sum(count for (kind, _), count in counts.items() if kind == rules.SeatKind.GUEST)
    imported = sum(int(row[3]) for row in rows if row[2])
    return Presence(seats=total, hall=hall, online=total - hall, guests=guests, imported=imported)


def _view(session: Session, found: Meeting) -> MeetingView:
    place = people.place_of(session, found.place)
    template = rules.find_template(found.template)
    return MeetingView(
        id=found.id,
        place=found.place,
        place_name=place.name if place else "",
        title=found.title,
        question=found.question,
        template=found.template,
        phase=found.phase,
        phases=template.phases,
        acts=frozenset() if found.closed_at else rules.acts_in(found.template, found.phase),
        phase_ends_at=found.phase_ends_at,
        code=found.code,
        qr_token=found.qr_token,
        is_joinable=found.is_joinable,
        is_reviewed=found.is_reviewed,
        cards_per_seat=found.cards_per_seat,
        stakes=tuple(found.stakes),
        stage_view=found.stage_view,
        created_at=found.created_at,
        closed_at=found.closed_at,
    )


def _seat(found: Seat) -> SeatView:
    return SeatView(found.id, found.meeting, found.alias, found.kind, found.attendance, found.stake, found.external_id)
