"""Writes of cases: open, move, rate."""

from datetime import date

from sqlalchemy import delete, func, select

from app.cases import deadlines, queries, rules
from app.cases.models import Case, CaseMove, CaseRating
from app.meetings import queries as meetings
from app.organisations import queries as organisations
from app.organisations.queries import PlaceView
from app.platform.access.actors import Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import CaseId, MeetingId, PlaceId, ResolutionId
from app.platform.local_time import to_local
from app.platform.storage import ledger
from app.platform.storage.chains import MEETING, Chain
from app.platform.storage.db import new_id
from app.platform.storage.ledger import Entry
from app.platform.storage.numbering import draw_number
from app.platform.storage.unit_of_work import Work
from app.resolutions import queries as resolutions
from app.resolutions.rules import State as ResolutionState

TOPIC = "cases"
NUMBERED = "case"
"""The series that case numbers are drawn from."""


def open_case(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    resolution_id: ResolutionId,
    title: str = "",
    handler: str = "",
    due_on: date | None = None,
) -> Entry:
    """Open a case to carry out an adopted resolution; it is due in seven working days unless `due_on` is given.

    Raises:
        DomainError: `not_found`, `case.not_adopted`, `title.long`.
    """
    subject = resolutions.resolution_of(work.session, resolution_id)
    if subject.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if subject.state != ResolutionState.ADOPTED:
        raise DomainError(ErrorKind.CONFLICT, "case.not_adopted")
    rules.check_case(title or subject.title)
    home = meetings.meeting_of(work.session, meeting_id)
    case = _new_case(work, PlaceView(home.place, home.place_name), title or subject.title, handler, due_on)
    case.meeting, case.resolution = meeting_id, resolution_id
    work.session.flush()
    payload = {"case": case.id, "number": case.number, "resolution": resolution_id, "title": case.title}
    return Entry(meeting_id, "case.opened", TOPIC, actor.id, payload)


def open_place_case(
    work: Work,
    actor: Actor,
    *,
    place_id: PlaceId,
    title: str,
    handler: str = "",
    due_on: date | None = None,
) -> Entry:
    """Open a case of a place that comes from no meeting; it is due in seven working days unless `due_on` is given.

    The case has a ledger chain of its own; the receipt is the entry in the chain of the place.

    Raises:
        DomainError: `not_found`, `title.missing`, `title.long`.
    """
    rules.check_case(title)
    place = organisations.place_of(work.session, place_id)
    if place is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    case = _new_case(work, place, title, handler, due_on)
    work.session.flush()
    payload = {"case": case.id, "number": case.number, "place": place_id, "title": title}
    ledger.append(work, Entry(rules.CHAIN.chain_of(case.id), "case.opened", TOPIC, actor.id, payload))
    # The chain of the case is new, so a repeated idempotency key is looked up in the chain of the place.
    return Entry(place_id, "case.opened", TOPIC, actor.id, payload)


def move_case(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId | None = None,
    case_id: CaseId,
    to: rules.State,
    note: str = "",
    handler: str | None = None,
) -> Entry:
    """Move a case to its next state; the note of a case that is reported done is its evidence.

    Args:
        meeting_id: the meeting of the case; None for a case that belongs to no meeting.

    Raises:
        DomainError: `not_found`, or as `rules.check_move` states.
    """
    case = _find(work, meeting_id, case_id)
    ratings = len(queries.ratings_of(work.session, case_id))
    standing = rules.Standing(case.state, case.reported_by, case.reopened, ratings)
    rules.check_move(standing, to, actor=actor.id, note=note)
    payload = {"case": case_id, "from": case.state, "to": to.value, "note": note}
    _log_move(work, actor, case, to, note)
    _enter(work, actor, case, to, note)
    if handler is not None:
        case.handler = handler
    return Entry(_chain_of(meeting_id, case_id), "case.moved", TOPIC, actor.id, payload)


def rate_case(
    work: Work, actor: Actor, *, meeting_id: MeetingId, case_id: CaseId, stars: int, is_resolved: bool, note: str = ""
) -> Entry:
    """Rate the result of a case; a later rating of the same seat replaces its earlier one.

    Raises:
        DomainError: `case.not_ratable`, `case.stars_unknown`.
    """
    case = _find(work, meeting_id, case_id)
    rules.check_rating(case.state, rules.Rating(stars, is_resolved))
    rating = CaseRating(case=case_id, seat=actor.id, stars=stars, is_resolved=is_resolved, note=note)
    work.session.merge(rating)
    payload = {"case": case_id, "stars": stars, "is_resolved": is_resolved}
    return Entry(meeting_id, "case.rated", TOPIC, actor.id, payload)


def _new_case(work: Work, place: PlaceView, title: str, handler: str, due_on: date | None) -> Case:
    """Add the next case of a place, which still belongs to no meeting."""
    case = Case(
        id=CaseId(new_id()),
        place=place.id,
        number=_next_number(work, place.id, place.name),
        title=title,
        handler=handler,
        level=rules.Level.COMMUNITY,
        state=rules.State.REGISTERED,
        due_on=due_on or _usual_due(work),
        opened_at=work.now,
    )
    work.session.add(case)
    return case


def _chain_of(meeting_id: MeetingId | None, case_id: CaseId) -> Chain:
    """Return the ledger chain of a case: that of its meeting, or its own if it belongs to no meeting."""
    return rules.CHAIN.chain_of(case_id) if meeting_id is None else MEETING.chain_of(meeting_id)


def _usual_due(work: Work) -> date | None:
    """Return the usual due day: a case from a resolution has the term of a complaint.

    Weekends are free; holidays are not, until a district supplies them.
    """
    today = to_local(work.now).date()
    return deadlines.due_on(today, deadlines.DEFAULT_DAYS[deadlines.Term.COMPLAINT], deadlines.WorkCalendar())


def _find(work: Work, meeting_id: MeetingId | None, case_id: CaseId) -> Case:
    case = work.session.get(Case, case_id)
    if case is None or case.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return case


def _log_move(work: Work, actor: Actor, case: Case, to: rules.State, note: str) -> None:
    query = select(func.max(CaseMove.number)).where(CaseMove.case == case.id)
    move = CaseMove(
        case=case.id,
        number=(work.session.scalar(query) or 0) + 1,
        from_state=case.state,
        to_state=to.value,
        note=note,
        actor=actor.id,
        at=work.now,
    )
    work.session.add(move)


def _enter(work: Work, actor: Actor, case: Case, to: rules.State, note: str) -> None:
    """Apply to a case the changes that entering a state brings."""
    case.state = to
    if to is rules.State.REPORTED:
        case.reported_by, case.evidence = actor.id, note
    elif to is rules.State.REOPENED:
        case.reopened += 1
        work.session.execute(delete(CaseRating).where(CaseRating.case == case.id))  # the ledger keeps them
        case.closed_at = None
    elif to is rules.State.CLOSED:
        case.closed_at = work.now
    elif to is rules.State.ESCALATED:
        levels = list(rules.Level)
        case.level = levels[min(levels.index(rules.Level(case.level)) + 1, len(levels) - 1)]


def _next_number(work: Work, place_id: PlaceId, name: str) -> str:
    """Return the place's next case number in this year."""
    year = to_local(work.now).year
    return rules.number_of(name, year, draw_number(work.session, place_id=place_id, year=year, kind=NUMBERED))
