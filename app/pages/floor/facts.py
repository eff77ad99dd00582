"""What a resident's page shows: the meeting as it stands, and what is one's own."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.meetings.queries import MeetingView, Presence, SeatView
from app.platform.plain import to_plain
from app.platform.security.actors import Actor
from app.proposals import queries as proposals
from app.proposals.queries import ProposalView, Tally
from app.proposals.rules import LONGEST, SUGGESTED, State


@dataclass(frozen=True, slots=True)
class Own:
    """What only this seat may see of itself."""

    proposals: list[ProposalView]
    reactions: dict[str, str]

    @property
    def cards_used(self) -> int:
        return sum(1 for view in self.proposals if view.state != State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Floor:
    """One moment of a meeting, for one seat."""

    meeting: MeetingView
    seat: SeatView | None
    presence: Presence
    wall: list[ProposalView]
    tallies: dict[str, Tally]
    own: Own

    @property
    def next_proposal(self) -> ProposalView | None:
        """The unanswered proposal that fewest people have seen, so that none stays unseen."""
        waiting = [view for view in self.wall if view.id not in self.own.reactions]
        seen = {view.id: self.tallies.get(view.id, Tally()).seen for view in waiting}
        return min(waiting, key=lambda view: (seen[view.id], view.number), default=None)

    @property
    def answered(self) -> int:
        return sum(1 for view in self.wall if view.id in self.own.reactions)

    @property
    def cards_left(self) -> int | None:
        """None: as many as one likes."""
        most = self.meeting.cards_per_seat
        return None if most is None else max(0, most - self.own.cards_used)


def floor_of(session: Session, meeting: str, actor: Actor) -> Floor:
    return Floor(
        meeting=meetings.meeting_of(session, meeting),
        seat=meetings.seat_of(session, actor.id),
        presence=meetings.presence_of(session, meeting),
        wall=proposals.wall_of(session, meeting),
        tallies=dict(proposals.tallies_of(session, meeting)),
        own=own_of(session, actor),
    )


def own_of(session: Session, actor: Actor) -> Own:
    return Own(proposals.own_proposals(session, actor.id), proposals.own_reactions(session, actor.id))


def seed_of(floor: Floor) -> dict[str, Any]:
    """The same for the islands, in the shapes of the snapshots that will replace it."""
    meeting = floor.meeting
    facts = {
        "meeting": {
            "question": meeting.question,
            "phase": meeting.phase,
            "phases": [{"key": phase.key} for phase in meeting.phases],
            "acts": sorted(meeting.acts),
            "phase_ends_at": meeting.phase_ends_at,
            "closed_at": meeting.closed_at,
            "cards_per_seat": meeting.cards_per_seat,
        },
        "presence": {"seats": floor.presence.seats},
        "wall": {"proposals": [_card(view) for view in floor.wall]},
        "tally": {"proposals": floor.tallies},
        "own": plain_own(floor.own),
        "limits": {"suggested": SUGGESTED, "most": LONGEST},
    }
    seed: dict[str, Any] = to_plain(facts)
    return seed


def plain_own(own: Own) -> dict[str, Any]:
    """What is one's own, as the islands keep it."""
    cards = [{**_card(view), "state": view.state, "reason": view.reason} for view in own.proposals]
    return {"proposals": cards, "reactions": own.reactions}


def _card(view: ProposalView) -> dict[str, Any]:
    return {"id": view.id, "number": view.number, "text": view.text}
