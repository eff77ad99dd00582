"""R1: the server is killed while a hall votes; nothing acknowledged is lost, nothing counts twice."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.factory import create_services
from app.meetings import queries as meetings
from app.platform import ledger
from app.platform.security.actors import SYSTEM
from app.platform.services import Services
from app.proposals import queries as proposals
from app.settings import Settings
from tests.builders import build_meeting, build_proposal, build_seat
from tests.conftest import lacking
from tests.faults.voters import Vote, Voter, count_choices, last_words, plan_votes, run_all
from tests.people import gather_cast
from tests.servers import MissingError, Product, run_postgres, wait_until

SIZES = [
    pytest.param((50, 10, 5), id="500-votes-5-kills"),
    pytest.param((50, 40, 20), id="2000-votes-20-kills", marks=pytest.mark.nightly),
]
SLOWEST_START = 60.0
"""A deadline that only a hung start misses; how fast a start is, `bench/start.py` measures on a machine to itself."""


@dataclass(frozen=True, slots=True)
class Hall:
    """A server that can be killed, a meeting on it, and the same data seen from beside."""

    product: Product
    services: Services
    meeting: str
    proposals: list[str]


@pytest.fixture
def durable_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that really writes to the disk."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'liangting.sqlite'}"
        return
    try:
        with run_postgres(is_durable=True) as server:
            yield server.url(server.create())
    except MissingError as error:
        lacking(error)


@pytest.fixture
def hall(durable_url: str, tmp_path: Path) -> Iterator[Hall]:
    product = Product(tmp_path, {"DATABASE_URL": durable_url, "RATE_WRITES": "1000"})
    product.start()
    services = create_services(Settings(_env_file=None, data_dir=tmp_path, database_url=durable_url))
    meeting = build_meeting(services, gather_cast(services).place)
    cards = [build_proposal(services, SYSTEM, meeting, f"第{number}条建议") for number in range(8)]
    yield Hall(product, services, meeting, cards)
    services.database.dispose()
    product.stop()


@pytest.mark.fault
@pytest.mark.parametrize("durable_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_acknowledged_is_lost(hall: Hall, size: tuple[int, int, int]) -> None:
    people, each, kills = size
    seed = random.SystemRandom().randrange(10**6)
    fate = random.Random(seed)
    voters = _seat_voters(hall, people, each, fate)
    votes = [vote for voter in voters for vote in voter.votes]

    threads = run_all(voters)
    starts = _kill_at_random(hall.product, votes, kills, fate)
    for thread in threads:
        thread.join(timeout=240)

    found = _look(hall, votes)
    print(f"\nR1 seed {seed}: {len(votes)} votes sent {sum(vote.sent for vote in votes)} times, {kills} kills; {found}")
    print(f"R1 serving again after {', '.join(f'{seconds:.1f}' for seconds in starts)} s")
    assert not any(voter.refused for voter in voters)
    assert found == Figures(unanswered=0, lost=0, double=0, never_sent=0, wrong_version=0)
    _check_tallies(hall, votes)
    with hall.services.database.read() as session:
        assert ledger.verify_chain(session, hall.meeting) is None
    assert max(starts) <= SLOWEST_START


@dataclass(frozen=True, slots=True)
class Figures:
    unanswered: int
    lost: int
    double: int
    never_sent: int
    wrong_version: int


def _seat_voters(hall: Hall, people: int, each: int, fate: random.Random) -> list[Voter]:
    seats = [build_seat(hall.services, hall.meeting) for _ in range(people)]
    return [
        Voter(hall.product.url, seat.token, plan_votes(seat.id, hall.proposals, each, fate), fate.randrange(10**6))
        for seat in seats
    ]


def _kill_at_random(product: Product, votes: list[Vote], kills: int, fate: random.Random) -> list[float]:
    """Kill when a random number of votes is answered, and a random moment later; the seconds of each new start."""
    starts = []
    for at in sorted(fate.sample(range(len(votes) * 9 // 10), kills)):
        _wait_for_answers(votes, at)
        time.sleep(fate.uniform(0, 0.05))
        product.kill()
        starts.append(product.start())
    return starts


def _wait_for_answers(votes: list[Vote], count: int) -> None:
    wait_until(lambda: sum(vote.version is not None for vote in votes) >= count, f"{count} votes are answered")


def _look(hall: Hall, votes: list[Vote]) -> Figures:
    """Compare what the voters remember with what the ledger holds."""
    with hall.services.database.read() as session:
        entries = [entry for entry in ledger.entries_of(session, hall.meeting) if entry.kind == "reaction.cast"]
        stored = {(entry.actor, entry.key): entry.seq for entry in entries}
    answered = [vote for vote in votes if vote.version is not None]
    sent = {(vote.seat, vote.key) for vote in votes if vote.sent}
    return Figures(
        unanswered=len(votes) - len(answered),
        lost=sum((vote.seat, vote.key) not in stored for vote in answered),
        double=len(entries) - len(stored),
        never_sent=len(set(stored) - sent),
        wrong_version=sum(stored.get((vote.seat, vote.key)) != vote.version for vote in answered),
    )


def _check_tallies(hall: Hall, votes: list[Vote]) -> None:
    """What the stage shows = the rows = a recount of the ledger = what the voters meant."""
    meant = last_words(votes)
    with hall.services.database.read() as session:
        tallies = proposals.tallies_of(session, hall.meeting)
        rows = {(row.seat, row.proposal): row.choice for row in proposals.raw_reactions_of(session, hall.meeting)}
        recount: dict[tuple[str, str], str] = {}
        for entry in ledger.entries_of(session, hall.meeting):
            if entry.kind == "reaction.cast":
                facts = json.loads(entry.payload or "{}")
                recount[(entry.actor, facts["proposal"])] = facts["choice"]
        assert meetings.meeting_of(session, hall.meeting).phase == "say"
    assert rows == meant
    assert recount == meant
    shown = {
        proposal: Counter({"agree": tally.agree, "disagree": tally.disagree, "pass": tally.passes})
        for proposal, tally in tallies.items()
    }
    assert {proposal: +counts for proposal, counts in shown.items()} == count_choices(meant)
