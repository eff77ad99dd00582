"""Wishes that wait together are written together, and each has its own answer; two processes never write one twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import event

from app.factory import create_services
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.platform.storage import ledger
from app.platform.storage.ledger import Receipt
from app.platform.storage.unit_of_work import Act, BatchedAction, Outcome, Transactions
from app.proposals import queries
from app.proposals.actions import ReactionRequest, cast_reactions
from app.proposals.rules import Choice
from app.settings import Settings
from app.voting.actions import BallotRequest, cast_ballots
from app.voting.rules import Choice as Vote
from tests.builders import build_proposal, move_to, new_key
from tests.hall import Hall


@pytest.fixture
def transactions(services: Services) -> Transactions:
    return Transactions(services.database, services.clock, services.listeners, lambda _touched: None, services.keys)


@pytest.fixture
def other_process(settings: Settings) -> Iterator[Services]:
    """The same database with a writer of its own, as another web process has."""
    other = create_services(settings)
    yield other
    other.database.dispose()


def reacting(
    hall: Hall, seat: Actor, card: str, choice: Choice = Choice.AGREE, key: str | None = None
) -> BatchedAction:
    return BatchedAction(cast_reactions, (ReactionRequest(seat, hall.meeting, card, choice, key or new_key()),))


def said(outcomes: list[Outcome]) -> list[str]:
    return [
        answer.code if isinstance(answer, DomainError) else "written"
        for outcome in outcomes
        for answer in (outcome.value if outcome.error is None else [outcome.error])
    ]


def entries(hall: Hall, kind: str = "reaction.cast") -> list[str]:
    return [fact.actor for fact in hall.entries(kind)]


def test_many_are_one_commit(hall: Hall, transactions: Transactions) -> None:
    cards = [build_proposal(hall.services, hall.mei, hall.meeting, f"第{n}条") for n in range(3)]
    seats = [hall.mei, hall.bo, *hall.seats(8)]
    commits: list[object] = []
    event.listen(hall.services.database.write_engine, "commit", commits.append)
    outcomes = transactions.run_all([reacting(hall, seat, card) for seat in seats for card in cards])
    assert said(outcomes) == ["written"] * 30
    assert len(commits) == 1
    receipts = [outcome.value[0] for outcome in outcomes]
    assert [receipt.version for receipt in receipts] == list(range(receipts[0].version, receipts[0].version + 30))
    assert len(entries(hall)) == 30


def test_a_refused_vote_does_not_fail_its_neighbours(hall: Hall, transactions: Transactions) -> None:
    card = build_proposal(hall.services, hall.mei, hall.meeting)
    outcomes = transactions.run_all(
        [reacting(hall, hall.mei, card), reacting(hall, hall.bo, "no-such-card"), reacting(hall, hall.bo, card)]
    )
    assert said(outcomes) == ["written", "not_found", "written"]
    move_to(hall.services, hall.meeting, "open")
    assert said(transactions.run_all([reacting(hall, hall.mei, card)])) == ["phase.not_now"]


def test_a_wish_that_cannot_be_stored_fails_alone(hall: Hall, transactions: Transactions) -> None:
    card = build_proposal(hall.services, hall.mei, hall.meeting)
    stranger = reacting(hall, replace(hall.mei, id="no-such-seat"), card)
    outcomes = transactions.run_all([reacting(hall, hall.mei, card), stranger, reacting(hall, hall.bo, card)])
    assert outcomes[0].error is outcomes[2].error is None
    assert outcomes[1].error is not None
    assert entries(hall) == [hall.mei.id, hall.bo.id]


def test_a_key_that_comes_twice_in_one_commit_has_one_receipt(hall: Hall, transactions: Transactions) -> None:
    card, key = build_proposal(hall.services, hall.mei, hall.meeting), new_key()
    first, second = transactions.run_all([reacting(hall, hall.mei, card, key=key)] * 2)
    again = transactions.run_all([reacting(hall, hall.mei, card, key=key)])[0]
    assert first.value == second.value == again.value
    assert entries(hall) == [hall.mei.id]


def test_the_last_word_of_a_seat_counts(hall: Hall, transactions: Transactions) -> None:
    card = build_proposal(hall.services, hall.mei, hall.meeting)
    transactions.run_all([reacting(hall, hall.mei, card, choice) for choice in (Choice.AGREE, Choice.DISAGREE)])
    tally = hall.read(queries.tallies_of, hall.meeting)[card]
    assert (tally.agree, tally.disagree) == (0, 1)


def test_ballots_wait_together_too(hall: Hall, transactions: Transactions) -> None:
    open_one, secret = hall.open_poll(is_secret=False), hall.open_poll()
    closed = hall.open_poll()
    hall.close_poll(closed)
    wishes = [
        BatchedAction(cast_ballots, (BallotRequest(seat, hall.meeting, poll, Vote.YES, new_key()),))
        for poll in (open_one, secret, closed, "none")
        for seat in (hall.mei, hall.bo)
    ]
    assert said(transactions.run_all(wishes)) == ["written"] * 4 + ["poll.closed"] * 2 + ["not_found"] * 2
    assert sorted(entries(hall, "ballot.cast")) == sorted([hall.mei.id, hall.bo.id] * 2)


def test_one_key_at_the_same_moment_from_two_processes(hall: Hall, other_process: Services) -> None:
    """Never an integrity error, always the same receipt; two meetings in crossed order never block each other."""
    cards = [build_proposal(hall.services, hall.mei, hall.meeting, f"第{n}条") for n in range(6)]

    def send(services: Services, act: Act[tuple[Receipt, ...]]) -> int:
        return services.writer.run(act)[0].version

    with ThreadPoolExecutor(8) as pool:
        for card in cards:
            act = reacting(hall, hall.mei, card)
            asked = [pool.submit(send, services, act) for services in (hall.services, other_process) * 4]
            assert len({future.result(timeout=60) for future in asked}) == 1
    assert entries(hall) == [hall.mei.id] * len(cards)
    with hall.services.database.read() as session:
        assert ledger.verify_chain(session, hall.meeting) is None
