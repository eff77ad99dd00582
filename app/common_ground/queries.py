"""Reads of common ground: what is told to whom, where a seat stands, which cards lie before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.common_ground import rules
from app.common_ground.models import DealtCard, Ground, Weighing
from app.meetings import queries as meetings
from app.meetings.rules import Results
from app.platform.access.actors import Actor
from app.platform.access.sights import Sight
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.storage import ledger
from app.proposals import queries as proposals
from app.proposals.queries import TALLY, WALL
from app.themes.queries import THEMES

LEADING = 30
INPUTS = (TALLY, WALL, THEMES)
"""The topics that common ground is computed from."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the machine keeps of the latest weighing: {seat: (x, y, group)}, and the names of groups ever given."""

    seats: Mapping[str, tuple[float, float, str | None]]
    used: tuple[str, ...]

    @property
    def groups(self) -> dict[str, str | None]:
        return {seat: group for seat, (_, _, group) in self.seats.items()}


@dataclass(frozen=True, slots=True)
class Dealt:
    """A card that was put before a seat, for the audit of the order."""

    seat: SeatId
    proposal: ProposalId
    place: int
    probability: float


def ground_of(session: Session, meeting_id: MeetingId) -> dict[str, Any] | None:
    """The latest common ground, with what is for the desk alone; None before the first is computed."""
    stored = session.get(Ground, meeting_id)
    return stored.data if stored else None


def ground_for_room(session: Session, meeting_id: MeetingId) -> dict[str, Any]:
    """What the hall and its projector may see; nothing before the first is computed."""
    ground = ground_of(session, meeting_id)
    if ground is None:
        return {}
    is_open = meetings.results_of(session, meeting_id) is Results.OPEN
    return rules.for_room(ground, LEADING) if is_open else rules.hidden(ground)


def ground_for(session: Session, meeting_id: MeetingId, actor: Actor) -> dict[str, Any]:
    """What an actor may see: who runs and records the meeting everything, a seat what it is shown by now, anybody else
    what the room sees."""
    ground = ground_of(session, meeting_id)
    if ground is None or Sight.HELD_RESULTS in meetings.sights_at(session, meeting_id, actor):
        return ground or {}
    if actor.is_seat and meetings.results_of(session, meeting_id) is Results.ANSWERED:
        return rules.for_answered(ground, proposals.own_reactions(session, actor.seat_id))
    return ground_for_room(session, meeting_id)


def ground_version(session: Session, meeting_id: MeetingId) -> int:
    """The entry of common ground as the room sees it; 0 before the first is computed."""
    computed_at = session.scalar(select(Ground.version).where(Ground.meeting == meeting_id))
    return 0 if computed_at is None else max(computed_at, meetings.results_version(session, meeting_id))


def firmness_of(session: Session, meeting_id: MeetingId) -> Mapping[str, Any]:
    """How firm the leading proposals are, and the version of the common ground that this was found of."""
    firmness: Mapping[str, Any] = (ground_of(session, meeting_id) or {}).get("desk", {}).get("firmness", {})
    return {"version": firmness.get("version", 0), "rows": firmness.get("rows", {})}


def firmness_version(session: Session, meeting_id: MeetingId) -> int:
    """The entry of the common ground whose firmness is told; 0 before the first is measured."""
    return int(firmness_of(session, meeting_id)["version"])


def inputs_version(session: Session, meeting_id: MeetingId) -> int:
    """The last ledger entry that common ground depends on."""
    return ledger.version_of(session, meeting_id, *INPUTS)


def kept_of(session: Session, meeting_id: MeetingId) -> Kept:
    """Who stood where at the latest weighing. Never for a page: see `own_group`."""
    weighing = session.get(Weighing, meeting_id)
    return (
        Kept({seat: (x, y, group) for seat, (x, y, group) in weighing.seats.items()}, tuple(weighing.used))
        if weighing
        else Kept({}, ())
    )


def own_group(session: Session, meeting_id: MeetingId, seat_id: SeatId) -> str | None:
    """The group of one seat, for its own eyes; None where it is in none that is told."""
    _, _, group = kept_of(session, meeting_id).seats.get(seat_id, (0.0, 0.0, None))
    told = (ground_of(session, meeting_id) or {}).get("groups", {})
    return group if group in told else None


def points_for_room(session: Session, meeting_id: MeetingId) -> list[tuple[float, float, str]]:
    """The opinion map: the places of the seats of the groups that are told, in an order that tells nothing."""
    if meetings.results_of(session, meeting_id) is not Results.OPEN:
        return []
    told = (ground_of(session, meeting_id) or {}).get("groups", {})
    seats = kept_of(session, meeting_id).seats.values()
    whole = next(iter(told)) if len(told) == 1 else None
    placed = [(round(x, 2), round(y, 2), whole or group) for x, y, group in seats if x or y]
    return sorted((x, y, group) for x, y, group in placed if group and group in told)


def outlooks_of(session: Session, meeting_id: MeetingId) -> tuple[int, Mapping[str, Any]]:
    """What the next cards are drawn from: the number of groups, and what is known of each proposal."""
    weighing = session.get(Weighing, meeting_id)
    return (weighing.n_groups, weighing.outlooks) if weighing else (1, {})


def dealt_to(session: Session, seat_id: SeatId) -> list[ProposalId]:
    """The proposals put before a seat so far, in their order."""
    query = select(DealtCard.proposal).where(DealtCard.seat == seat_id).order_by(DealtCard.place, DealtCard.proposal)
    return list(session.scalars(query))


def dealt_cards(session: Session, meeting_id: MeetingId) -> list[Dealt]:
    """Every card dealt in a meeting, in an order that tells nothing of time between seats."""
    query = select(DealtCard).where(DealtCard.meeting == meeting_id).order_by(DealtCard.seat, DealtCard.place)
    return [Dealt(card.seat, card.proposal, card.place, card.probability) for card in session.scalars(query)]
