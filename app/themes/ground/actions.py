"""Writes of common ground: the machine's results."""

from datetime import timedelta
from typing import Any

from app.platform import jobs
from app.platform.work import Work
from app.themes.ground.models import Ground

GROUND = "ground"
WEIGH_MEETING = "weigh_meeting"
WEIGH_DELAY = timedelta(seconds=1)


def ask_for_ground(work: Work, *, meeting: str) -> None:
    """Have the worker weigh a meeting's reactions."""
    jobs.enqueue(work, WEIGH_MEETING, delay=WEIGH_DELAY, meeting=meeting)


def store_ground(work: Work, *, meeting: str, version: int, data: dict[str, Any]) -> None:
    """Keep the latest common ground; nothing new happened, so the ledger has no entry of it."""
    work.session.merge(Ground(meeting=meeting, version=version, data=data))
    work.touch(meeting, GROUND)
