"""What belongs to a year of a place: its closed meetings, its adopted resolutions and its cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.cases.queries import CaseView
from app.cases.rules import FINAL
from app.meetings import queries as meetings
from app.meetings.queries import MeetingView
from app.organisations import queries as organisations
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId
from app.platform.local_time import to_local
from app.resolutions import queries as resolutions
from app.resolutions.queries import ResolutionView

FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Adopted:
    """A resolution that was adopted in the year, and the title of its meeting."""

    meeting_title: str
    resolution: ResolutionView


@dataclass(frozen=True, slots=True)
class YearOfPlace:
    """A local year of a place as it stands at a moment; `meetings` are in the order in which they were closed."""

    place: PlaceId
    place_name: str
    year: int
    made_at: datetime
    meetings: tuple[MeetingView, ...]
    resolutions: tuple[Adopted, ...]
    cases: tuple[CaseView, ...]
    case_meetings: dict[str, str]
    """{meeting: title} of the meetings from which cases come."""

    @property
    def is_over(self) -> bool:
        return to_local(self.made_at).year > self.year


def read_year(session: Session, place_id: PlaceId, year: int, now: datetime) -> YearOfPlace:
    """Return what belongs to a local year of a place.

    Raises:
        DomainError: `not_found` for an unknown place, `archive.year` for a year that has not begun, `archive.empty` if
            nothing belongs to the year.
    """
    place = organisations.place_of(session, place_id)
    if place is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if not FIRST_YEAR <= year <= to_local(now).year:
        raise DomainError(ErrorKind.INVALID, "archive.year", first=FIRST_YEAR, last=to_local(now).year)
    every = meetings.meetings_at(session, [place_id])
    closed = sorted(
        (one for one in every if _is_in(one.closed_at, year)), key=lambda one: (one.closed_at or now, one.id)
    )
    adopted = _adopted(session, every, year)
    views = [case for case in cases.cases_at(session, [place_id]) if _was_open_in(case, year)]
    if not (closed or adopted or views):
        raise DomainError(ErrorKind.CONFLICT, "archive.empty", place=place.name, year=year)
    titles = {str(one.id): one.title for one in every}
    return YearOfPlace(place_id, place.name, year, now, tuple(closed), adopted, tuple(reversed(views)), titles)


def years_in(views: Iterable[MeetingView]) -> dict[PlaceId, list[int]]:
    """Return {place: local years in which meetings of it were closed, the newest first}."""
    years: dict[PlaceId, set[int]] = {}
    for one in views:
        if one.closed_at is not None:
            years.setdefault(one.place, set()).add(to_local(one.closed_at).year)
    return {place: sorted(closed, reverse=True) for place, closed in years.items()}


def _adopted(session: Session, every: Sequence[MeetingView], year: int) -> tuple[Adopted, ...]:
    views = [
        Adopted(meeting.title, resolution)
        for meeting in every
        for resolution in resolutions.resolutions_of(session, meeting.id)
        if _is_in(resolution.adopted_at, year)
    ]
    return tuple(sorted(views, key=lambda one: (one.resolution.adopted_at, one.resolution.number)))


def _was_open_in(case: CaseView, year: int) -> bool:
    """Return whether a case was open at some time in a year, or ended in it."""
    ended_at = case.closed_at or (case.moves[-1].at if case.moves and case.state in FINAL else None)
    return to_local(case.opened_at).year <= year and (ended_at is None or to_local(ended_at).year >= year)


def _is_in(moment: datetime | None, year: int) -> bool:
    return moment is not None and to_local(moment).year == year
