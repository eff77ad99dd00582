"""R8: two hundred residents vote while the minutes are written and a backup is taken; nobody waits for a lock."""

import random
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from app.platform.storage.unit_of_work import Work
from app.proposals import actions as proposals
from app.proposals.rules import Choice
from tests.builders import build_seat
from tests.faults.books import Figures, look
from tests.faults.conftest import FaultyHall
from tests.faults.vitals import wait_until_quiet
from tests.faults.voters import run_all

SIZES = [
    pytest.param((200, 3), id="600-votes"),
    pytest.param((200, 20), id="4000-votes", marks=[pytest.mark.nightly, pytest.mark.timeout(1800)]),
]
WALL = 300


@pytest.mark.fault
@pytest.mark.parametrize("durable_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_nobody_waits_for_a_lock(faulty_hall: FaultyHall, size: tuple[int, int], tmp_path: Path) -> None:
    voters = faulty_hall.seat_voters(*size, random.Random(8))
    votes = [vote for voter in voters for vote in voter.votes]
    _lengthen(faulty_hall)
    wait_until_quiet(faulty_hall.product.pid)
    paper, copy = tmp_path / "paper.xlsx", tmp_path / "copy.liangting.zip"
    began = time.monotonic()
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    readers = [
        faulty_hall.product.command(
            "export", faulty_hall.meeting, "--format", "ledger-xlsx", "-o", str(paper), **streams
        ),
        faulty_hall.product.command("backup", str(copy), **streams),
    ]
    threads = run_all(voters)
    said = [reader.communicate(timeout=300)[0] for reader in readers]
    took = time.monotonic() - began
    for thread in threads:
        thread.join(timeout=300)

    waits = sorted(vote.seconds for vote in votes)
    figures = look(faulty_hall.services, faulty_hall.meeting, votes)
    print(f"\nR8: {len(votes)} votes of {size[0]} writers beside an export and a backup of {took:.1f} s; {figures}")
    median, slowest = waits[len(waits) // 2] * 1000, waits[len(waits) * 99 // 100] * 1000
    print(f"R8: acknowledged after {median:.0f} ms (p50), {slowest:.0f} ms (p99)")
    assert [reader.returncode for reader in readers] == [0, 0], said
    assert paper.stat().st_size > 0
    assert copy.stat().st_size > 0
    assert "locked" not in faulty_hall.product.log() + "".join(said)
    assert not any(voter.refused for voter in voters)
    assert figures == Figures()


def _lengthen(hall: FaultyHall) -> None:
    """Give the export something to read: many proposals with a few reactions each,."""
    seats = [build_seat(hall.services, hall.meeting).id for _ in range(20)]

    def bring(work: Work) -> None:
        texts = [proposals.ImportedProposal(str(number), f"导入的第{number}条建议") for number in range(WALL)]
        cards = proposals.import_proposals(work, meeting_id=hall.meeting, proposals=texts)
        rows = [(seat, card, Choice.AGREE) for seat in seats for card in cards.values()]
        proposals.import_reactions(work, meeting_id=hall.meeting, reactions=rows)

    hall.services.writer.run(bring)
