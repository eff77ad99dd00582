"""R13: a poll is closed while ballots fly in: each is acknowledged and counted, or refused as closed."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Barrier
from typing import Any

import gevent
import pytest

from app.factory import create_services
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.platform.storage import ledger
from app.platform.storage.group_writer import GroupWriter
from app.platform.storage.ledger import LedgerEntry
from app.platform.storage.unit_of_work import Act, BatchedAction, Writer, receipt_in
from app.settings import Settings
from app.voting import actions as voting
from app.voting.rules import Choice
from tests.builders import new_key
from tests.hall import Hall

VOTERS = 50
ROUNDS = [pytest.param(10, id="10-rounds"), pytest.param(100, id="100-rounds", marks=pytest.mark.nightly)]
Contest = Callable[[list[Act[Any]]], list[Any]]
"""Runs acts at the same time; the value of each, or the code of its refusal."""


@pytest.fixture
def in_two_processes(services: Services, settings: Settings) -> Iterator[Contest]:
    """Fifty threads over two writers that know nothing of each other, as two web processes do."""
    other = create_services(settings, clock=services.clock)
    writers = (services.writer, other.writer)
    with ThreadPoolExecutor(VOTERS + 1) as pool:

        def contest(acts: list[Act[Any]]) -> list[Any]:
            barrier = Barrier(len(acts))
            return list(pool.map(lambda at: _ask(writers[at[0] % 2], at[1], barrier.wait), enumerate(acts)))

        yield contest
    other.database.dispose()


@pytest.fixture
def in_one_group(settings: Settings, services: Services) -> Iterator[Contest]:
    """Fifty greenlets whose acts share transactions, as the phones of one web process do."""
    grouped = create_services(settings, clock=services.clock, make_writer=GroupWriter)

    def contest(acts: list[Act[Any]]) -> list[Any]:
        greenlets = [gevent.spawn(_ask, grouped.writer, act, partial(gevent.sleep, 0)) for act in acts]
        return [greenlet.get(timeout=60) for greenlet in greenlets]

    yield contest
    grouped.database.dispose()


@pytest.fixture(params=["in_two_processes", "in_one_group"])
def contest(request: pytest.FixtureRequest) -> Contest:
    contest_asked: Contest = request.getfixturevalue(request.param)
    return contest_asked


@pytest.mark.fault
@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_ballot_counts_or_is_refused_as_closed(hall: Hall, contest: Contest, rounds: int) -> None:
    seats, fate = hall.seats(VOTERS), random.Random(13)
    total = Figures()
    for number in range(rounds):
        poll = hall.open_poll(is_secret=number % 2 == 0)
        total += _close_amid_votes(hall, contest, poll, seats, fate)
    print(f"\nR13: {rounds} rounds of {VOTERS}: {total}")
    assert total == Figures(counted=total.counted, refused=rounds * VOTERS - total.counted)
    assert hall.read(ledger.verify_chain, hall.meeting) is None


@dataclass(frozen=True, slots=True)
class Figures:
    counted: int = 0
    refused: int = 0
    uncounted: int = 0
    """acknowledged, but not in the result"""
    after: int = 0
    """in the record after the close"""

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.counted + other.counted,
            self.refused + other.refused,
            self.uncounted + other.uncounted,
            self.after + other.after,
        )


def _close_amid_votes(hall: Hall, contest: Contest, poll: str, seats: list[Actor], fate: random.Random) -> Figures:
    """One round: everyone votes, the desk closes at a random place in the crowd."""
    wishes = {seat: fate.choice(list(Choice)) for seat in seats}
    ballots = [voting.BallotRequest(seat, hall.meeting, poll, choice, new_key()) for seat, choice in wishes.items()]
    acts: list[Act[Any]] = [_cast(ballot) for ballot in ballots]
    at = fate.randrange(len(acts))
    acts.insert(at, hall.act(voting.close_poll, hall.cast.lin, poll_id=poll, key=new_key()))
    answers = contest(acts)
    closed = answers.pop(at)
    assert not isinstance(closed, str), closed
    pairs = zip(wishes.values(), answers, strict=True)
    acknowledged = Counter(choice for choice, answer in pairs if not isinstance(answer, str))
    refusals = [answer for answer in answers if isinstance(answer, str)]
    assert set(refusals) <= {"poll.closed"}
    after = _recorded_after(hall, poll, closed.version)
    stored, counted = hall.poll(poll), closed.data["cast"]
    assert stored.cast == counted
    if stored.tally is None:  # fewer than five: the split is told to nobody
        return Figures(counted, len(refusals), max(0, acknowledged.total() - counted), after)
    count = Counter({choice: closed.data["count"][choice] for choice in Choice})
    assert {choice: getattr(stored.tally, choice) for choice in Choice} == count
    return Figures(count.total(), len(refusals), (acknowledged - count).total(), after)


def _recorded_after(hall: Hall, poll: str, closing: int) -> int:
    late: list[LedgerEntry] = hall.read(ledger.entries_after, hall.meeting, closing, 1000)
    return sum(json.loads(entry.payload or "{}").get("poll") == poll for entry in late)


def _cast(ballot: voting.BallotRequest) -> Act[Any]:
    """As the socket door casts it: together with what waits at the same moment."""
    return BatchedAction(voting.cast_ballots, (ballot,))


def _ask(writer: Writer, act: Act[Any], wait: Callable[[], Any]) -> Any:
    wait()
    try:
        answer = writer.run(act)
        return receipt_in(*answer) if isinstance(act, BatchedAction) else answer
    except DomainError as error:
        return error.code
