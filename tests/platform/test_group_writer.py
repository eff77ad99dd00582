"""Group commit: many callers share a transaction, each hears of its own act, none waits for ever."""

import time

import gevent
import pytest
from sqlalchemy import event, func, select

from app.platform.access.services import Services
from app.platform.errors import DomainError, ErrorKind
from app.platform.storage import ledger
from app.platform.storage.group_writer import PACE, GroupWriter
from app.platform.storage.ledger import LedgerEntry
from app.platform.storage.unit_of_work import Listeners, Touch, Transactions, Work
from tests.clocks import StandingClock
from tests.conftest import Told


@pytest.fixture
def writer(services: Services, clock: StandingClock, told: Told) -> GroupWriter:
    return GroupWriter(Transactions(services.database, clock, Listeners(), told.touched.extend, services.keys))


def write(work: Work, number: int) -> int:
    if number % 10 == 7:
        raise DomainError(ErrorKind.CLOSED, "poll.closed")
    ledger.append(work, ledger.Entry(chain="c", kind="a.b", topic=f"t{number % 3}", actor="mei", payload={"n": number}))
    return number


def test_many_greenlets_each_hear_their_own_outcome(services: Services, writer: GroupWriter) -> None:
    commits: list[object] = []
    event.listen(services.database.write_engine, "commit", commits.append)

    def ask(number: int) -> int | str:
        try:
            return writer.run(lambda work: write(work, number))
        except DomainError as error:
            return error.code

    greenlets = [gevent.spawn(ask, number) for number in range(200)]
    gevent.joinall(greenlets, timeout=60, raise_error=True)
    assert [greenlet.value for greenlet in greenlets] == [n if n % 10 != 7 else "poll.closed" for n in range(200)]
    assert len(commits) < 50
    with services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 180
        assert ledger.verify_chain(session, "c") is None


def test_commits_keep_their_distance(services: Services, writer: GroupWriter) -> None:
    commits: list[float] = []
    event.listen(services.database.write_engine, "commit", lambda _: commits.append(time.perf_counter()))
    began = time.perf_counter()
    for _ in range(2):
        greenlets = [gevent.spawn_later(at / 1000, writer.run, lambda work: write(work, 0)) for at in range(20)]
        gevent.joinall(greenlets, timeout=60, raise_error=True)
        assert all(greenlet.value == 0 for greenlet in greenlets)
    assert 1 < len(commits) <= (commits[-1] - began) / PACE + 2


def test_each_topic_is_told_once_for_each_commit(writer: GroupWriter, told: Told) -> None:
    gevent.joinall([gevent.spawn(writer.run, lambda work: write(work, 0)) for _ in range(50)], timeout=60)
    gevent.sleep(0)
    assert set(told.touched) == {("c", "t0")}
    assert len(told.touched) < 10


def test_writing_goes_on_after_a_publisher_failed(services: Services, clock: StandingClock) -> None:
    def fail(_touched: object) -> None:
        raise ConnectionError("redis is gone")

    writer = GroupWriter(Transactions(services.database, clock, Listeners(), fail, services.keys))
    for number in (1, 2):
        greenlet = gevent.spawn(writer.run, lambda work, number=number: write(work, number))
        greenlet.join(timeout=20)
        assert greenlet.value == number


def test_what_was_acknowledged_is_committed(services: Services, writer: GroupWriter, told: Told) -> None:
    def ask(number: int) -> bool:
        writer.run(lambda work: write(work, number))
        with services.database.read() as session:
            return number in [ledger.facts_of(payload)["n"] for payload in session.scalars(select(LedgerEntry.payload))]

    greenlets = [gevent.spawn(ask, number) for number in (1, 2, 3)]
    gevent.joinall(greenlets, timeout=60, raise_error=True)
    assert [greenlet.value for greenlet in greenlets] == [True, True, True]
    touched: list[Touch] = told.touched
    assert touched
