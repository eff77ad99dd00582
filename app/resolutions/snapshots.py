"""Snapshots of resolutions, as the server announces them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, SnapshotSpec
from app.resolutions import actions, queries


@dataclass(frozen=True, slots=True)
class ResolutionsSnapshot:
    resolutions: list[queries.ResolutionView]


def read_resolutions(session: Session, meeting_id: MeetingId, _audience: Audience) -> ResolutionsSnapshot:
    return ResolutionsSnapshot(queries.resolutions_of(session, meeting_id))


SNAPSHOTS = (SnapshotSpec(actions.TOPIC, "resolution:changed", read_resolutions),)
