"""The socket door of common ground."""

from typing import Any

from sqlalchemy.orm import Session

from app.platform.live.specs import Audience, EventSpec, SnapshotSpec
from app.themes.ground import actions, queries

LEADING = 30


def read_ground(session: Session, meeting: str, audience: Audience) -> dict[str, Any]:
    """The latest common ground, or nothing yet; the room gets the leading proposals, the desk all."""
    found = queries.ground_of(session, meeting)
    if found is None or audience is Audience.DESK:
        return found or {}
    return {**found, "proposals": found["proposals"][:LEADING]}


EVENTS: tuple[EventSpec, ...] = ()
SNAPSHOTS = (SnapshotSpec(actions.GROUND, "ground:changed", read_ground, version=queries.ground_version),)
