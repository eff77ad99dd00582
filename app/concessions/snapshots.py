"""Snapshots of concessions, as the server announces them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.concessions import actions, queries
from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, SnapshotSpec


@dataclass(frozen=True, slots=True)
class ConcessionsSnapshot:
    concessions: list[queries.ConcessionView]


def read_concessions(session: Session, meeting_id: MeetingId, _audience: Audience) -> ConcessionsSnapshot:
    return ConcessionsSnapshot(queries.concessions_of(session, meeting_id))


SNAPSHOTS = (SnapshotSpec(actions.TOPIC, "concessions:changed", read_concessions),)
