"""Snapshots of resolutions, as the server announces them."""

from typing import Any

from sqlalchemy.orm import Session

from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, SnapshotSpec
from app.resolutions import actions, queries


def read_resolutions(session: Session, meeting_id: MeetingId, _audience: Audience) -> dict[str, Any]:
    return {"resolutions": queries.resolutions_of(session, meeting_id)}


SNAPSHOTS = (SnapshotSpec(actions.TOPIC, "resolution:changed", read_resolutions),)
