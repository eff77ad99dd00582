"""Converts moments, which are stored in UTC, to the local time that people in the hall read."""

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""The only official time zone of the country in which the halls are."""


def to_local(moment: datetime) -> datetime:
    """Return the same moment in the hall's time zone."""
    return moment.astimezone(ZONE)


def short_time(moment: datetime) -> str:
    """Return the local time as `2026-11-23 19:05`, which is the same in every language."""
    return to_local(moment).strftime("%Y-%m-%d %H:%M")
