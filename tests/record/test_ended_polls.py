"""A poll that was counted, withheld or voided replays from the ledger; whoever changes a row of it is found."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from app.platform.storage.ledger.record import Report, check_record
from app.registry import REPLAYS
from app.voting import actions as voting
from app.voting.models import BallotReceipt, Participation, Poll, SecretBallot
from app.voting.rules import Choice
from tests.hall import Hall

Change = Callable[[str], Any]
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
CODE = "AAAA-AAAA-AAAA-AAAA-AAAA"
CHOICES = (Choice.YES, Choice.YES, Choice.NO, Choice.YES, Choice.ABSTAIN)


def check(hall: Hall) -> Report:
    report: Report = hall.read(check_record, hall.services.signer, REPLAYS)
    return report


def open_and_vote(hall: Hall, ballots: int, *, is_secret: bool = True) -> str:
    poll = hall.open_poll(is_secret=is_secret)
    for seat, choice in zip(hall.seats(ballots), CHOICES, strict=False):
        hall.vote(poll, seat, choice)
    return poll


def count(hall: Hall) -> str:
    poll = open_and_vote(hall, 5)
    hall.close_poll(poll)
    return poll


def withhold(hall: Hall) -> str:
    poll = open_and_vote(hall, 2)
    assert hall.close_poll(poll).data["outcome"] is None
    return poll


def void(hall: Hall, *, is_secret: bool = True) -> str:
    poll = open_and_vote(hall, 5, is_secret=is_secret)
    hall.do(voting.void_poll, hall.cast.lin, poll_id=poll, reason="断电")
    return poll


def void_named(hall: Hall) -> str:
    return void(hall, is_secret=False)


ENDS = [count, withhold, void, void_named]


@pytest.mark.parametrize("end", ENDS)
def test_an_ended_poll_replays_to_the_last_row(hall: Hall, end: Callable[[Hall], str]) -> None:
    end(hall)
    report = check(hall)
    assert [str(fault) for fault in report.faults] == []
    assert report.unchecked == 0


def first(column: Any, poll: str) -> Any:
    """The condition that names one row of a poll: the first by a column."""
    least = select(func.min(column)).where(column.class_.poll == poll).scalar_subquery()
    return (column.class_.poll == poll) & (column == least)


SECRET_WAYS: dict[str, Change] = {
    "delete a participation": lambda poll: delete(Participation).where(first(Participation.seat, poll)),
    "tell a choice": lambda poll: update(Participation).where(Participation.poll == poll).values(choice="no"),
    "add a ballot": lambda poll: insert(SecretBallot).values(poll=poll, number=99, choice="no"),
    "delete the receipts": lambda poll: delete(BallotReceipt).where(BallotReceipt.poll == poll),
    "delete a receipt": lambda poll: delete(BallotReceipt).where(first(BallotReceipt.code, poll)),
    "add a receipt": lambda poll: insert(BallotReceipt).values(poll=poll, code=CODE),
    "change a receipt": lambda poll: update(BallotReceipt).where(first(BallotReceipt.code, poll)).values(code=CODE),
}
POLL_WAYS: dict[str, Change] = {
    "give an outcome": lambda poll: update(Poll).where(Poll.id == poll).values(outcome={"is_carried": True}),
    "give another reason": lambda poll: update(Poll).where(Poll.id == poll).values(void_reason="没电了"),
    "move the end": lambda poll: update(Poll).where(Poll.id == poll).values(closed_at=LONG_AGO),
    "open it again": lambda poll: update(Poll).where(Poll.id == poll).values(closed_at=None),
    "change the entitled": lambda poll: update(Poll).where(Poll.id == poll).values(entitled=77),
}
NAMED_WAYS: dict[str, Change] = {name: SECRET_WAYS[name] for name in ("delete a participation", "tell a choice")}


@pytest.mark.parametrize(
    ("end", "change"),
    [
        pytest.param(end, change, id=f"{end.__name__}-{name}")
        for end in ENDS
        for name, change in {**(NAMED_WAYS if end is void_named else SECRET_WAYS), **POLL_WAYS}.items()
    ],
)
def test_a_changed_row_of_an_ended_poll_is_found(hall: Hall, end: Callable[[Hall], str], change: Change) -> None:
    poll = end(hall)
    with hall.services.database.write_engine.begin() as connection:
        assert connection.execute(change(poll)).rowcount
    faults = [str(fault) for fault in check(hall).faults]
    assert faults and poll in faults[0], faults


def test_a_receipt_of_another_ballot_does_not_stand_for_one_that_is_gone(hall: Hall) -> None:
    """The number of receipts is right, and the seal of the group still tells."""
    poll, other = count(hall), count(hall)
    with hall.services.database.write_engine.begin() as connection:
        connection.execute(delete(BallotReceipt).where(first(BallotReceipt.code, poll)))
        foreign = connection.scalar(select(BallotReceipt.code).where(first(BallotReceipt.code, other)))
        connection.execute(insert(BallotReceipt).values(poll=poll, code=foreign))
    assert f"receipts {poll}" in str(check(hall).faults[0])
