"""Snapshots of proposals: wall, tallies and pairs, as the server announces them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.meetings.rules import ResultsVisibility
from app.platform.ids import MeetingId, ProposalId
from app.platform.live.specs import Audience, SnapshotSpec
from app.proposals import actions, queries


@dataclass(frozen=True, slots=True)
class WallSnapshot:
    """The proposals without their authors, duplicates under originals, and the pairs whose author was asked."""

    proposals: list[queries.WallCard]
    asked: list[queries.AskedPair]


@dataclass(frozen=True, slots=True)
class TallySnapshot:
    """The counts of each proposal with reactions, and the number of people who have reacted.

    Residents get no counts, which `is_hidden` says, unless results visibility is immediate.
    """

    proposals: Mapping[ProposalId, queries.Tally]
    voters: int
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class TallyPage:
    """A partial tally: the counts of the proposals that have changed, and the number of people who have reacted."""

    proposals: Mapping[ProposalId, queries.Tally]
    voters: int


@dataclass(frozen=True, slots=True)
class PairsSnapshot:
    """The pairs of possible duplicates, which the desk decides."""

    pairs: list[queries.CandidateView]


def read_wall(session: Session, meeting_id: MeetingId, audience: Audience) -> WallSnapshot:
    views = queries.wall_of(session, meeting_id, is_desk=audience is Audience.DESK)
    asked = queries.asked_candidates(session, meeting_id)
    return WallSnapshot([queries.wall_card(view) for view in views], [queries.asked_pair(pair) for pair in asked])


def read_tally(session: Session, meeting_id: MeetingId, audience: Audience) -> TallySnapshot:
    is_hidden = _is_hidden(session, meeting_id, audience)
    counted = {} if is_hidden else queries.tallies_of(session, meeting_id)
    return TallySnapshot(counted, queries.voters_of(session, meeting_id), is_hidden)


def read_pairs(session: Session, meeting_id: MeetingId, _audience: Audience) -> PairsSnapshot:
    return PairsSnapshot(queries.candidates_of(session, meeting_id))


def page_of_tally(session: Session, meeting_id: MeetingId, audience: Audience, since: int) -> TallyPage | None:
    """Return a partial tally: the counts of the proposals with reactions after a version, and the number of people.

    Return None, so that the full snapshot is sent, if anything else has changed, such as the wall or the results
    visibility, or if too much has changed.
    """
    changed = queries.reacted_since(session, meeting_id, since)
    if changed is None:
        return None
    is_hidden = _is_hidden(session, meeting_id, audience)
    counted = {} if is_hidden else queries.tallies_of(session, meeting_id, only=changed)
    return TallyPage(counted, queries.voters_of(session, meeting_id))


def _is_hidden(session: Session, meeting_id: MeetingId, audience: Audience) -> bool:
    return audience is Audience.ROOM and meetings.results_of(session, meeting_id) is not ResultsVisibility.IMMEDIATE


SNAPSHOTS = (
    SnapshotSpec(actions.WALL, "wall:changed", read_wall),
    SnapshotSpec(actions.TALLY, "tally:changed", read_tally, version=queries.tally_version, page=page_of_tally),
    SnapshotSpec(
        queries.CANDIDATES, "pairs:changed", read_pairs, frozenset({Audience.DESK}), version=queries.candidates_version
    ),
)
