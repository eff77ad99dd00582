"""Reads of common ground."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.platform import ledger
from app.proposals.actions import TALLY, WALL
from app.themes.ground.models import Ground
from app.themes.queries import THEMES

INPUTS = (TALLY, WALL, THEMES)
"""The topics that common ground is computed from."""


def ground_of(session: Session, meeting: str) -> dict[str, Any] | None:
    """The latest common ground; None before the first is computed."""
    found = session.get(Ground, meeting)
    return found.data if found else None


def ground_version(session: Session, meeting: str) -> int:
    """The ledger entry that the latest common ground was computed at."""
    return session.scalar(select(Ground.version).where(Ground.meeting == meeting)) or 0


def inputs_version(session: Session, meeting: str) -> int:
    """The last ledger entry that common ground depends on."""
    return max(ledger.version_of(session, meeting, topic) for topic in INPUTS)
