"""Snapshots of polls, as the server announces them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, SnapshotSpec
from app.voting import actions, queries


@dataclass(frozen=True, slots=True)
class PollsSnapshot:
    polls: list[queries.PollView]


def read_polls(session: Session, meeting_id: MeetingId, _audience: Audience) -> PollsSnapshot:
    """Return all polls of a meeting, the same for every audience; an open poll has a turnout but no count."""
    return PollsSnapshot(queries.polls_of(session, meeting_id))


SNAPSHOTS = (SnapshotSpec(actions.TOPIC, "polls:changed", read_polls),)
