"""R4: a hall on bad Wi-Fi: connections are reset, answers lost, everything slow; each vote counts exactly once."""

import random

import pytest

from tests.faults.books import Figures, check_tallies, look
from tests.faults.conftest import FaultyHall
from tests.faults.voters import run_all
from tests.proxy import run_proxy

SIZES = [
    pytest.param((20, 4), 0.4, id="80-votes"),
    pytest.param((200, 10), 2.0, id="2000-votes", marks=[pytest.mark.nightly, pytest.mark.timeout(3600)]),
]
SHARE = 0.3


@pytest.mark.fault
@pytest.mark.parametrize("durable_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("size", "round_trip"), SIZES)
def test_each_vote_counts_exactly_once(faulty_hall: FaultyHall, size: tuple[int, int], round_trip: float) -> None:
    fate = random.Random(4)
    with run_proxy(faulty_hall.product.port, share=SHARE, round_trip=round_trip, fate=fate) as wifi:
        voters = faulty_hall.seat_voters(*size, fate, url=wifi.url, patience=3000)
        for voter in voters:
            voter.wait = 2 + 3 * round_trip
        for thread in run_all(voters):
            thread.join(timeout=3000)
    votes = [vote for voter in voters for vote in voter.votes]
    figures = look(faulty_hall.services, faulty_hall.meeting, votes)
    print(f"\nR4: {len(votes)} votes sent {sum(vote.sent for vote in votes)} times over {round_trip} s; {figures}")
    print(f"R4: {wifi.lost} messages lost on the way, {wifi.unanswered} answers lost, connections reset each time")
    assert wifi.lost > 0
    assert wifi.unanswered > 0
    assert not any(voter.refused for voter in voters)
    assert figures == Figures()
    check_tallies(faulty_hall.services, faulty_hall.meeting, votes)
