"""R15: a backup taken while the hall votes is restored elsewhere with one command, and the hall goes on there."""

import json
import random
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from app.factory import create_services
from app.platform.storage import ledger
from app.settings import Settings
from tests.faults.books import Figures, check_tallies, look
from tests.faults.conftest import FaultyHall
from tests.faults.voters import Voter, run_all, wait_for_answers
from tests.servers import Product, run_product
from tests.shares import ENGINES

SIZES = [
    pytest.param((20, 5), id="100-votes"),
    pytest.param((50, 100), id="5000-votes", marks=[pytest.mark.nightly, pytest.mark.timeout(1800)]),
]
COUNTED = ("rows", "chains", "files")
EVIDENCE = b"\xff\xd8 the shed, finished"


@pytest.mark.fault
@pytest.mark.parametrize("durable_url", ENGINES, indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_a_hall_moves_house(faulty_hall: FaultyHall, size: tuple[int, int], tmp_path: Path) -> None:
    files, copy, there = tmp_path / "files", tmp_path / "copies" / "hall.zip", tmp_path / "there"
    files.mkdir()
    (files / "shed.jpg").write_bytes(EVIDENCE)
    voters = faulty_hall.seat_voters(*size, random.Random(15))
    votes = [vote for voter in voters for vote in voter.votes]
    threads = run_all(voters)
    wait_for_answers(votes, len(votes) // 4)
    before = sum(vote.version is not None for vote in votes)
    taken = _run(faulty_hall.product, "backup", str(copy))
    for thread in threads:
        thread.join(timeout=240)
    assert look(faulty_hall.services, faulty_hall.meeting, votes) == Figures()

    began = time.monotonic()
    there.mkdir()
    url = f"sqlite:///{there / 'liangting.sqlite'}"
    restored = _run(Product(there, {"DATABASE_URL": url}), "restore", str(copy))
    seconds = time.monotonic() - began
    home = Settings(_env_file=None, data_dir=there, database_url=url)
    history, moved = _hashes(faulty_hall.services.settings, faulty_hall.meeting), _hashes(home, faulty_hall.meeting)
    print(f"\nR15: {restored['rows']} rows, {len(moved)} of {len(history)} entries; taken in {taken['seconds']} s")
    print(f"R15: restored in {seconds:.1f} s; what was acknowledged before the backup began is in it")
    assert [restored[name] for name in COUNTED] == [taken[name] for name in COUNTED]
    assert moved == history[: len(moved)]
    assert len(moved) >= before
    assert (there / "files" / "shed.jpg").read_bytes() == EVIDENCE
    _go_on(there, url, faulty_hall.meeting, voters)


def _go_on(folder: Path, url: str, meeting: str, voters: list[Voter]) -> None:
    """Phones send again what they sent: nothing is missing then, nothing twice."""
    votes = [vote for voter in voters for vote in voter.votes]
    with run_product(folder, DATABASE_URL=url, RATE_WRITES="1000") as product:
        for vote in votes:
            vote.version = None
        for voter in voters:
            voter.url = product.url
        for thread in run_all(voters):
            thread.join(timeout=240)
    services = create_services(Settings(_env_file=None, data_dir=folder, database_url=url))
    assert look(services, meeting, votes) == Figures()
    check_tallies(services, meeting, votes)
    services.database.dispose()


def _hashes(settings: Settings, meeting: str) -> list[str]:
    services = create_services(settings)
    with services.database.read() as session:
        assert ledger.verify_chain(session, meeting) is None
        hashes = [entry.hash for entry in ledger.entries_of(session, meeting)]
    services.database.dispose()
    return hashes


def _run(product: Product, *arguments: str) -> dict[str, Any]:
    process = product.command("--json", *arguments, stdout=subprocess.PIPE, text=True)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    answer: dict[str, Any] = json.loads(said)
    return answer
