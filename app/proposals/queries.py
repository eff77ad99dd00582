"""Reads of proposals and reactions."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.platform import ledger
from app.platform.errors import DomainError, ErrorKind
from app.platform.security.permissions import Scope
from app.proposals import rules
from app.proposals.models import Proposal, Reaction

REACTED = "reaction.cast"
MOST_CHANGES = 1000

# Every beat of a meeting that votes runs these, so they are built once.
_COUNTED = select(Reaction.proposal, Reaction.choice, func.count()).group_by(Reaction.proposal, Reaction.choice)
_COUNTS = _COUNTED.where(Reaction.meeting == bindparam("meeting"))
_COUNTS_OF = _COUNTED.where(Reaction.proposal.in_(bindparam("only", expanding=True)))
_VOTERS = select(func.count(func.distinct(Reaction.seat))).where(Reaction.meeting == bindparam("meeting"))


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
class Changed:
    """Which proposals were reacted to, and whether by someone who had not reacted to anything before."""

    proposals: set[str]
    has_newcomer: bool


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


def tallies_of(session: Session, meeting: str, *, only: Collection[str] | None = None) -> Mapping[str, Tally]:
    """{proposal: tally} for every proposal of a meeting that anyone has reacted to; counted from the rows.

    Args:
        only: count these proposals alone.
    """
    statement, wanted = (_COUNTS, {"meeting": meeting}) if only is None else (_COUNTS_OF, {"only": list(only)})
    counts: dict[str, dict[str, int]] = {}
    for proposal, choice, count in session.connection().execute(statement, wanted):
        counts.setdefault(proposal, {})[choice] = count
    return {
        proposal: Tally(found.get("agree", 0), found.get("disagree", 0), found.get("pass", 0))
        for proposal, found in counts.items()
    }


def voters_of(session: Session, meeting: str) -> int:
    """How many different seats have reacted to anything."""
    return session.connection().scalar(_VOTERS, {"meeting": meeting}) or 0


def reacted_since(session: Session, meeting: str, topic: str, since: int) -> Changed | None:
    """What reactions changed after a version; None when that is much, or when something else changed too."""
    found = ledger.changes_of(session, meeting, topic, since, MOST_CHANGES + 1)
    if len(found) > MOST_CHANGES or any(kind != REACTED or payload is None for kind, _, payload in found):
        return None
    proposals = {str(json.loads(payload or "")["proposal"]) for _, _, payload in found}
    return Changed(
        proposals, has_newcomer=_has_newcomer(session, meeting, topic, since, {actor for _, actor, _ in found})
    )


def reactions_of(session: Session, meeting: str) -> list[ReactionRow]:
    """Every reaction of a meeting, in an order that tells nothing of time."""
    query = select(Reaction.seat, Reaction.proposal, Reaction.choice).where(Reaction.meeting == meeting)
    rows = session.execute(query.order_by(Reaction.proposal, Reaction.seat))
    return [ReactionRow(row.seat, row.proposal, row.choice) for row in rows]


def _has_newcomer(session: Session, meeting: str, topic: str, since: int, seats: set[str]) -> bool:
    return any(not ledger.has_acted(session, meeting, topic, seat, until=since) for seat in seats)


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
