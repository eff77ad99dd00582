"""R9: a worker is killed in the middle of its work: it is done again, once, and a file is whole or absent."""

import random
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from app.factory import create_services
from app.platform.access.actors import SYSTEM
from app.platform.access.services import Services
from app.platform.storage import jobs, ledger, migrations
from app.platform.storage.jobs import Job, JobState
from app.proposals.actions import ImportedProposal
from app.proposals.imports import import_list
from app.registry import JOBS
from app.settings import Settings
from app.themes.actions import CLUSTER_MEETING
from app.worker import Worker
from tests.people import gather_cast
from tests.servers import Product, wait_until

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
WALL = 400
pytestmark = pytest.mark.fault
on_both = pytest.mark.parametrize("durable_url", ENGINES, indirect=True)


@dataclass(frozen=True, slots=True)
class LaterClock:
    """The machine's clock, some time later."""

    ahead: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(frozen=True, slots=True)
class Workshop:
    """A meeting with a full wall, whose themes are asked for; and the product's commands on its data."""

    product: Product
    services: Services
    meeting: str

    def at(self, ahead: timedelta) -> Services:
        """The same data, later."""
        return create_services(self.services.settings, clock=LaterClock(ahead))

    def states(self) -> list[str]:
        with self.services.database.read() as session:
            return list(session.scalars(select(Job.state).where(Job.kind == CLUSTER_MEETING)))

    def drafts(self) -> int:
        with self.services.database.read() as session:
            entries = list(ledger.entries_of(session, self.meeting))
            assert ledger.verify_entries(self.meeting, entries, ledger.head_of(session, self.meeting)) is None
            return sum(entry.kind == "themes.drafted" for entry in entries)


@pytest.fixture
def workshop(durable_url: str, tmp_path: Path) -> Iterator[Workshop]:
    migrations.upgrade(durable_url)
    services = create_services(Settings(_env_file=None, data_dir=tmp_path, database_url=durable_url))
    place = gather_cast(services).place
    fate = random.Random(9)
    words = ["车棚", "喷淋", "电梯", "绿化", "停车", "门禁", "路灯", "垃圾", "噪声", "快递", "健身", "养老"]
    said = [f"{fate.choice(words)}{fate.choice(words)}要{fate.choice(words)}第{number}条" for number in range(WALL)]
    texts = [ImportedProposal(str(number), text) for number, text in enumerate(said, 1)]
    meeting = services.writer.run(
        lambda work: import_list(work, SYSTEM, place_id=place, title="大家的话", proposals=texts, digest="")
    )
    yield Workshop(Product(tmp_path, {"DATABASE_URL": durable_url}), services, meeting)
    services.database.dispose()


@on_both
def test_the_work_is_done_again_once(workshop: Workshop) -> None:
    _kill_at_work(workshop)
    assert workshop.states() == [JobState.RUNNING]
    assert workshop.drafts() == 0
    later = workshop.at(jobs.LEASE + timedelta(seconds=5))
    worker = Worker(later, JOBS)
    while worker.run_one():
        pass
    later.database.dispose()
    print(f"\nR9 clustering: killed in the middle, taken over after {jobs.LEASE}, {workshop.drafts()} result")
    assert workshop.states() == []
    assert workshop.drafts() == 1


@on_both
@pytest.mark.nightly
def test_another_worker_takes_over_in_a_minute(workshop: Workshop) -> None:
    _kill_at_work(workshop)
    began = time.monotonic()
    other = workshop.product.command("worker", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: workshop.drafts() == 1, "another worker has done it", patience=180)
    print(f"\nR9 clustering: done by another worker after {time.monotonic() - began:.0f} s")
    other.terminate()
    other.wait()
    assert workshop.drafts() == 1


@pytest.mark.parametrize("durable_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("format", ["ledger-xlsx", "minutes-docx"])
def test_a_file_is_whole_or_the_old_one(workshop: Workshop, format: str, tmp_path: Path) -> None:
    paper = tmp_path / "papers" / f"paper.{format[-4:]}"
    paper.parent.mkdir()
    old = b"the paper of yesterday"
    paper.write_bytes(old)
    process = _export(workshop, format, paper)
    wait_until(
        lambda: len(list(paper.parent.iterdir())) > 1 or paper.read_bytes() != old, "it is being written", patience=180
    )
    process.kill()
    process.wait()
    is_old = paper.read_bytes() == old
    assert is_old or _is_whole(paper)
    assert _export(workshop, format, paper).wait(timeout=120) == 0
    assert _is_whole(paper)
    print(f"\nR9 {format}: killed while writing, {'the old' if is_old else 'a whole new'} file stood, then a new one")


def _kill_at_work(workshop: Workshop) -> None:
    """Start a worker, wait until it has taken the job, and kill it a moment later."""
    worker: subprocess.Popen[Any] = workshop.product.command(
        "worker", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_until(lambda: JobState.RUNNING in workshop.states(), "the worker has taken the job", patience=180)
    time.sleep(0.025)
    worker.kill()
    worker.wait()


def _export(workshop: Workshop, format: str, paper: Path) -> "subprocess.Popen[Any]":
    asked = ("export", workshop.meeting, "--format", format, "-o", str(paper))
    return workshop.product.command(*asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _is_whole(paper: Path) -> bool:
    """Both formats are archives with a checksum for each part."""
    with ZipFile(paper) as archive:
        return archive.testzip() is None
