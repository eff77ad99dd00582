"""The sums of reactions, kept with every reaction: what a vote and a beat cost does not grow with who has voted.

They are changed in the transaction that changes the rows, while the meeting's chain is held: nobody else's words
come in between.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, tuple_

from app.platform.db import upserts_of
from app.platform.prepared import Prepared
from app.proposals.models import Reaction, ReactionSum, Turnout
from app.proposals.rules import Choice

# Every reaction runs these.
_OF_SEAT = Reaction.seat == bindparam("seat")
_BEFORE = Prepared(
    select(
        select(Reaction.choice).where(Reaction.proposal == bindparam("proposal"), _OF_SEAT).scalar_subquery(),
        select(Reaction.seat).where(_OF_SEAT).limit(1).scalar_subquery(),
    )
)
_SAID = select(Reaction.proposal, Reaction.seat, Reaction.choice).where(
    tuple_(Reaction.proposal, Reaction.seat).in_(bindparam("pairs", expanding=True))
)
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
    before, known = _look_up(connection, [(row["proposal"], row["seat"]) for row in reactions])
    moves: dict[tuple[str, str], Counter[str]] = {}
    for row in reactions:
        move = moves.setdefault((row["proposal"], row["meeting"]), Counter())
        move[_COLUMNS[row["choice"]]] += 1
        if was := before.get((row["proposal"], row["seat"])):
            move[_COLUMNS[was]] -= 1
    _move(connection, moves)
    new = {row["seat"]: row["meeting"] for row in reactions if row["seat"] not in known}
    _turn_out(connection, Counter(new.values()))


def count_out(connection: Connection, *, meeting: str, proposal: str, seat: str, choice: str) -> None:
    """Take out a reaction whose row is gone."""
    _move(connection, {(proposal, meeting): Counter({_COLUMNS[choice]: -1})})
    _, known = _look_up(connection, [(proposal, seat)])
    if not known:
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


def _look_up(connection: Connection, pairs: Sequence[tuple[str, str]]) -> tuple[dict[tuple[str, str], str], set[str]]:
    """({(proposal, seat): what it said there}, the seats that have reacted to anything)."""
    if len(pairs) <= FEW or connection.dialect.name == "sqlite":
        rows = _BEFORE.firsts(connection, [{"proposal": proposal, "seat": seat} for proposal, seat in pairs])
        found = [(pair, *row) for pair, row in zip(pairs, rows, strict=True) if row is not None]
        return {pair: choice for pair, choice, _ in found if choice}, {seat for _, _, seat in found if seat}
    said = connection.execute(_SAID, {"pairs": list(pairs)})
    seats = connection.scalars(_HAVE_REACTED, {"seats": list({seat for _, seat in pairs})})
    return {(proposal, seat): choice for proposal, seat, choice in said}, set(seats)


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
