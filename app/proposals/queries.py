"""Reads of proposals and reactions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.meetings.rules import Results
from app.platform import ledger
from app.platform.errors import DomainError, ErrorKind
from app.platform.security.actors import Actor
from app.platform.security.permissions import Scope
from app.proposals import rules
from app.proposals.models import Proposal, Reaction

WALL = "wall"
TALLY = "tally"


@dataclass(frozen=True, slots=True)
class ProposalView:
    id: str
    number: int
    text: str
    state: str
    reason: str
    seat: str | None
    external_id: str | None
    external_author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How many agree, disagree and pass."""

    agree: int = 0
    disagree: int = 0
    passes: int = 0

    @property
    def seen(self) -> int:
        return self.agree + self.disagree + self.passes


@dataclass(frozen=True, slots=True)
class ReactionRow:
    seat: str
    proposal: str
    choice: str


def locate_proposal(session: Session, proposal: str) -> Scope | None:
    meeting = session.scalar(select(Proposal.meeting).where(Proposal.id == proposal))
    return meetings.locate_meeting(session, meeting) if meeting else None


def proposal_of(session: Session, proposal: str) -> ProposalView:
    """One proposal.

    Raises:
        DomainError: `not_found`.
    """
    found = session.get(Proposal, proposal)
    if found is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return _view(found)


def wall_of(session: Session, meeting: str, *, is_desk: bool = False) -> list[ProposalView]:
    """The proposals on the wall in the order of submission; the desk sees the held and hidden ones too."""
    query = select(Proposal).where(Proposal.meeting == meeting).order_by(Proposal.number)
    if not is_desk:
        query = query.where(Proposal.state == rules.State.VISIBLE)
    return [_view(found) for found in session.scalars(query)]


def own_proposals(session: Session, seat: str) -> list[ProposalView]:
    """Everything a seat has proposed, in whatever state, so that authors see what became of it."""
    query = select(Proposal).where(Proposal.seat == seat).order_by(Proposal.number)
    return [_view(found) for found in session.scalars(query)]


def own_reactions(session: Session, seat: str) -> dict[str, str]:
    """{proposal: choice} of one seat."""
    rows = session.execute(select(Reaction.proposal, Reaction.choice).where(Reaction.seat == seat))
    return {row.proposal: row.choice for row in rows}


def tallies_of(session: Session, meeting: str) -> Mapping[str, Tally]:
    """{proposal: tally} for every proposal of a meeting that anyone has reacted to; counted from the rows."""
    query = select(Reaction.proposal, Reaction.choice, func.count()).where(Reaction.meeting == meeting)
    counts: dict[str, dict[str, int]] = {}
    for proposal, choice, count in session.execute(query.group_by(Reaction.proposal, Reaction.choice)):
        counts.setdefault(proposal, {})[choice] = count
    return {
        proposal: Tally(found.get("agree", 0), found.get("disagree", 0), found.get("pass", 0))
        for proposal, found in counts.items()
    }


def tallies_for(session: Session, meeting: str, actor: Actor) -> Mapping[str, Tally]:
    """The counts that an actor may see: staff all of them, a seat what the meeting shows it by now."""
    results = meetings.results_of(session, meeting) if actor.is_seat else Results.OPEN
    if results is Results.HELD:
        return {}
    tallies = tallies_of(session, meeting)
    if results is Results.OPEN:
        return tallies
    answered = own_reactions(session, actor.id)
    return {proposal: tally for proposal, tally in tallies.items() if proposal in answered}


def tally_version(session: Session, meeting: str) -> int:
    """The entry of the counts as the room sees them."""
    return max(ledger.version_of(session, meeting, TALLY), meetings.results_version(session, meeting))


def voters_of(session: Session, meeting: str) -> int:
    """How many different seats have reacted to anything."""
    query = select(func.count(func.distinct(Reaction.seat))).where(Reaction.meeting == meeting)
    return session.scalar(query) or 0


def reactions_of(session: Session, meeting: str) -> list[ReactionRow]:
    """Every reaction of a meeting, in an order that tells nothing of time."""
    query = select(Reaction.seat, Reaction.proposal, Reaction.choice).where(Reaction.meeting == meeting)
    rows = session.execute(query.order_by(Reaction.proposal, Reaction.seat))
    return [ReactionRow(row.seat, row.proposal, row.choice) for row in rows]


def _view(found: Proposal) -> ProposalView:
    return ProposalView(
        found.id,
        found.number,
        found.text,
        found.state,
        found.reason,
        found.seat,
        found.external_id,
        found.external_author,
        found.created_at,
    )
