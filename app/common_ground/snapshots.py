"""Snapshots of the common ground, as the server announces them."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.common_ground import actions, queries
from app.common_ground.document import NoGround, ProposalRobustness, ShownGround
from app.platform.ids import MeetingId, ProposalId
from app.platform.live.specs import Audience, SnapshotSpec


def read_ground(session: Session, meeting_id: MeetingId, audience: Audience) -> ShownGround | NoGround:
    """Return the latest common ground: everything for the desk, what the room may see for the room."""
    read = queries.ground_of if audience is Audience.DESK else queries.ground_for_room
    return read(session, meeting_id) or NoGround()


def read_robustness(
    session: Session, meeting_id: MeetingId, audience: Audience
) -> Mapping[ProposalId, ProposalRobustness]:
    """Return the robustness of each leading proposal."""
    return queries.robustness_of(session, meeting_id).rows


SNAPSHOTS = (
    SnapshotSpec(actions.GROUND, "ground:changed", read_ground, version=queries.ground_version),
    SnapshotSpec(
        actions.ROBUSTNESS,
        "firmness:changed",
        read_robustness,
        frozenset({Audience.DESK}),
        version=queries.robustness_version,
    ),
)
