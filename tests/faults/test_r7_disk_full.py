"""R7: the disk is full while a hall votes: "not saved", no false ack, pages are still read, and it recovers."""

import contextlib
import errno
import random
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import view_meeting
from tests.faults.books import Figures, check_tallies, look
from tests.faults.conftest import FaultyHall, open_hall
from tests.faults.voters import Voter, run_all, wait_for_answers
from tests.servers import wait_until

SIZES = [
    pytest.param((10, 12), id="120-votes"),
    pytest.param((50, 40), id="2000-votes", marks=pytest.mark.nightly),
]


@pytest.fixture
def tight_hall(small_disk: Path, tmp_path: Path) -> Iterator[FaultyHall]:
    """A hall whose data folder is the small disk."""
    with open_hall(
        tmp_path,
        f"sqlite:///{small_disk / 'liangting.sqlite'}",
        DATA_DIR=str(small_disk),
        KEY_DIR=str(tmp_path / "keys"),
    ) as hall:
        yield hall


@pytest.mark.fault
@pytest.mark.parametrize("size", SIZES)
def test_a_full_disk_is_told_and_survived(tight_hall: FaultyHall, small_disk: Path, size: tuple[int, int]) -> None:
    voters = tight_hall.seat_voters(*size, random.Random(7))
    votes = [vote for voter in voters for vote in voter.votes]
    threads = run_all(voters)
    wait_for_answers(votes, len(votes) // 4)

    ballast = small_disk / "ballast"
    fill(ballast)
    wait_until(lambda: len(_refusals(voters)) >= len(voters), "everyone is told")
    saved = sum(vote.version is not None for vote in votes)
    code = view_meeting(tight_hall.services, tight_hall.meeting).code
    read = [_status(f"{tight_hall.product.url}{path}") for path in ("/", "/readyz", f"/j/{code}")]
    ballast.unlink()
    for thread in threads:
        thread.join(timeout=240)

    figures = look(tight_hall.services, tight_hall.meeting, votes)
    refusals = _refusals(voters)
    print(f"\nR7: {saved} of {len(votes)} votes saved before, {len(refusals)} refusals while full; then {figures}")
    assert {error["code"] for error in refusals} == {"storage.not_saved"}
    assert read == [200, 503, 200]  # pages can be read, and whoever watches the service hears of it
    assert saved < len(votes)
    assert figures == Figures()
    check_tallies(tight_hall.services, tight_hall.meeting, votes)


def fill(ballast: Path) -> None:
    """Write until not a byte is left."""
    with ballast.open("wb", buffering=0) as stream:
        for portion in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while stream.write(b"0" * portion):
                    pass
    assert _is_full(ballast.parent)


def _is_full(folder: Path) -> bool:
    try:
        (folder / "probe").write_bytes(b"0")
    except OSError as error:
        return error.errno == errno.ENOSPC
    return False


def _refusals(voters: list[Voter]) -> list[dict[str, object]]:
    return [error for voter in voters for error in voter.refused]


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
