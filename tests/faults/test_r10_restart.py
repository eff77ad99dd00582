"""R10: the service is restarted under a full hall: what was acknowledged stays, and everyone comes back."""

import random
import time

import pytest

from app.platform.storage import ledger
from app.proposals.actions import TALLY
from tests.builders import build_seat
from tests.faults.conftest import FaultyHall
from tests.faults.phones import CrowdPhone, plan, start_all
from tests.servers import wait_until

PATIENCE = 240.0
VOTES = 3
SIZES = [
    pytest.param(200, id="200-sockets"),
    pytest.param(1000, id="1000-sockets", marks=[pytest.mark.nightly, pytest.mark.timeout(1800)]),
]


@pytest.mark.fault
@pytest.mark.parametrize("durable_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("sockets", SIZES)
def test_everyone_comes_back(faulty_hall: FaultyHall, sockets: int) -> None:
    phones = _fill(faulty_hall, sockets)
    wait_until(lambda: _acked(phones) >= sockets * VOTES // 3, "a third of the votes is answered", patience=PATIENCE)

    stopped = time.monotonic()
    faulty_hall.product.stop()
    faulty_hall.product.start()
    ready = time.monotonic()
    wait_until(lambda: all(phone.is_done for phone in phones), "every vote is answered", patience=PATIENCE)
    answered = time.monotonic()
    with faulty_hall.services.database.read() as session:
        truth = ledger.version_of(session, faulty_hall.meeting, TALLY)
        entries = {
            (entry.actor, entry.key): entry.seq
            for entry in ledger.entries_of(session, faulty_hall.meeting)
            if entry.kind == "reaction.cast"
        }
        assert ledger.verify_chain(session, faulty_hall.meeting) is None
    wait_until(
        lambda: all(phone.version_of(TALLY) >= truth for phone in phones), "all see the true state", patience=PATIENCE
    )
    seen = time.monotonic()
    for phone in phones:
        phone.is_over = True

    stored = {key: seq for (_, key), seq in entries.items()}
    lost = sum(stored.get(key) != version for phone in phones for key, version in phone.acked.items())
    print(f"\nR10: {sockets} sockets, down for {ready - stopped:.1f} s, every vote answered {answered - ready:.1f} s")
    print(f"R10: after that, the true state on every phone {seen - answered:.1f} s later; lost {lost}")
    assert lost == 0
    assert len(entries) == sockets * VOTES
    assert not any(phone.refused for phone in phones)
    assert all(phone.connects > 1 for phone in phones)


def _fill(hall: FaultyHall, sockets: int) -> list[CrowdPhone]:
    fate, port = random.Random(10), hall.product.port
    phones = []
    for at in range(sockets):
        seat = build_seat(hall.services, hall.meeting)
        phones.append(CrowdPhone(seat.token, hall.meeting, port, port, plan(hall.proposals, VOTES, fate), at))
    start_all(phones)
    wait_until(lambda: all(phone.shown for phone in phones), "everyone sits", patience=PATIENCE)
    return phones


def _acked(phones: list[CrowdPhone]) -> int:
    return sum(len(phone.acked) for phone in phones)
