"""What votes and a beat cost does not grow with what has been said before, counted in SQLite's own steps."""

import itertools
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import event

from app.platform.access.actors import Actor
from app.platform.live.specs import Audience
from app.platform.storage.unit_of_work import BatchedAction, Transactions
from app.proposals import queries
from app.proposals.actions import ReactionRequest, cast_reactions
from app.proposals.rules import Choice
from app.proposals.snapshots import page_of_tally, read_tally
from tests.builders import build_proposal, new_key
from tests.hall import Hall
from tests.proposals.copying import merge

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STEP = 10
FEW = 4
GROWN = 40
"""So many times the votes of the beginning."""


class Steps:
    """Counts the steps of SQLite's machine on the connections opened from here on."""

    def __init__(self, hall: Hall) -> None:
        self._count = 0
        for engine in (hall.services.database.read_engine, hall.services.database.write_engine):
            engine.dispose()
            event.listen(engine, "connect", lambda connection, _: connection.set_progress_handler(self._tick, STEP))

    def of(self, act: Callable[[], object]) -> int:
        before = self._count
        act()
        return (self._count - before) * STEP

    def _tick(self) -> int:
        self._count += 1
        return 0


def test_many_votes_cost_the_same_in_a_long_ledger(hall: Hall) -> None:
    steps = Steps(hall)
    transactions = Transactions(
        hall.services.database, hall.services.clock, hall.services.listeners, lambda _: None, hall.services.keys
    )
    cards = [build_proposal(hall.services, hall.mei, hall.meeting, f"第{n}条") for n in range(5)]
    seats = [hall.mei, hall.bo, *hall.seats(4)]

    def vote(seat: Actor, card: str) -> ReactionRequest:
        return ReactionRequest(seat, hall.meeting, card, Choice.AGREE, new_key())

    def hall_votes() -> None:
        wishes = [vote(seat, card) for seat in seats for card in cards]
        for outcome in transactions.run_all([BatchedAction(cast_reactions, tuple(wishes))]):
            assert outcome.error is None

    def beat() -> None:
        with hall.services.database.read() as session:
            since = queries.tally_version(session, hall.meeting) - len(seats) * len(cards)
            page = page_of_tally(session, hall.meeting, Audience.ROOM, since)
            assert page is not None
            assert set(page.proposals) == set(cards)

    hall_votes()
    votes, beats = steps.of(hall_votes), steps.of(beat)
    for _ in range(GROWN):
        hall_votes()
    later_votes, later_beats = steps.of(hall_votes), steps.of(beat)
    assert votes > 0
    assert beats > 0
    assert later_votes < 1.5 * votes
    assert later_beats < 1.5 * beats


@pytest.mark.parametrize("is_merged", [False, True])
def test_a_vote_costs_the_same_however_many_have_voted(hall: Hall, is_merged: bool) -> None:
    """Newcomers, who are looked for, and changed minds, which are taken out of the sums first."""
    steps = Steps(hall)
    transactions = Transactions(
        hall.services.database, hall.services.clock, hall.services.listeners, lambda _: None, hall.services.keys
    )
    cards = [build_proposal(hall.services, hall.mei, hall.meeting, f"第{n}条") for n in range(5)]
    if is_merged:
        merge(hall.services, hall.cast.lin, hall.meeting, cards[1], cards[0])
    choices = itertools.cycle(Choice)

    def all_vote(seats: list[Actor]) -> None:
        wishes = [
            ReactionRequest(seat, hall.meeting, card, next(choices), new_key()) for seat in seats for card in cards
        ]
        for outcome in transactions.run_all([BatchedAction(cast_reactions, tuple(wishes))]):
            assert outcome.error is None

    def beat() -> None:
        with hall.services.database.read() as session:
            since = queries.tally_version(session, hall.meeting) - FEW * len(cards)
            page = page_of_tally(session, hall.meeting, Audience.ROOM, since)
            assert page is not None
            assert set(page.proposals) == set(cards) - ({cards[1]} if is_merged else set())
            shown.append(page.voters)

    def whole() -> None:
        with hall.services.database.read() as session:
            read_tally(session, hall.meeting, Audience.ROOM)

    costs, shown = [], list[int]()
    for _ in range(2):
        seats = hall.seats(FEW)
        costs.append([steps.of(act) for act in (partial(all_vote, seats), partial(all_vote, seats), beat, whole)])
        all_vote(hall.seats(FEW * GROWN))
    assert shown == [FEW, FEW + FEW * GROWN + FEW]
    assert all(cost > 0 for cost in costs[0])
    assert all(later < 1.5 * first for first, later in zip(*costs, strict=True))
