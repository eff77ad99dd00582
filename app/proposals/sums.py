"""Keeps sums of reactions up to date with every reaction, so that neither a reaction nor a snapshot counts all rows.

The sums change in the same transaction as the rows, while the ledger chain of the meeting is locked; no other
transaction of the meeting can write reactions in between.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    ScalarSelect,
    SQLColumnExpression,
    String,
    bindparam,
    case,
    column,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import Session

from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.storage.db import upserts_of
from app.platform.storage.prepared import Prepared, Row
from app.proposals import rules
from app.proposals.models import MergedTally, Proposal, Reaction, ReactionTally, Turnout
from app.proposals.rules import Choice, MergeGroup


def _before(proposal: ColumnElement[str], seat: ColumnElement[str]) -> list[ScalarSelect[Any]]:
    """Return columns: a seat's stored choice and its `seq`, the proposal's number, the seat if it ever reacted."""
    is_its = Reaction.proposal == proposal, Reaction.seat == seat
    return [
        select(Reaction.choice).where(*is_its).scalar_subquery(),
        select(Reaction.seq).where(*is_its).scalar_subquery(),
        select(Proposal.number).where(Proposal.id == proposal).scalar_subquery(),
        select(Reaction.seat).where(Reaction.seat == seat).limit(1).scalar_subquery(),
    ]


_MEMBERS = select(Proposal.id, Proposal.number, Proposal.copy_of, Proposal.state)
_OF_MEETING = (Proposal.meeting == bindparam("meeting"), Proposal.copy_of.is_not(None))
_DUPLICATES = Prepared(_MEMBERS.where(*_OF_MEETING))
_MEMBERS_OF_GROUPS = Prepared(
    _MEMBERS.where(*_OF_MEETING).union(_MEMBERS.where(Proposal.id.in_(select(Proposal.copy_of).where(*_OF_MEETING))))
)

# Every reaction runs these queries, so they are built once.
_BEFORE = Prepared(select(*_before(bindparam("proposal"), bindparam("seat"))))
_ASKED = func.unnest(bindparam("proposals", type_=ARRAY(String)), bindparam("seats", type_=ARRAY(String)))
_PAIR = _ASKED.table_valued(column("proposal", String), column("seat", String), name="asked").render_derived()
_BEFORE_OF_MANY = Prepared(select(_PAIR.c.proposal, _PAIR.c.seat, *_before(_PAIR.c.proposal, _PAIR.c.seat)))
_KEPT_GROUPS = Prepared(select(MergedTally.root).where(MergedTally.meeting == bindparam("meeting")))
_ADD = Prepared(upserts_of(ReactionTally, keys=("proposal",), sums=("agree", "disagree", "passes")))
_ADD_TO_GROUP = Prepared(upserts_of(MergedTally, keys=("root",), sums=("agree", "disagree", "passes")))
_TURN_OUT = Prepared(upserts_of(Turnout, keys=("meeting",), sums=("voters",)))
_COLUMNS = {Choice.AGREE.value: "agree", Choice.DISAGREE.value: "disagree", Choice.PASS.value: "passes"}


@dataclass(frozen=True, slots=True)
class _Reaction:
    """A seat's reaction to a proposal; imported reactions, all with `seq` 0, are ordered by the proposal's number."""

    choice: str
    seq: int
    number: int


_Reactions = dict[tuple[ProposalId, SeatId], _Reaction]
"""{(proposal, seat): reaction}"""
_Choices = dict[tuple[SeatId, ProposalId], str]
"""{(seat, proposal): choice}"""


def merge_groups_of(session: Session, meeting_id: MeetingId) -> list[rules.MergeGroup]:
    """Return the merge groups of a meeting."""
    if not duplicates_in(session, meeting_id):
        return []
    visible = rules.State.VISIBLE
    return rules.merge_groups_of(
        rules.GroupMember(card, number, copy_of, state == visible)
        for card, number, copy_of, state in _MEMBERS_OF_GROUPS.all(session.connection(), {"meeting": meeting_id})
    )


def duplicates_in(session: Session, meeting_id: MeetingId) -> list[Row]:
    """Return (id, number, copy_of, state) of each proposal of a meeting that is a duplicate."""
    session.flush()
    return _DUPLICATES.all(session.connection(), {"meeting": meeting_id})


def count_in(session: Session, reactions: Sequence[Mapping[str, Any]]) -> None:
    """Update the sums for reactions that are about to be stored; call this before the rows change.

    Args:
        reactions: {proposal, seat, meeting, choice, seq}, one for each proposal and seat.
    """
    groups = _groups_with(session, {(row["meeting"], row["proposal"]) for row in reactions})
    asked = [(card, row["seat"]) for row in reactions for card in _cards_with(row["proposal"], groups)]
    before, known = _look_up(session.connection(), list(dict.fromkeys(asked)))
    new = {(row["proposal"], row["seat"]): _Reaction(row["choice"], row["seq"], 0) for row in reactions}
    meetings = {row["proposal"]: row["meeting"] for row in reactions}
    _shift(session, meetings, groups, before, before | new)
    newcomers = {row["seat"]: row["meeting"] for row in reactions if row["seat"] not in known}
    _turn_out(session.connection(), Counter(newcomers.values()))


def count_out(session: Session, gone: Reaction) -> None:
    """Update the sums for a reaction that is about to be deleted; call this before the row is deleted."""
    groups = _groups_with(session, {(gone.meeting, gone.proposal)})
    before, _ = _look_up(session.connection(), [(card, gone.seat) for card in _cards_with(gone.proposal, groups)])
    after = {pair: reaction for pair, reaction in before.items() if pair != (gone.proposal, gone.seat)}
    _shift(session, {gone.proposal: gone.meeting}, groups, before, after)
    others = select(Reaction.seat).where(Reaction.seat == gone.seat, Reaction.proposal != gone.proposal).limit(1)
    if session.scalar(others) is None:
        _turn_out(session.connection(), {gone.meeting: -1})


def recount(session: Session, meeting_id: MeetingId) -> None:
    """Recount all sums of a meeting from its stored reactions."""
    rows = select(Reaction.proposal, Reaction.meeting, *_counted(Reaction.choice)).where(Reaction.meeting == meeting_id)
    keys = Reaction.proposal, Reaction.meeting
    seats = select(Reaction.meeting, func.count(Reaction.seat.distinct())).where(Reaction.meeting == meeting_id)
    for model, names, counted in (
        (ReactionTally, ["proposal", "meeting", *_COLUMNS.values()], rows.group_by(*keys)),
        (Turnout, ["meeting", "voters"], seats.group_by(Reaction.meeting)),
    ):
        session.execute(delete(model).where(model.meeting == meeting_id))
        session.execute(insert(model).from_select(names, counted))
    recount_groups(session, meeting_id)


def recount_groups(session: Session, meeting_id: MeetingId, cards: Collection[ProposalId] | None = None) -> None:
    """Recount the sums of the merge groups of a meeting after proposals were merged or unmerged.

    Args:
        cards: the proposals at both ends of the changed link; None recounts every merge group.
    """
    groups = [
        group
        for group in merge_groups_of(session, meeting_id)
        if cards is None or not set(cards).isdisjoint(group.cards)
    ]
    gone = delete(MergedTally).where(MergedTally.meeting == meeting_id)
    if cards is not None:
        gone = gone.where(MergedTally.root.in_({*cards, *(group.original for group in groups)}))
    session.execute(gone)
    for group in groups:
        _count_group(session, meeting_id, group)


def _count_group(session: Session, meeting_id: MeetingId, group: MergeGroup) -> None:
    """Count a merge group from the rows: each seat's last reaction to any proposal, as in `rules.last_choices`."""
    latest = func.row_number().over(partition_by=Reaction.seat, order_by=(Reaction.seq.desc(), Proposal.number))
    words = select(Reaction.choice, latest.label("place")).join(Proposal, Proposal.id == Reaction.proposal)
    ranked = words.where(Reaction.proposal.in_(group.cards)).subquery()
    is_last = ranked.c.place == 1
    counted = select(literal(group.original), literal(meeting_id), *_counted(ranked.c.choice)).where(is_last)
    session.execute(insert(MergedTally).from_select(["root", "meeting", *_COLUMNS.values()], counted))


def _counted(choice: SQLColumnExpression[str]) -> list[ColumnElement[int]]:
    return [func.coalesce(func.sum(case((choice == name, 1), else_=0)), 0) for name in _COLUMNS]


def _groups_with(session: Session, cards: Collection[tuple[MeetingId, ProposalId]]) -> dict[ProposalId, MergeGroup]:
    """Return {proposal: merge group} for all proposals in the merge groups of the given (meeting, proposal) pairs."""
    touched = {card for _, card in cards}
    return {
        card: group
        for meeting in {meeting for meeting, _ in cards}
        for group in merge_groups_of(session, meeting)
        if not touched.isdisjoint(group.cards)
        for card in group.cards
    }


def _cards_with(card: ProposalId, groups: Mapping[ProposalId, MergeGroup]) -> tuple[ProposalId, ...]:
    return groups[card].cards if card in groups else (card,)


def _look_up(connection: Connection, pairs: Sequence[tuple[ProposalId, SeatId]]) -> tuple[_Reactions, set[SeatId]]:
    """Return the stored reactions of (proposal, seat) pairs, and those of the seats that ever reacted to a proposal."""
    if connection.dialect.name == "sqlite":
        before = _BEFORE.firsts(connection, [{"proposal": proposal, "seat": seat} for proposal, seat in pairs])
        rows = [(*pair, *row) for pair, row in zip(pairs, before, strict=True) if row is not None]
    else:
        proposals, seats = zip(*pairs, strict=True)
        rows = _BEFORE_OF_MANY.all(connection, {"proposals": list(proposals), "seats": list(seats)})
    reactions = {
        (proposal, seat): _Reaction(choice, seq, number) for proposal, seat, choice, seq, number, _ in rows if choice
    }
    return reactions, {seat for *_, seat in rows if seat}


def _shift(
    session: Session,
    meetings: Mapping[ProposalId, MeetingId],
    groups: Mapping[ProposalId, MergeGroup],
    before: _Reactions,
    after: _Reactions,
) -> None:
    """Change the sums by the difference between the reactions before and after.

    Args:
        meetings: {proposal: meeting} of the proposals whose reactions change.
        groups: {proposal: merge group} of those proposals and their duplicates.
        before, after: the reactions of the seats concerned, to those proposals and to all others in `groups`.
    """
    connection = session.connection()
    _ADD.run(connection, _moves("proposal", meetings, _plain(before, meetings), _plain(after, meetings)))
    if not groups:
        return
    originals = {groups[card].original: meeting for card, meeting in meetings.items() if card in groups}
    kept = {row[0] for meeting in set(originals.values()) for row in _KEPT_GROUPS.all(connection, {"meeting": meeting})}
    for group in {group.original: group for group in groups.values() if group.original not in kept}.values():
        _count_group(session, originals[group.original], group)
    _ADD_TO_GROUP.run(connection, _moves("root", originals, _pooled(before, groups), _pooled(after, groups)))


def _plain(words: _Reactions, cards: Collection[ProposalId]) -> _Choices:
    """Return {(seat, proposal): choice} of the reactions to `cards`."""
    return {(seat, card): word.choice for (card, seat), word in words.items() if card in cards}


def _pooled(words: _Reactions, groups: Mapping[ProposalId, MergeGroup]) -> _Choices:
    """Return {(seat, original): choice}, one choice for each seat and merge group."""
    return rules.last_choices(
        rules.CastReaction(seat, groups[card].original, word.choice, word.seq, word.number)
        for (card, seat), word in words.items()
        if card in groups
    )


def _moves(
    key: str, meetings: Mapping[ProposalId, MeetingId], before: _Choices, after: _Choices
) -> list[dict[str, Any]]:
    """Return rows of what to add to the sums, each with its proposal in the column `key`; no row adds only zeros."""
    moves: dict[ProposalId, Counter[str]] = {}
    for words, step in ((before, -1), (after, 1)):
        for (_, card), choice in words.items():
            moves.setdefault(card, Counter())[_COLUMNS[choice]] += step
    return [
        {key: card, "meeting": meetings[card], **{column: move[column] for column in _COLUMNS.values()}}
        for card, move in moves.items()
        if any(move.values())
    ]


def _turn_out(connection: Connection, newcomers: Mapping[MeetingId, int]) -> None:
    if newcomers:
        _TURN_OUT.run(connection, [{"meeting": meeting, "voters": voters} for meeting, voters in newcomers.items()])
