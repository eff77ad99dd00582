"""The sums of reactions, kept with every reaction: what a vote and a beat cost does not grow with who has voted.

They are changed in the transaction that changes the rows, while the meeting's chain is held: nobody else's words
come in between.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, tuple_

from app.platform.db import upserts_of
from app.platform.prepared import Prepared
from app.proposals.models import Reaction, ReactionSum, Turnout
from app.proposals.rules import Choice

# Every reaction runs these.
_SAID = select(Reaction.proposal, Reaction.seat, Reaction.choice)
_SAID_ONCE = Prepared(_SAID.where(Reaction.proposal == bindparam("proposal"), Reaction.seat == bindparam("seat")))
_SAID_OFTEN = _SAID.where(tuple_(Reaction.proposal, Reaction.seat).in_(bindparam("pairs", expanding=True)))
_HAS_REACTED = Prepared(select(Reaction.seat).where(Reaction.seat == bindparam("seat")).limit(1))
_HAVE_REACTED = select(Reaction.seat).where(Reaction.seat.in_(bindparam("seats", expanding=True))).distinct()
_ADD = Prepared(upserts_of(ReactionSum, keys=("proposal",), sums=("agree", "disagree", "passes")))
_TURN_OUT = Prepared(upserts_of(Turnout, keys=("meeting",), sums=("voters",)))
_COLUMNS = {Choice.AGREE.value: "agree", Choice.DISAGREE.value: "disagree", Choice.PASS.value: "passes"}
FEW = 8
"""So many are sooner looked up one by one; in SQLite any number is."""


def count_in(connection: Connection, reactions: Sequence[Mapping[str, Any]]) -> None:
    """Take in reactions that are about to replace what their seats said before.

    Args:
        reactions: {proposal, seat, meeting, choice}, one for each proposal and seat.
    """
    before = _said_before(connection, [(row["proposal"], row["seat"]) for row in reactions])
    moves: dict[tuple[str, str], Counter[str]] = {}
    for row in reactions:
        move = moves.setdefault((row["proposal"], row["meeting"]), Counter())
        move[_COLUMNS[row["choice"]]] += 1
        if was := before.get((row["proposal"], row["seat"])):
            move[_COLUMNS[was]] -= 1
    _move(connection, moves)
    new = {row["seat"]: row["meeting"] for row in reactions if (row["proposal"], row["seat"]) not in before}
    known = _who_has_reacted(connection, new)
    _turn_out(connection, Counter(meeting for seat, meeting in new.items() if seat not in known))


def count_out(connection: Connection, *, meeting: str, proposal: str, seat: str, choice: str) -> None:
    """Take out a reaction whose row is gone."""
    _move(connection, {(proposal, meeting): Counter({_COLUMNS[choice]: -1})})
    if not _who_has_reacted(connection, [seat]):
        _turn_out(connection, {meeting: -1})


def recount(connection: Connection, meeting: str) -> None:
    """Count the rows of a meeting anew."""
    counted = [func.sum(case((Reaction.choice == choice, 1), else_=0)) for choice in _COLUMNS]
    rows = select(Reaction.proposal, Reaction.meeting, *counted).where(Reaction.meeting == meeting)
    rows = rows.group_by(Reaction.proposal, Reaction.meeting)
    seats = select(Reaction.meeting, func.count(Reaction.seat.distinct())).where(Reaction.meeting == meeting)
    for model, names, found in (
        (ReactionSum, ["proposal", "meeting", *_COLUMNS.values()], rows),
        (Turnout, ["meeting", "voters"], seats.group_by(Reaction.meeting)),
    ):
        connection.execute(delete(model).where(model.meeting == meeting))
        connection.execute(insert(model).from_select(names, found))


def _said_before(connection: Connection, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    rows: Iterable[Any]
    if _is_one_by_one(connection, pairs):
        rows = [
            row for proposal, seat in pairs for row in _SAID_ONCE.all(connection, {"proposal": proposal, "seat": seat})
        ]
    else:
        rows = connection.execute(_SAID_OFTEN, {"pairs": list(pairs)})
    return {(proposal, seat): choice for proposal, seat, choice in rows}


def _who_has_reacted(connection: Connection, seats: Collection[str]) -> set[str]:
    if _is_one_by_one(connection, seats):
        return {seat for seat in seats if _HAS_REACTED.first(connection, {"seat": seat})}
    return set(connection.scalars(_HAVE_REACTED, {"seats": list(seats)}))


def _is_one_by_one(connection: Connection, asked: Collection[object]) -> bool:
    return len(asked) <= FEW or connection.dialect.name == "sqlite"


def _move(connection: Connection, moves: Mapping[tuple[str, str], Counter[str]]) -> None:
    rows = [
        {"proposal": proposal, "meeting": meeting, **{column: move[column] for column in _COLUMNS.values()}}
        for (proposal, meeting), move in moves.items()
        if any(move.values())
    ]
    if rows:
        _ADD.run(connection, rows)


def _turn_out(connection: Connection, newcomers: Mapping[str, int]) -> None:
    if newcomers:
        _TURN_OUT.run(connection, [{"meeting": meeting, "voters": voters} for meeting, voters in newcomers.items()])
