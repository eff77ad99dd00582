"""Snapshots of concessions, as the server announces them."""

from typing import Any

from sqlalchemy.orm import Session

from app.concessions import actions, queries
from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, SnapshotSpec


def read_concessions(session: Session, meeting_id: MeetingId, _audience: Audience) -> dict[str, Any]:
    return {"concessions": queries.concessions_of(session, meeting_id)}


SNAPSHOTS = (SnapshotSpec(actions.TOPIC, "concessions:changed", read_concessions),)
