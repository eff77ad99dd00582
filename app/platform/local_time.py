"""Converts moments, which are stored in UTC, to the local time that people in the hall read, and back."""

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

ZONE = ZoneInfo("Asia/Shanghai")
"""The only official time zone of the country in which the halls are."""
YEARS = range(2000, 2200)
"""The years in which a moment from outside may lie."""


def to_local(moment: datetime) -> datetime:
    """Return the same moment in the hall's time zone."""
    return moment.astimezone(ZONE)


def short_time(moment: datetime) -> str:
    """Return the local time as `2026-11-23 19:05`, which is the same in every language."""
    return to_local(moment).strftime("%Y-%m-%d %H:%M")


def field_time(moment: datetime | None) -> str:
    """Return the local time as the value of a form field `datetime-local`; "" for None."""
    return "" if moment is None else to_local(moment).strftime("%Y-%m-%dT%H:%M")


def _in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; a moment without an offset is local time.

    Raises:
        ValueError: for a moment outside `YEARS`.
    """
    if moment.year not in YEARS:
        raise ValueError("year out of range")
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)


LocalMoment = Annotated[datetime, AfterValidator(_in_utc)]
"""A moment from outside, with an offset or in the hall's local time."""


def short_day(moment: datetime) -> str:
    """Return the local day as `2026-11-23`, which is the same in every language."""
    return to_local(moment).date().isoformat()
