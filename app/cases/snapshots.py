"""Snapshots of cases, as the server announces them."""

from typing import Any

from sqlalchemy.orm import Session

from app.cases import actions, queries
from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, SnapshotSpec


def read_cases(session: Session, meeting_id: MeetingId, _audience: Audience) -> dict[str, Any]:
    return {"cases": queries.cases_of(session, meeting_id)}


SNAPSHOTS = (SnapshotSpec(actions.TOPIC, "cases:changed", read_cases),)
