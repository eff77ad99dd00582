"""Snapshots of meetings, as the server announces them."""

from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from app.meetings import actions, queries, rules
from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, SnapshotSpec


def read_meeting(session: Session, meeting_id: MeetingId, audience: Audience) -> dict[str, Any]:
    """Return the public view of a meeting, which leaves out the QR secret."""
    view = queries.meeting_of(session, meeting_id)
    facts = {**asdict(view), "acts": sorted(view.acts), "code_shown": rules.format_code(view.code)}
    del facts["qr_token"]
    return facts


def read_presence(session: Session, meeting_id: MeetingId, _audience: Audience) -> queries.Presence:
    return queries.presence_of(session, meeting_id)


SNAPSHOTS = (
    SnapshotSpec(actions.TOPIC, "meeting:changed", read_meeting),
    SnapshotSpec(actions.PRESENCE, "presence:changed", read_presence),
)
