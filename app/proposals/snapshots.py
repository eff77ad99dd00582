"""Snapshots of proposals: wall, tallies and pairs, as the server announces them."""

from typing import Any

from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.meetings.rules import Results
from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, SnapshotSpec
from app.proposals import actions, queries
from app.proposals.queries import plain_candidates, plain_card


def read_wall(session: Session, meeting_id: MeetingId, audience: Audience) -> dict[str, Any]:
    """Return the proposals without their authors, duplicates under originals, and the pairs whose author was asked."""
    views = queries.wall_of(session, meeting_id, is_desk=audience is Audience.DESK)
    cards = [{**plain_card(view), "state": view.state, "reason": view.reason} for view in views]
    return {"proposals": cards, "asked": plain_candidates(queries.asked_candidates(session, meeting_id))}


def read_tally(session: Session, meeting_id: MeetingId, audience: Audience) -> dict[str, Any]:
    """Return the counts of each proposal, for residents only if visibility is immediate, and the number of people."""
    is_hidden = _is_hidden(session, meeting_id, audience)
    return {
        "proposals": {} if is_hidden else queries.tallies_of(session, meeting_id),
        "voters": queries.voters_of(session, meeting_id),
        "is_hidden": is_hidden,
    }


def read_pairs(session: Session, meeting_id: MeetingId, audience: Audience) -> dict[str, Any]:
    """Return the pairs of possible duplicates, which the desk decides."""
    return {"pairs": queries.candidates_of(session, meeting_id)}


def page_of_tally(session: Session, meeting_id: MeetingId, audience: Audience, since: int) -> dict[str, Any] | None:
    """Return a partial tally: the counts of the proposals with reactions after a version, and the number of people.

    Return None, so that the full snapshot is sent, if anything else has changed, such as the wall or the results
    visibility, or if too much has changed.
    """
    changed = queries.reacted_since(session, meeting_id, since)
    if changed is None:
        return None
    is_hidden = _is_hidden(session, meeting_id, audience)
    counted = {} if is_hidden else queries.tallies_of(session, meeting_id, only=changed)
    return {"proposals": counted, "voters": queries.voters_of(session, meeting_id)}


def _is_hidden(session: Session, meeting_id: MeetingId, audience: Audience) -> bool:
    return audience is Audience.ROOM and meetings.results_of(session, meeting_id) is not Results.OPEN


SNAPSHOTS = (
    SnapshotSpec(actions.WALL, "wall:changed", read_wall),
    SnapshotSpec(actions.TALLY, "tally:changed", read_tally, version=queries.tally_version, page=page_of_tally),
    SnapshotSpec(
        queries.CANDIDATES, "pairs:changed", read_pairs, frozenset({Audience.DESK}), version=queries.candidates_version
    ),
)
