"""Reads of reactions and their sums; in a merge group, each person counts once."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.meetings.rules import ResultsVisibility
from app.platform.access.actors import Actor
from app.platform.access.sights import Sight
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.storage import ledger
from app.platform.storage.prepared import Prepared
from app.proposals import rules
from app.proposals.models import MergedTally, Proposal, Reaction, ReactionTally, Turnout
from app.proposals.queries.cards import TALLY, WALL, shown_as_of
from app.proposals.sums import merge_groups_of

REACTED = "reaction.cast"
MAX_CHANGES = 1000
PORTION = 1000
"""Rows that the database hands over together."""
# These queries run for every tally snapshot, so they are built once.
_TALLIES = select(ReactionTally.proposal, ReactionTally.agree, ReactionTally.disagree, ReactionTally.passes)
_TALLIES_OF_MEETING = _TALLIES.where(ReactionTally.meeting == bindparam("meeting"))
_TALLIES_OF_ONE = Prepared(_TALLIES.where(ReactionTally.proposal == bindparam("proposal")))
_TALLIES_OF = _TALLIES.where(ReactionTally.proposal.in_(bindparam("only", expanding=True)))
_MERGED_TALLIES = Prepared(
    select(MergedTally.root, MergedTally.agree, MergedTally.disagree, MergedTally.passes).where(
        MergedTally.meeting == bindparam("meeting")
    )
)
FEW_CARDS = 8
"""Up to this many proposals, one query each is faster than one query for all."""
_VOTERS = Prepared(select(Turnout.voters).where(Turnout.meeting == bindparam("meeting")))


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of people who agree, disagree and pass."""

    agree: int = 0
    disagree: int = 0
    passes: int = 0

    @property
    def seen(self) -> int:
        return self.agree + self.disagree + self.passes


@dataclass(frozen=True, slots=True)
class ReactionRow:
    seat: SeatId
    proposal: ProposalId
    choice: str


def own_reactions(session: Session, seat_id: SeatId) -> dict[ProposalId, str]:
    """Return {proposal: choice} of one seat; the last reaction in a merge group counts for all its proposals."""
    query = select(Reaction.meeting, Reaction.proposal, Reaction.choice).where(Reaction.seat == seat_id)
    rows = session.execute(query).all()
    shown_as = shown_as_of(session, rows[0].meeting) if rows else {}
    if not shown_as:
        return {row.proposal: row.choice for row in rows}
    reactions = {row.proposal: row.choice for row in rows if row.proposal not in shown_as}
    pooled = {row.proposal: row.choice for row in _pooled(session, shown_as, seat_id=seat_id)}
    return reactions | {card: pooled[shown_id] for card, shown_id in shown_as.items() if shown_id in pooled}


def tallies_of(
    session: Session, meeting_id: MeetingId, *, only: Collection[ProposalId] | None = None
) -> Mapping[ProposalId, Tally]:
    """Return {proposal: tally} of proposals with reactions; a merge group has one tally, with each person once.

    Args:
        only: restrict the result to these proposals and what their merge groups are shown as; None counts all.
    """
    tallies = raw_tallies_of(session, meeting_id, only=only)
    groups = merge_groups_of(session, meeting_id)
    if not groups:
        return tallies
    together = {card for group in groups for card in group.cards}
    apart = {proposal: tally for proposal, tally in tallies.items() if proposal not in together}
    asked = groups if only is None else [group for group in groups if not set(group.cards).isdisjoint(only)]
    return apart | _pooled_tallies(session, meeting_id, asked)


def raw_tallies_of(
    session: Session, meeting_id: MeetingId, *, only: Collection[ProposalId] | None = None
) -> Mapping[ProposalId, Tally]:
    """Return {proposal: tally} for each proposal with reactions by itself, as if nothing were merged."""
    connection = session.connection()
    rows: Iterable[Any]
    if only is None:
        rows = connection.execute(_TALLIES_OF_MEETING, {"meeting": meeting_id})
    elif len(only) > FEW_CARDS:
        rows = connection.execute(_TALLIES_OF, {"only": list(only)})
    else:
        rows = [row for card in only for row in _TALLIES_OF_ONE.all(connection, {"proposal": card})]
    tallies = {proposal: Tally(*sums) for proposal, *sums in rows}
    return _without_empty(tallies)


def tallies_for(session: Session, meeting_id: MeetingId, actor: Actor) -> Mapping[ProposalId, Tally]:
    """Return {proposal: tally} of the counts that an actor may see under the results visibility.

    Actors with the sight `HELD_RESULTS` see all counts. With visibility after answer, a seat sees the proposals that it
    has reacted to, and anybody else none. With visibility withheld, nobody else sees counts.
    """
    results = meetings.results_of(session, meeting_id)
    if Sight.HELD_RESULTS in meetings.sights_at(session, meeting_id, actor):
        results = ResultsVisibility.IMMEDIATE
    if results is ResultsVisibility.WITHHELD or (results is ResultsVisibility.AFTER_ANSWER and not actor.is_seat):
        return {}
    tallies = tallies_of(session, meeting_id)
    if results is ResultsVisibility.IMMEDIATE:
        return tallies
    answered = own_reactions(session, actor.seat_id)
    return {proposal: tally for proposal, tally in tallies.items() if proposal in answered}


def shown_tallies(
    session: Session, meeting_id: MeetingId, actor: Actor, cards: Collection[ProposalId]
) -> dict[ProposalId, Tally | None]:
    """Return the tally of each proposal as an actor may see it: None if not shown, zeros without reactions."""
    counted = tallies_for(session, meeting_id, actor)
    results = meetings.results_of(session, meeting_id)
    if results is ResultsVisibility.IMMEDIATE or Sight.HELD_RESULTS in meetings.sights_at(session, meeting_id, actor):
        return {card: counted.get(card, Tally()) for card in cards}
    return {card: counted.get(card) for card in cards}


def tally_version(session: Session, meeting_id: MeetingId) -> int:
    """Return the number of the last entry that changed the counts, the wall or the results visibility."""
    return ledger.version_of(session, meeting_id, TALLY, WALL, meetings.RESULTS)


def voters_of(session: Session, meeting_id: MeetingId) -> int:
    """Return how many seats have reacted to any proposal of a meeting."""
    return int(_VOTERS.value(session.connection(), {"meeting": meeting_id}) or 0)


def reacted_since(session: Session, meeting_id: MeetingId, since: int) -> set[ProposalId] | None:
    """Return the proposals that have got reactions since the version `since` of the counts.

    Return None after more than `MAX_CHANGES` entries, or if anything but cast reactions has changed the counts.
    """
    if ledger.version_of(session, meeting_id, WALL, meetings.RESULTS) > since:
        return None
    changes = ledger.changes_of(session, meeting_id, TALLY, since, MAX_CHANGES + 1)
    if len(changes) > MAX_CHANGES or any(kind != REACTED or payload is None for kind, _, payload in changes):
        return None
    return {ProposalId(json.loads(payload or "")["proposal"]) for _, _, payload in changes}


def reactions_of(session: Session, meeting_id: MeetingId) -> list[ReactionRow]:
    """Return one reaction per person and proposal; a merge group is one proposal, the one that the wall shows for it.

    The rows are sorted by id, which reveals nothing about the order in time.
    """
    rows = raw_reactions_of(session, meeting_id)
    shown_as = shown_as_of(session, meeting_id)
    if not shown_as:
        return rows
    pooled = [*(row for row in rows if row.proposal not in shown_as), *_pooled(session, shown_as)]
    return sorted(pooled, key=lambda row: (row.proposal, row.seat))


def raw_reactions_of(session: Session, meeting_id: MeetingId) -> list[ReactionRow]:
    """Return every reaction to the proposal on which it was cast, sorted by id, ignoring merges."""
    query = select(Reaction.seat, Reaction.proposal, Reaction.choice).where(Reaction.meeting == meeting_id)
    rows = session.execute(query.order_by(Reaction.proposal, Reaction.seat).execution_options(yield_per=PORTION))
    shared: dict[str, Any] = {}  # one object for each id and choice, not one for each row
    return [ReactionRow(*(shared.setdefault(value, value) for value in row)) for row in rows]


def _pooled(
    session: Session, shown_as: Mapping[ProposalId, ProposalId], *, seat_id: SeatId | None = None
) -> list[ReactionRow]:
    """Return one reaction per person and merge group: the last one to any proposal of the group."""
    query = select(Reaction.seat, Reaction.proposal, Reaction.choice, Reaction.seq, Proposal.number)
    query = query.join(Proposal, Proposal.id == Reaction.proposal).where(Reaction.proposal.in_(shown_as))
    if seat_id is not None:
        query = query.where(Reaction.seat == seat_id)
    reactions = [
        rules.CastReaction(row.seat, shown_as[row.proposal], row.choice, row.seq, row.number)
        for row in session.execute(query)
    ]
    return [
        ReactionRow(seat_id, shown_id, choice) for (seat_id, shown_id), choice in rules.last_choices(reactions).items()
    ]


def _pooled_tallies(
    session: Session, meeting_id: MeetingId, groups: Sequence[rules.MergeGroup]
) -> dict[ProposalId, Tally]:
    """Return the tallies of merge groups, from the stored sums, or counted from the reactions if a sum is missing."""
    rows = _MERGED_TALLIES.all(session.connection(), {"meeting": meeting_id}) if groups else []
    stored = {original: Tally(*sums) for original, *sums in rows}
    shown_as = {card: group.shown_as for group in groups if group.original not in stored for card in group.cards}
    counted = _count(_pooled(session, shown_as)) if shown_as else {}
    return counted | _without_empty(
        {group.shown_as: stored[group.original] for group in groups if group.original in stored}
    )


def _without_empty(tallies: Mapping[ProposalId, Tally]) -> dict[ProposalId, Tally]:
    return {proposal: tally for proposal, tally in tallies.items() if tally.seen}


def _count(rows: Iterable[ReactionRow]) -> dict[ProposalId, Tally]:
    counts: dict[ProposalId, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row.proposal, Counter())[row.choice] += 1
    return {proposal: Tally(count["agree"], count["disagree"], count["pass"]) for proposal, count in counts.items()}
