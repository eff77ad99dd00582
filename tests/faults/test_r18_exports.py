"""R18: a worker is killed while it makes an export, and a command is stopped: one whole file, or none."""

import contextlib
import hashlib
import os
import pty
import random
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.export_jobs.actions import MAKE_EXPORT, ask_for_export
from app.export_jobs.models import ExportJob
from app.export_jobs.rules import Fault, State
from app.factory import create_services
from app.organisations.actions import set_words
from app.organisations.rules import Words
from app.platform.access.actors import SYSTEM
from app.platform.access.services import Services
from app.platform.storage import jobs, migrations
from app.platform.storage.jobs import Job
from app.proposals.actions import ImportedProposal
from app.proposals.imports import import_list
from app.registry import JOBS
from app.settings import Settings
from app.worker import Worker
from tests.builders import build_meeting, new_key
from tests.faults.test_r7_disk_full import fill
from tests.faults.test_r9_worker_killed import LaterClock
from tests.people import Cast, gather_cast
from tests.servers import Product, wait_until

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
WALL, KILLS, STEPS = 400, 5, 10
pytestmark = pytest.mark.fault


@dataclass(frozen=True, slots=True)
class Office:
    """A meeting with a full wall whose bundle is asked for, and the product's commands on its data."""

    product: Product
    services: Services
    cast: Cast
    meeting: str

    def ask(self) -> str:
        asked: dict[str, Any] = {"meeting_id": self.meeting, "format": "bundle", "language": "zh-Hans"}
        return self.services.writer.run(lambda work: ask_for_export(work, self.cast.lin, key=new_key(), **asked))

    def change(self, number: int) -> None:
        """Have the next request be another one."""
        words = Words(stop=(f"第{number}词",))
        self.services.writer.run(lambda work: set_words(work, self.cast.lin, place_id=self.cast.place, words=words))

    def rows(self) -> list[ExportJob]:
        with self.services.database.read() as session:
            return list(session.scalars(select(ExportJob)))

    def row(self, job: str) -> ExportJob:
        with self.services.database.read() as session:
            return session.get_one(ExportJob, job)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.services.settings.exports.glob("*"))

    def work_later(self) -> None:
        """Have another worker do what is due after the lease of a dead one."""
        later = create_services(self.services.settings, clock=LaterClock(jobs.LEASE + timedelta(seconds=5)))
        worker = Worker(later, JOBS)
        while worker.run_one():
            pass
        later.database.dispose()


@pytest.fixture
def office(durable_url: str, tmp_path: Path) -> Iterator[Office]:
    migrations.upgrade(durable_url)
    services = create_services(Settings(_env_file=None, data_dir=tmp_path, database_url=durable_url))
    cast = gather_cast(services)
    texts = [ImportedProposal(str(number), f"在{number}号楼旁建一个带喷淋的车棚") for number in range(1, WALL + 1)]
    meeting = services.writer.run(
        lambda work: import_list(work, SYSTEM, place_id=cast.place, title="大家的话", proposals=texts, digest="")
    )
    yield Office(Product(tmp_path, {"DATABASE_URL": durable_url}), services, cast, meeting)
    services.database.dispose()


@pytest.mark.parametrize("durable_url", ENGINES, indirect=True)
def test_a_killed_worker_leaves_one_file_at_last(office: Office) -> None:
    fate, killed = random.Random(18), []
    for number in range(KILLS):
        office.change(number)
        office.services.writer.run(lambda work: work.session.execute(delete(Job)) and None)  # themes: not asked here
        job, step = office.ask(), fate.randrange(STEPS)
        killed.append(_kill_at(office, job, step, fate.uniform(0, 0.03)))
        office.work_later()
        rows = office.rows()
        assert [row.state for row in rows] == [State.DONE] * (number + 1)
        assert office.files() == sorted(row.id for row in rows)
        content = (office.services.settings.exports / job).read_bytes()
        assert hashlib.sha256(content).hexdigest() == office.row(job).sha256
        with office.services.database.read() as session:
            assert session.scalars(select(Job.kind).where(Job.kind == "make_export")).all() == []
    runs = [row.runs for row in office.rows()]
    print(f"\nR18: killed at {', '.join(killed)}; runs {runs}, {len(office.files())} files for {len(runs)} exports")
    assert set(runs) <= {1, 2} and runs.count(2) >= 3


@pytest.mark.parametrize("durable_url", ["sqlite"], indirect=True)
def test_a_stopped_command_leaves_nothing(office: Office, tmp_path: Path) -> None:
    """On a terminal the command shows its steps; Ctrl-C ends it with nothing written, and again is whole."""
    target = tmp_path / "papers" / "bundle.zip"
    asked = ("export", office.meeting, "--format", "bundle", "-o", str(target))
    told, status = _on_terminal(office.product, asked, stop_at="会议台账.xlsx")
    assert "会议纪要.docx" in told and "Traceback" not in told
    assert status == 130
    assert not target.parent.exists() or list(target.parent.iterdir()) == []
    told, status = _on_terminal(office.product, asked)
    assert (status, list(target.parent.iterdir())) == (0, [target])
    assert re.search(r"(\d+)/\1 +verify\.py", told)


def test_a_full_disk_is_one_sentence_and_the_worker_lives_on(small_disk: Path, tmp_path: Path) -> None:
    """The folder of exports is on a disk without room: the job says so, nothing is left, and with room it is made."""
    url = f"sqlite:///{tmp_path / 'liangting.sqlite'}"
    migrations.upgrade(url)
    settings = Settings(_env_file=None, data_dir=small_disk, key_dir=tmp_path / "keys", database_url=url)
    services = create_services(settings)
    cast = gather_cast(services)
    office = Office(Product(tmp_path, {}), services, cast, build_meeting(services, cast.place))
    worker, ballast = Worker(services, {MAKE_EXPORT: JOBS[MAKE_EXPORT]}), small_disk / "ballast"
    settings.exports.mkdir()
    fill(ballast)
    job = office.ask()
    assert worker.run_one()
    assert (office.row(job).state, office.row(job).fault, office.files()) == (State.FAILED, Fault.DISK_FULL, [])
    ballast.unlink()
    again = office.ask()
    assert worker.run_one()
    assert (office.row(again).state, office.files()) == (State.DONE, [again])
    services.database.dispose()


def _kill_at(office: Office, job: str, step: int, pause: float) -> str:
    """Start a worker and kill it a moment after the job has come to a step; return the step where it was."""
    worker = office.product.command("worker", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: _is_at(office, job, step), f"the worker has come to step {step}", patience=180)
    time.sleep(pause)
    worker.kill()
    worker.wait()
    row = office.row(job)
    return f"step {row.done} ({row.part or row.step})"


def _is_at(office: Office, job: str, step: int) -> bool:
    row = office.row(job)
    return row.state == State.DONE or (row.state == State.RUNNING and row.done >= step)


def _on_terminal(product: Product, asked: tuple[str, ...], stop_at: str = "") -> tuple[str, int]:
    """Run a command with a terminal for its messages, and press Ctrl-C once it shows something; (shown, status)."""
    ours, theirs = pty.openpty()
    process = product.command(*asked, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    told = ""
    with contextlib.suppress(OSError):  # the terminal is closed when the command has ended
        while portion := os.read(ours, 4096):
            told += portion.decode(errors="replace")
            if stop_at and stop_at in told:
                stop_at = ""
                process.send_signal(signal.SIGINT)
    os.close(ours)
    return told, process.wait(timeout=120)
