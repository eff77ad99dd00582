"""Moments as people in the hall read them; everything stored is UTC."""

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""The one official time of the country the halls are in."""


def to_local(moment: datetime) -> datetime:
    """The same moment on the hall's clock."""
    return moment.astimezone(ZONE)


def short_time(moment: datetime) -> str:
    """As `2026-11-23 19:05`, the same in every language."""
    return to_local(moment).strftime("%Y-%m-%d %H:%M")
