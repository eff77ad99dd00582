"""Snapshots of meetings, as the server announces them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.meetings import actions, queries, rules
from app.platform.ids import MeetingId, PlaceId
from app.platform.live.specs import Audience, SnapshotSpec


@dataclass(frozen=True, slots=True)
class MeetingSnapshot:
    """The public view of a meeting, which leaves out the QR secret; `acts`: what residents may do now."""

    id: MeetingId
    place: PlaceId
    place_name: str
    title: str
    question: str
    template: str
    phase: str
    phases: tuple[rules.Phase, ...]
    acts: frozenset[rules.Act]
    phase_ends_at: datetime | None
    code: str
    is_joinable: bool
    is_reviewed: bool
    cards_per_seat: int | None
    stakes: tuple[str, ...]
    stage_view: str
    created_at: datetime
    closed_at: datetime | None
    code_shown: str
    """The join code in groups of digits."""


def read_meeting(session: Session, meeting_id: MeetingId, _audience: Audience) -> MeetingSnapshot:
    view = queries.meeting_of(session, meeting_id)
    return MeetingSnapshot(
        id=view.id,
        place=view.place,
        place_name=view.place_name,
        title=view.title,
        question=view.question,
        template=view.template,
        phase=view.phase,
        phases=view.phases,
        acts=view.acts,
        phase_ends_at=view.phase_ends_at,
        code=view.code,
        is_joinable=view.is_joinable,
        is_reviewed=view.is_reviewed,
        cards_per_seat=view.cards_per_seat,
        stakes=view.stakes,
        stage_view=view.stage_view,
        created_at=view.created_at,
        closed_at=view.closed_at,
        code_shown=rules.format_code(view.code),
    )


def read_presence(session: Session, meeting_id: MeetingId, _audience: Audience) -> queries.Presence:
    return queries.presence_of(session, meeting_id)


SNAPSHOTS = (
    SnapshotSpec(actions.TOPIC, "meeting:changed", read_meeting),
    SnapshotSpec(actions.PRESENCE, "presence:changed", read_presence),
)
