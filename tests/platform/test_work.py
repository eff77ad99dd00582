"""The unit of work: each action stands or falls alone, listeners fall with it, the public is told after the commit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event, select

from app.platform.access.services import Services
from app.platform.errors import DomainError, ErrorKind
from app.platform.storage.db import new_id
from app.platform.storage.jobs import Job
from app.platform.storage.unit_of_work import DirectWriter, Listeners, Transactions, Work
from tests.clocks import StandingClock
from tests.conftest import Told


@dataclass(frozen=True, slots=True)
class Noted:
    kind: str


@pytest.fixture
def listeners() -> Listeners:
    return Listeners()


@pytest.fixture
def transactions(services: Services, clock: StandingClock, listeners: Listeners, told: Told) -> Transactions:
    return Transactions(services.database, clock, listeners, told.touched.extend, services.keys)


def note(kind: str) -> Callable[[Work], str]:
    """An action that leaves one row, one touch and one event."""

    def act(work: Work) -> str:
        work.session.add(Job(id=new_id(), kind=kind, args={}, dedupe=new_id(), due_at=work.now))
        work.touch("chain", kind)
        work.record(Noted(kind))
        return kind

    return act


def refuse(kind: str) -> Callable[[Work], str]:
    """An action that does the same and is then refused."""

    def act(work: Work) -> str:
        note(kind)(work)
        work.session.flush()
        raise DomainError(ErrorKind.CLOSED, "poll.closed")

    return act


def kinds(services: Services) -> set[str]:
    with services.database.read() as session:
        return set(session.scalars(select(Job.kind)))


def test_one_refused_action_leaves_the_others(services: Services, transactions: Transactions, told: Told) -> None:
    outcomes = transactions.run_all([note("a"), refuse("b"), note("c")])
    transactions.tell(outcomes)
    assert [outcome.value for outcome in outcomes] == ["a", None, "c"]
    assert kinds(services) == {"a", "c"}
    assert told.topics() == ["a", "c"]
    with pytest.raises(DomainError, match="poll.closed"):
        outcomes[1].result()


def test_a_broken_constraint_fails_one_action_alone(services: Services, transactions: Transactions) -> None:
    def twice(work: Work) -> None:
        for _ in range(2):
            work.session.add(Job(id="same", kind="twice", args={}, dedupe=new_id(), due_at=work.now))
            work.session.flush()

    outcomes = transactions.run_all([note("a"), twice, note("c")])
    assert outcomes[1].error is not None
    assert kinds(services) == {"a", "c"}


def test_a_failed_commit_refuses_every_action(services: Services, transactions: Transactions, told: Told) -> None:
    def fail(_connection: Any) -> None:
        raise OSError("disk full")

    event.listen(services.database.write_engine, "commit", fail)
    outcomes = transactions.run_all([note("a"), note("b")])
    event.remove(services.database.write_engine, "commit", fail)
    transactions.tell(outcomes)
    for outcome in outcomes:
        with pytest.raises(DomainError, match="storage.not_saved"):
            outcome.result()
    assert kinds(services) == set()
    assert told.touched == []
    transactions.run_all([note("c")])
    assert kinds(services) == {"c"}


def test_a_listener_writes_in_the_same_transaction(
    services: Services, transactions: Transactions, listeners: Listeners
) -> None:
    def listen(work: Work, noted: Noted) -> None:
        if noted.kind == "a":
            note("heard a")(work)

    listeners.on(Noted, listen)
    transactions.run_all([note("a")])
    assert kinds(services) == {"a", "heard a"}


def test_a_failing_listener_takes_its_action_with_it(
    services: Services, transactions: Transactions, listeners: Listeners
) -> None:
    def listen(_work: Work, noted: Noted) -> None:
        if noted.kind == "a":
            raise DomainError(ErrorKind.CONFLICT, "no")

    listeners.on(Noted, listen)
    transactions.run_all([note("a"), note("b")])
    assert kinds(services) == {"b"}


def test_the_public_is_told_once_and_after_the_commit(
    services: Services, clock: StandingClock, listeners: Listeners
) -> None:
    seen: list[set[str]] = []
    transactions = Transactions(
        services.database, clock, listeners, lambda _touched: seen.append(kinds(services)), services.keys
    )
    DirectWriter(transactions).run(lambda work: [note("a")(work), note("a")(work)])
    assert seen == [{"a"}]


def test_the_moment_is_the_clocks(transactions: Transactions, clock: StandingClock) -> None:
    assert DirectWriter(transactions).run(lambda work: work.now) == clock.now()
