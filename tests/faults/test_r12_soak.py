"""R12: a hall that comes and goes for a long time: memory, descriptors and threads stay as they were.

`R12_SECONDS` gives the nightly size another length for a trial by hand.
"""

import os
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from urllib.request import urlopen

import pytest

from app.platform.storage import ledger
from tests.builders import build_seat
from tests.faults.conftest import FaultyHall
from tests.faults.phones import start_all
from tests.faults.restless import PAUSE, RestlessPhone
from tests.faults.visitors import Visitors
from tests.faults.vitals import Growth, Vitals, children_of, connections_at, wait_until_level, watch
from tests.servers import Product, wait_until

SEATS, VISITORS, VISIT_SECONDS = 100, 4, 2.0
LONG = float(os.environ.get("R12_SECONDS", "1800"))
READINGS = 200
PATIENCE = 240.0
FEW = 3
"""Descriptors or threads by which two readings of a healthy process may differ."""


@dataclass(frozen=True, slots=True)
class Size:
    """How long in all and until warm, and by which share memory may then grow: by day also by what is loaded late.

    `walks_away`: some leave while polling to the end, and not only until the hall is warm.
    """

    seconds: float
    warm: float
    most_growth: float
    walks_away: bool


SIZES = [
    pytest.param(Size(40, 12, 0.08, walks_away=False), id="40-s"),
    pytest.param(
        Size(LONG, LONG / 4, 0.05, walks_away=True),
        id="30-min",
        marks=[pytest.mark.nightly, pytest.mark.timeout(3600)],
    ),
]


@dataclass(slots=True)
class Crowd:
    """Everyone who comes and goes."""

    hall: FaultyHall
    phones: list[RestlessPhone]
    visitors: Visitors

    @classmethod
    def of(cls, hall: FaultyHall) -> "Crowd":
        port = hall.product.port
        tokens = [build_seat(hall.services, hall.meeting).token for _ in range(SEATS)]
        phones = [
            RestlessPhone(
                token, hall.meeting, port, port, [], at, PAUSE, proposals=hall.proposals, fate=random.Random(at)
            )
            for at, token in enumerate(tokens)
        ]
        return cls(hall, phones, Visitors(hall))

    def live(self, size: Size) -> dict[str, Growth]:
        """Come and go for a time; how the processes have grown since they were warm."""
        product = self.hall.product
        wait_until(lambda: children_of(product.pid), "the worker runs")
        (worker,) = children_of(product.pid)
        threads = [start_all(self.phones), *self.visitors.start(VISITORS, VISIT_SECONDS)]
        try:
            time.sleep(size.warm)
            self.visitors.walks_away = size.walks_away
            wait_until_level(worker)
            watched = size.seconds - size.warm
            readings = {"web": lambda: Vitals.of(product.pid, port=product.port), "worker": lambda: Vitals.of(worker)}
            growth = watch(readings, seconds=watched, pause=watched / READINGS)
            assert all(thread.is_alive() for thread in threads)
            return growth
        finally:
            self.visitors.is_over = True
            for phone in self.phones:
                phone.is_over = True
            for thread in threads:
                thread.join(PATIENCE)

    def describe(self, seconds: float) -> str:
        votes, proposed = sum(len(phone.acked) for phone in self.phones), sum(phone.proposed for phone in self.phones)
        ways = sum((phone.left for phone in self.phones), Counter(self.visitors.visits))
        summary = ", ".join(f"{way} {count}" for way, count in sorted(ways.items()))
        return f"{seconds:.0f} s, {SEATS} seats: {votes / seconds:.0f} votes/s, {proposed} proposals; {summary}"

    def lost_and_double(self) -> tuple[int, int]:
        """Of the phones' votes, as the ledger has them."""
        services, meeting = self.hall.services, self.hall.meeting
        with services.database.read() as session:
            assert ledger.verify_chain(session, meeting) is None
            keys = [entry.key for entry in ledger.entries_of(session, meeting) if entry.kind == "reaction.cast"]
        acked = {key for phone in self.phones for key in phone.acked}
        return len(acked - set(keys)), len(keys) - len(set(keys))


@pytest.mark.fault
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells in /proc what a process holds")
@pytest.mark.parametrize("durable_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_grows(faulty_hall: FaultyHall, size: Size) -> None:
    crowd, product = Crowd.of(faulty_hall), faulty_hall.product
    growth = crowd.live(size)
    wait_until(lambda: _listeners(product) == 0, "the server has seen everyone go", patience=PATIENCE)
    wait_until(lambda: connections_at(product.port) == 0, "every connection is closed", patience=PATIENCE)
    left = Vitals.of(product.pid).descriptors - growth["web"].first.descriptors
    lost, double = crowd.lost_and_double()

    print(f"\nR12 {crowd.describe(size.seconds)}")
    for name, grown in growth.items():
        print(f"R12 {name}: {grown}")
    print(f"R12 when all had gone: {left:+g} descriptors; lost {lost}, double {double}")
    assert crowd.visitors.failed == []
    assert not any(phone.refused for phone in crowd.phones)
    assert "Traceback" not in product.log()
    assert (lost, double) == (0, 0)
    assert left <= FEW
    for grown in growth.values():
        assert grown.rss <= size.most_growth
        assert grown.descriptors <= FEW
        assert grown.threads <= FEW


def _listeners(product: Product) -> float:
    """How many the server believes to be there."""
    with urlopen(f"{product.url}/metrics", timeout=30) as answer:
        match = re.search(r"^liangting_listeners (\S+)$", answer.read().decode(), re.MULTILINE)
    return float(match[1]) if match else -1
