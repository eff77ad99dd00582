"""S20: the ledger says who voted after whom, so where the ballots of an urn lie must not say it too."""

import pytest
from scipy.stats import spearmanr
from sqlalchemy import Select, select, text

from app.voting import actions, queries
from app.voting.models import SecretBallot
from app.voting.rules import Choice
from tests.hall import Hall

VOTERS = 40
FOLLOWS = 0.75
"""Rank correlation with the order of voting: 1 when one follows the other; by chance beyond this once in 10^7."""


def lying(hall: Hall, poll: str) -> list[str]:
    """The codes of an urn in the order in which a dump would have them."""
    query: Select[tuple[str]] = select(SecretBallot.code).where(SecretBallot.poll == poll)
    with hall.services.database.read() as session:
        if session.get_bind().dialect.name == "postgresql":
            query = query.order_by(text("ctid"))
        return list(session.scalars(query))


def cast(hall: Hall, poll: str, voters: int) -> list[str]:
    """The codes of so many ballots, in the order in which they were cast."""
    seats = hall.seats(voters)
    for number, seat in enumerate(seats):
        hall.vote(poll, seat, Choice.YES if number % 2 else Choice.NO)
    return [queries.code_of(seat.token, poll) for seat in seats]


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_dump_is_not_in_the_order_of_voting(hall: Hall, is_closed: bool) -> None:
    poll = hall.open_poll()
    codes = cast(hall, poll, VOTERS)
    if is_closed:
        hall.close_poll(poll)
    places = [lying(hall, poll).index(code) for code in codes]
    assert sorted(places) == list(range(VOTERS))
    assert abs(spearmanr(range(VOTERS), places).statistic) < FOLLOWS


def test_the_latest_ballot_of_a_large_urn_is_one_of_many(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where not all can change places with every vote, the new one does not lie last either."""
    monkeypatch.setattr(actions, "STIRRED", 8)
    poll = hall.open_poll()
    last = 0
    for seat in hall.seats(VOTERS):
        hall.vote(poll, seat, Choice.YES)
        last += lying(hall, poll)[-1] == queries.code_of(seat.token, poll)
    assert last < VOTERS / 2


@pytest.mark.parametrize("stirred", [2, 64])
def test_what_was_said_stays_through_it(hall: Hall, monkeypatch: pytest.MonkeyPatch, stirred: int) -> None:
    monkeypatch.setattr(actions, "STIRRED", stirred)
    poll, other = hall.open_poll(), hall.open_poll()
    seats = hall.seats(6)
    said = {seat.id: choice for seat, choice in zip(seats, [*Choice, *Choice], strict=True)}
    for seat in seats:
        hall.vote(other, seat, Choice.ABSTAIN)
        hall.vote(poll, seat, Choice.ABSTAIN)
        hall.vote(poll, seat, said[seat.id])
    for _ in range(2):
        for seat in seats:
            assert hall.read(queries.own_ballot, poll, seat.id, seat.token) == said[seat.id]
            assert hall.read(queries.own_ballot, other, seat.id, seat.token) == Choice.ABSTAIN
        if hall.read(queries.poll_of, poll).is_open:
            hall.close_poll(poll)
