"""Rules for public notices (公示): how long a notice hangs, and when it may be taken down."""

from datetime import date, timedelta
from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind

USUAL_DAYS = 15
STATUTORY_DAYS = 15
"""Source: 居民委员会组织法 Article 34."""
LEAST_DAYS = 7
MOST_DAYS = 366
LONGEST_LINE = 200
LONGEST_NOTE = 2000


class Kind(StrEnum):
    """What a notice tells: the result of the vote, or the progress of carrying it out; both have to be posted."""

    RESULT = "result"
    PROGRESS = "progress"


def last_day(starts_on: date, days: int) -> date:
    """Return the last day of a notice; the day of posting is day 1, so 15 days from 29 November end on 13 December."""
    return starts_on + timedelta(days=days - 1)


def days_between(starts_on: date, ends_on: date) -> int:
    """Return the number of days of a notice, first and last day included."""
    return (ends_on - starts_on).days + 1


def check_days(days: int, *, is_statutory: bool) -> None:
    """Require at least 15 days under a statutory rule and at least 7 under any other, and at most a year.

    Raises:
        DomainError: `notice.short`, `notice.long`.
    """
    least = STATUTORY_DAYS if is_statutory else LEAST_DAYS
    if days < least:
        raise DomainError(ErrorKind.INVALID, "notice.short", least=least)
    if days > MOST_DAYS:
        raise DomainError(ErrorKind.INVALID, "notice.long", most=MOST_DAYS)


def check_removable(ends_on: date, taken_down_on: date | None, *, today: date, reason: str) -> None:
    """Refuse to take a notice down twice, or before its last day is over unless a reason is given.

    Raises:
        DomainError: `notice.taken_down`, `notice.not_over`.
    """
    if taken_down_on is not None:
        raise DomainError(ErrorKind.CLOSED, "notice.taken_down")
    if today <= ends_on and not reason:
        raise DomainError(ErrorKind.CONFLICT, "notice.not_over", day=ends_on.isoformat())
