"""Reads of common ground: what each reader may see, a seat's own group, and the cards assigned to a seat."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.common_ground import rules
from app.common_ground.document import GroundDocument, HiddenGround, Robustness, RoomGround, ShownGround
from app.common_ground.models import AnalysisState, Ground, ShownCard
from app.meetings import queries as meetings
from app.meetings.rules import ResultsVisibility
from app.platform.access.actors import Actor
from app.platform.access.sights import Sight
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.storage import ledger
from app.proposals import queries as proposals
from app.proposals.queries import TALLY, WALL
from app.themes.queries import THEMES

TOP_N_OF_ROOM = 30
INPUTS = (TALLY, WALL, THEMES)
"""The topics that common ground is computed from."""


@dataclass(frozen=True, slots=True)
class PreviousGroups:
    """Private state of the latest analysis: {seat: (x, y, group)}, and every group name given so far."""

    seats: Mapping[str, tuple[float, float, str | None]]
    used: tuple[str, ...]

    @property
    def groups(self) -> dict[str, str | None]:
        return {seat: group for seat, (_, _, group) in self.seats.items()}


@dataclass(frozen=True, slots=True)
class ShownCardView:
    """A card that was assigned to a seat, for the audit of the card order."""

    seat: SeatId
    proposal: ProposalId
    place: int
    probability: float


def ground_of(session: Session, meeting_id: MeetingId) -> GroundDocument | None:
    """Return the latest common ground, including the part for the desk alone; None before the first analysis."""
    stored = session.get(Ground, meeting_id)
    return stored.data if stored else None


def ground_for_room(session: Session, meeting_id: MeetingId) -> RoomGround | HiddenGround | None:
    """Return what residents and the projector may see; None before the first analysis."""
    ground = ground_of(session, meeting_id)
    if ground is None:
        return None
    is_open = meetings.results_of(session, meeting_id) is ResultsVisibility.IMMEDIATE
    return rules.for_room(ground, TOP_N_OF_ROOM) if is_open else rules.hidden(ground)


def ground_for(session: Session, meeting_id: MeetingId, actor: Actor) -> ShownGround | None:
    """Return the common ground that an actor may see; None before the first analysis.

    Actors who may see withheld results get everything. A seat gets the proposals that it has answered, if results are
    visible after an answer. Everybody else gets what the room sees.
    """
    ground = ground_of(session, meeting_id)
    if ground is None or Sight.HELD_RESULTS in meetings.sights_at(session, meeting_id, actor):
        return ground
    if actor.is_seat and meetings.results_of(session, meeting_id) is ResultsVisibility.AFTER_ANSWER:
        return rules.for_answered(ground, proposals.own_reactions(session, actor.seat_id))
    return ground_for_room(session, meeting_id)


def ground_version(session: Session, meeting_id: MeetingId) -> int:
    """Return the number of the last entry that the room's view of common ground reflects; 0 before an analysis."""
    computed_at = session.scalar(select(Ground.version).where(Ground.meeting == meeting_id))
    return 0 if computed_at is None else max(computed_at, meetings.results_version(session, meeting_id))


def robustness_of(session: Session, meeting_id: MeetingId) -> Robustness:
    """Return the robustness of the leading proposals, and the version of the common ground that was measured."""
    ground = ground_of(session, meeting_id)
    return ground.desk.firmness if ground else Robustness()


def robustness_version(session: Session, meeting_id: MeetingId) -> int:
    """Return the ledger version of the common ground whose robustness is stored; 0 before the first measurement."""
    return robustness_of(session, meeting_id).version


def inputs_version(session: Session, meeting_id: MeetingId) -> int:
    """Return the number of the last ledger entry that common ground depends on."""
    return ledger.version_of(session, meeting_id, *INPUTS)


def previous_groups_of(session: Session, meeting_id: MeetingId) -> PreviousGroups:
    """Return the private state of the latest analysis, which no page may show; pages use `own_group`."""
    state = session.get(AnalysisState, meeting_id)
    return (
        PreviousGroups({seat: (x, y, group) for seat, (x, y, group) in state.seats.items()}, tuple(state.used))
        if state
        else PreviousGroups({}, ())
    )


def own_group(session: Session, meeting_id: MeetingId, seat_id: SeatId) -> str | None:
    """Return the group of a seat, for that seat alone; None unless the group is large enough to be shown."""
    _, _, group = previous_groups_of(session, meeting_id).seats.get(seat_id, (0.0, 0.0, None))
    return group if group in _shown_groups(session, meeting_id) else None


def points_for_room(session: Session, meeting_id: MeetingId) -> list[tuple[float, float, str]]:
    """Return the opinion map: (x, y, group) of each seat in a group that is shown.

    The points are sorted, so that their order reveals nothing. Unless results visibility is immediate the map is empty.
    """
    if meetings.results_of(session, meeting_id) is not ResultsVisibility.IMMEDIATE:
        return []
    shown = _shown_groups(session, meeting_id)
    seats = previous_groups_of(session, meeting_id).seats.values()
    whole = next(iter(shown)) if len(shown) == 1 else None
    placed = [(round(x, 2), round(y, 2), whole or group) for x, y, group in seats if x or y]
    return sorted((x, y, group) for x, y, group in placed if group and group in shown)


def outlooks_of(session: Session, meeting_id: MeetingId) -> tuple[int, Mapping[str, Any]]:
    """Return what the next cards are drawn from: the number of groups, and {proposal: [votes, [[rate, weight]]]}."""
    state = session.get(AnalysisState, meeting_id)
    return (state.n_groups, state.outlooks) if state else (1, {})


def shown_to(session: Session, seat_id: SeatId) -> list[ProposalId]:
    """Return the proposals assigned to a seat so far, in card order."""
    query = select(ShownCard.proposal).where(ShownCard.seat == seat_id).order_by(ShownCard.place, ShownCard.proposal)
    return list(session.scalars(query))


def shown_cards(session: Session, meeting_id: MeetingId) -> list[ShownCardView]:
    """Return every card assigned in a meeting, by seat and place, so that times cannot be compared between seats."""
    query = select(ShownCard).where(ShownCard.meeting == meeting_id).order_by(ShownCard.seat, ShownCard.place)
    return [ShownCardView(card.seat, card.proposal, card.place, card.probability) for card in session.scalars(query)]


def _shown_groups(session: Session, meeting_id: MeetingId) -> Mapping[str, int]:
    """Return {group: members} of the groups that may be shown; empty before the first analysis."""
    ground = ground_of(session, meeting_id)
    return ground.groups if ground else {}
