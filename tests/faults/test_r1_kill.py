"""R1: the server is killed while a hall votes; nothing acknowledged is lost, nothing counts twice."""

import random
import time

import pytest

from tests.faults.books import Figures, check_tallies, look
from tests.faults.conftest import FaultyHall
from tests.faults.voters import Vote, run_all, wait_for_answers
from tests.servers import Product

SIZES = [
    pytest.param((50, 8, 3), id="400-votes-3-kills"),
    pytest.param((50, 40, 20), id="2000-votes-20-kills", marks=pytest.mark.nightly),
]
SLOWEST_START = 60.0
"""A deadline that only a hung start misses; how fast a start is, `bench/start.py` measures on a machine to itself."""


@pytest.mark.fault
@pytest.mark.parametrize("durable_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_acknowledged_is_lost(faulty_hall: FaultyHall, size: tuple[int, int, int]) -> None:
    people, each, kills = size
    fate = random.Random(1)
    voters = faulty_hall.seat_voters(people, each, fate)
    votes = [vote for voter in voters for vote in voter.votes]

    threads = run_all(voters)
    starts = _kill_at_random(faulty_hall.product, votes, kills, fate)
    for thread in threads:
        thread.join(timeout=240)

    figures = look(faulty_hall.services, faulty_hall.meeting, votes)
    print(f"\nR1: {len(votes)} votes sent {sum(vote.sent for vote in votes)} times, {kills} kills; {figures}")
    print(f"R1 serving again after {', '.join(f'{seconds:.1f}' for seconds in starts)} s")
    assert not any(voter.refused for voter in voters)
    assert figures == Figures()
    check_tallies(faulty_hall.services, faulty_hall.meeting, votes)
    assert max(starts) <= SLOWEST_START


def _kill_at_random(product: Product, votes: list[Vote], kills: int, fate: random.Random) -> list[float]:
    """Kill when a random number of votes is answered, and a random moment later; the seconds of each new start."""
    starts = []
    for at in sorted(fate.sample(range(len(votes) * 9 // 10), kills)):
        wait_for_answers(votes, at)
        time.sleep(fate.uniform(0, 0.05))
        product.kill()
        starts.append(product.start())
    return starts
