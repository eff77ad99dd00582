"""Deadlines in working days: make-up days count, holidays do not, and the clock stops while a case is suspended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind

LONGEST_EXTENSION = 20
_SATURDAY = 5
_DAY = timedelta(days=1)


class Term(StrEnum):
    """What has a deadline; DEFAULT_DAYS gives its length in working days, until a district sets another."""

    FIRST_CONTACT = "first_contact"
    INQUIRY = "inquiry"
    SERVICE = "service"
    COMPLAINT = "complaint"
    OBJECTION = "objection"
    POOR_RATING_CALL = "poor_rating_call"
    POOR_RATING_FIX = "poor_rating_fix"


DEFAULT_DAYS: dict[Term, int] = {
    Term.FIRST_CONTACT: 1,
    Term.INQUIRY: 3,
    Term.SERVICE: 5,
    Term.COMPLAINT: 7,
    Term.OBJECTION: 5,
    Term.POOR_RATING_CALL: 1,
    Term.POOR_RATING_FIX: 15,
}


class Signal(StrEnum):
    """How urgent a deadline is today; shown with words and a shape, never by colour alone."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days: Monday to Friday without holidays, and the weekend days worked to make up for them (調休)."""

    holidays: frozenset[date] = frozenset()
    makeup_days: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        return day in self.makeup_days or (day.weekday() < _SATURDAY and day not in self.holidays)


@dataclass(frozen=True, slots=True)
class Pause:
    """A period in which a case was suspended, first and last day included; `until` None: it still is suspended."""

    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def due_on(start: date, days: int, calendar: WorkCalendar, pauses: Iterable[Pause] = ()) -> date | None:
    """Return the day by whose end something is due; None while the case is suspended before that day.

    Args:
        start: the day on which the deadline was set; it is not counted.
        days: working days, at least 1.
    """
    stops = tuple(pauses)
    open_since = min((pause.since for pause in stops if pause.until is None), default=date.max)
    for day in _days_after(start):
        if day >= open_since:
            return None
        if _counts(day, calendar, stops):
            days -= 1
            if days <= 0:
                return day
    return None


def days_left(today: date, due: date, calendar: WorkCalendar) -> int:
    """Return the working days after today up to the due day; after the due day, minus the working days since."""
    if today > due:
        return -days_left(due, today, calendar)
    return sum(calendar.is_workday(today + _DAY * ahead) for ahead in range(1, (due - today).days + 1))


def signal_of(today: date, start: date, due: date, calendar: WorkCalendar) -> Signal:
    """Return red after the due day, amber when at most a quarter of the working days is left, otherwise green."""
    if today > due:
        return Signal.RED
    whole = days_left(start, due, calendar)
    return Signal.AMBER if 4 * days_left(today, due, calendar) <= whole else Signal.GREEN


def check_extension(today: date, due: date, days: int, *, extended: int) -> None:
    """Require that an extension is the first, is asked for at least a day before the due day, and is 1 to 20 days long.

    Raises:
        DomainError: `case.extended_already`, `case.extension_late`, `case.extension_long`.
    """
    if extended:
        raise DomainError(ErrorKind.CONFLICT, "case.extended_already")
    if today > due - _DAY:
        raise DomainError(ErrorKind.CLOSED, "case.extension_late")
    if not 1 <= days <= LONGEST_EXTENSION:
        raise DomainError(ErrorKind.INVALID, "case.extension_long", most=LONGEST_EXTENSION)


def _days_after(start: date) -> Iterator[date]:
    while start < date.max:
        start += _DAY
        yield start


def _counts(day: date, calendar: WorkCalendar, pauses: tuple[Pause, ...]) -> bool:
    return calendar.is_workday(day) and not any(pause.covers(day) for pause in pauses)
