"""Derives the expected rows of proposals and reactions from ledger entries, for the check of the database."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.storage.db import Base
from app.platform.storage.ledger import LedgerHead, Subjects
from app.platform.storage.ledger.replay import Event, Facts, RowFault, Tell
from app.platform.storage.ledger.seals import key_text
from app.proposals import queries
from app.proposals.models import MergedTally, Reaction
from app.proposals.queries import Tally
from app.proposals.rules import State

PROPOSAL = "proposal"
Payload = Mapping[str, Any]


def _submitted(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {"number": payload["number"], "text": payload["text"], "state": payload["state"]}
    facts.put(PROPOSAL, payload["proposal"], event, **columns, created_at=event.at)


def _withdrawn(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(PROPOSAL, payload["proposal"], event, state=State.WITHDRAWN.value)


def _moderated(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(PROPOSAL, payload["proposal"], event, state=payload["state"], reason=payload["reason"])


def _merged(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(PROPOSAL, payload["proposal"], event, copy_of=payload["original"])


def _unmerged(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(PROPOSAL, payload["proposal"], event, copy_of=None)


TELLS: dict[str, Tell] = {
    "proposal.submitted": _submitted,
    "proposal.withdrawn": _withdrawn,
    "proposal.moderated": _moderated,
    "proposal.merged": _merged,
    "proposal.unmerged": _unmerged,
}

SUBJECTS: Subjects = {
    "proposal.submitted": lambda payload: [payload["proposal"], f"text {payload['text']}"],
    "proposal.withdrawn": lambda payload: [payload["proposal"]],
    "proposal.moderated": lambda payload: [payload["proposal"]],
    "proposal.merged": lambda payload: [payload["proposal"], _pair(payload)],
    "proposal.unmerged": lambda payload: [payload["proposal"], _pair(payload)],
    "proposal.merge_asked": lambda payload: [_pair(payload)],
    "proposal.kept_apart": lambda payload: [_pair(payload)],
}


class ReactionReplay:
    """Replays the reactions of a meeting and compares reactions and their sums with the database."""

    def __init__(self, chain: str) -> None:
        self.unchecked = 0
        self._meeting_id = MeetingId(chain)
        self._words: dict[tuple[ProposalId, SeatId], tuple[str, int]] = {}
        self._blind: set[str] = set()

    def read(self, event: Event) -> None:
        if event.kind not in (queries.REACTED, "reaction.withdrawn"):
            return
        if event.facts is None:
            self._blind.add(event.actor)
        elif event.kind == queries.REACTED:
            self._words[event.facts["proposal"], SeatId(event.actor)] = event.facts["choice"], event.seq
        else:
            self._words.pop((event.facts["proposal"], SeatId(event.actor)), None)

    def faults(self, session: Session) -> Iterator[RowFault]:
        """Compare reactions with entries, then sums with reactions; skip imported reactions, sealed as a group."""
        query = select(Reaction.proposal, Reaction.seat, Reaction.choice, Reaction.seq)
        query = query.where(Reaction.meeting == self._meeting_id, Reaction.seq != 0)
        for proposal, seat, choice, seq in session.execute(query.execution_options(yield_per=1000)):
            word = self._words.pop((proposal, seat), None)
            if word == (choice, seq):
                continue
            if seat in self._blind:
                self.unchecked += 1
                continue
            row = f"reaction {proposal} {seat}"
            reason = "is not as its entry says" if word else "no entry tells of it"
            yield RowFault(word[1] if word else 0, row, reason)
        for (proposal, seat), (_, seq) in self._words.items():
            if seat in self._blind:
                self.unchecked += 1
            else:
                yield RowFault(seq, f"reaction {proposal} {seat}", "is missing")
        yield from _sum_faults(session, self._meeting_id)


def stray_reactions(session: Session) -> Iterator[RowFault]:
    """Find reactions and their sums in meetings without a ledger chain, at most ten rows in each table."""
    heads = select(LedgerHead.chain)
    for name in ("reaction", "reaction_sum", "pool_sum", "turnout"):
        table = Base.metadata.tables[name]
        for key in session.execute(select(*table.primary_key.columns).where(table.c.meeting.not_in(heads)).limit(10)):
            yield RowFault(0, f"{name} {key_text(key)}", "belongs to no meeting")


def _pair(payload: Payload) -> str:
    return " ".join(sorted((payload["proposal"], payload["original"])))


def _sum_faults(session: Session, meeting_id: MeetingId) -> Iterator[RowFault]:
    cards, pooled = queries.raw_reactions_of(session, meeting_id), queries.reactions_of(session, meeting_id)
    if queries.voters_of(session, meeting_id) != len({row.seat for row in cards}):
        yield RowFault(0, f"turnout {meeting_id}", "is not the number of seats that have reacted")
    originals = {group.original for group in queries.merge_groups_of(session, meeting_id)}
    for original in session.scalars(select(MergedTally.root).where(MergedTally.meeting == meeting_id)):
        if original not in originals:
            yield RowFault(0, f"pool_sum {original}", "counts cards that are not together")
    for name, sums, rows in (
        ("reaction_sum", queries.raw_tallies_of(session, meeting_id), cards),
        ("pool_sum", queries.tallies_of(session, meeting_id), pooled),
    ):
        counts = _tallies(rows)
        for proposal in sorted({*sums, *counts}):
            if sums.get(proposal, Tally()) != counts.get(proposal, Tally()):
                yield RowFault(0, f"{name} {proposal}", "is not the count of the reactions")


def _tallies(rows: list[queries.ReactionRow]) -> dict[ProposalId, Tally]:
    counts: dict[ProposalId, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row.proposal, Counter())[row.choice] += 1
    return {card: Tally(count["agree"], count["disagree"], count["pass"]) for card, count in counts.items()}
