"""Snapshots of the common ground, as the server announces them."""

from typing import Any

from sqlalchemy.orm import Session

from app.common_ground import actions, queries
from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, SnapshotSpec


def read_ground(session: Session, meeting_id: MeetingId, audience: Audience) -> dict[str, Any]:
    """Return the latest common ground, empty before the first; the room gets what it may see, the desk everything."""
    if audience is Audience.DESK:
        return queries.ground_of(session, meeting_id) or {}
    return queries.ground_for_room(session, meeting_id)


def read_firmness(session: Session, meeting_id: MeetingId, audience: Audience) -> dict[str, Any]:
    """Return the robustness of each leading proposal."""
    rows: dict[str, Any] = queries.firmness_of(session, meeting_id)["rows"]
    return rows


SNAPSHOTS = (
    SnapshotSpec(actions.GROUND, "ground:changed", read_ground, version=queries.ground_version),
    SnapshotSpec(
        actions.FIRMNESS,
        "firmness:changed",
        read_firmness,
        frozenset({Audience.DESK}),
        version=queries.firmness_version,
    ),
)
