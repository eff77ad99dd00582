"""The sums of reactions, kept with every reaction: what a vote and a beat cost does not grow with who has voted.

They are changed in the transaction that changes the rows, while the meeting's chain is held: nobody else's words
come in between.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    ScalarSelect,
    String,
    bindparam,
    case,
    column,
    delete,
    func,
    insert,
    select,
)

from app.platform.db import upserts_of
from app.platform.prepared import Prepared
from app.proposals.models import Reaction, ReactionSum, Turnout
from app.proposals.rules import Choice


def _before(proposal: ColumnElement[str], seat: ColumnElement[str]) -> tuple[ScalarSelect[str], ScalarSelect[str]]:
    """What a seat said to a proposal, and the seat if it has reacted to anything."""
    said = select(Reaction.choice).where(Reaction.proposal == proposal, Reaction.seat == seat)
    return said.scalar_subquery(), select(Reaction.seat).where(Reaction.seat == seat).limit(1).scalar_subquery()


# Every reaction runs these.
_BEFORE = Prepared(select(*_before(bindparam("proposal"), bindparam("seat"))))
_ASKED = func.unnest(bindparam("proposals", type_=ARRAY(String)), bindparam("seats", type_=ARRAY(String)))
_PAIR = _ASKED.table_valued(column("proposal", String), column("seat", String), name="asked").render_derived()
_BEFORE_OF_MANY = Prepared(select(_PAIR.c.proposal, _PAIR.c.seat, *_before(_PAIR.c.proposal, _PAIR.c.seat)))
_ADD = Prepared(upserts_of(ReactionSum, keys=("proposal",), sums=("agree", "disagree", "passes")))
_TURN_OUT = Prepared(upserts_of(Turnout, keys=("meeting",), sums=("voters",)))
_COLUMNS = {Choice.AGREE.value: "agree", Choice.DISAGREE.value: "disagree", Choice.PASS.value: "passes"}


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
    if connection.dialect.name == "sqlite":
        found = _BEFORE.firsts(connection, [{"proposal": proposal, "seat": seat} for proposal, seat in pairs])
        rows = [(*pair, *row) for pair, row in zip(pairs, found, strict=True) if row is not None]
    else:
        proposals, seats = zip(*pairs, strict=True)
        rows = _BEFORE_OF_MANY.all(connection, {"proposals": list(proposals), "seats": list(seats)})
    said = {(proposal, seat): choice for proposal, seat, choice, _ in rows if choice}
    return said, {seat for _, _, _, seat in rows if seat}


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
