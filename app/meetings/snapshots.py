"""Snapshots of meetings, as the server announces them."""

from dataclasses import dataclass, fields

from sqlalchemy.orm import Session

from app.meetings import actions, queries, rules
from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, SnapshotSpec


@dataclass(frozen=True, slots=True)
class MeetingSnapshot(queries.PublicMeeting):
    """The public view of a meeting, which leaves out the QR secret; `acts`: what residents may do now."""

    code_shown: str
    """The join code in groups of digits."""


def read_meeting(session: Session, meeting_id: MeetingId, _audience: Audience) -> MeetingSnapshot:
    view = queries.meeting_of(session, meeting_id)
    public = {field.name: getattr(view, field.name) for field in fields(queries.PublicMeeting)}
    return MeetingSnapshot(**public, code_shown=rules.format_code(view.code))


def read_presence(session: Session, meeting_id: MeetingId, _audience: Audience) -> queries.Presence:
    return queries.presence_of(session, meeting_id)


SNAPSHOTS = (
    SnapshotSpec(actions.TOPIC, "meeting:changed", read_meeting),
    SnapshotSpec(actions.PRESENCE, "presence:changed", read_presence),
)
