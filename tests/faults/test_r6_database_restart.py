"""R6: PostgreSQL is stopped at once and started again while a hall votes; nothing acknowledged is lost."""

import random
import time
import urllib.error
import urllib.request

import pytest

from tests.faults.books import Figures, check_tallies, look
from tests.faults.conftest import FaultyHall
from tests.faults.voters import Vote, run_all, wait_for_answers
from tests.servers import Postgres, Product, wait_until

SIZES = [
    pytest.param((30, 10), id="300-votes"),
    pytest.param((50, 40), id="2000-votes", marks=pytest.mark.nightly),
]
RESTARTS = 5


@pytest.mark.fault
@pytest.mark.postgres
@pytest.mark.parametrize("durable_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_a_hall_outlives_its_database(
    faulty_hall: FaultyHall, durable_postgres: Postgres, size: tuple[int, int]
) -> None:
    fate = random.Random(6)
    voters = faulty_hall.seat_voters(*size, fate)
    votes = [vote for voter in voters for vote in voter.votes]

    threads = run_all(voters)
    waits = _restart_at_random(faulty_hall.product, durable_postgres, votes, fate)
    for thread in threads:
        thread.join(timeout=240)

    figures = look(faulty_hall.services, faulty_hall.meeting, votes)
    refusals = [error for voter in voters for error in voter.refused]
    print(f"\nR6: {len(votes)} votes, {RESTARTS} restarts, {len(refusals)} told to wait; {figures}")
    print(f"R6 healthy again after {', '.join(f'{seconds:.1f}' for seconds in waits)} s")
    assert {error["kind"] for error in refusals} <= {"unavailable"}
    assert figures == Figures()
    check_tallies(faulty_hall.services, faulty_hall.meeting, votes)


def _restart_at_random(product: Product, server: Postgres, votes: list[Vote], fate: random.Random) -> list[float]:
    """The seconds from each stop until the product is healthy and the next vote is answered."""
    waits = []
    for at in sorted(fate.sample(range(len(votes) * 8 // 10), RESTARTS)):
        wait_for_answers(votes, at)
        time.sleep(fate.uniform(0, 0.05))
        began = time.monotonic()
        server.restart_at_once()
        wait_until(lambda: _is_healthy(product), "the product is healthy")
        wait_for_answers(votes, 1 + sum(vote.version is not None for vote in votes))
        waits.append(time.monotonic() - began)
    return waits


def _is_healthy(product: Product) -> bool:
    try:
        with urllib.request.urlopen(f"{product.url}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.URLError:
        return False
