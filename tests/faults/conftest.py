"""Fixtures of the fault tests: databases that really write to the disk, and a hall that can be hurt."""

import contextlib
import os
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.factory import create_services
from app.platform.access.actors import SYSTEM
from app.platform.access.services import Services
from app.settings import Settings
from tests.builders import build_meeting, build_proposal, build_seat
from tests.conftest import lacking
from tests.faults.voters import PATIENCE, Voter, plan_votes
from tests.people import gather_cast
from tests.servers import MissingError, Postgres, Product, run_postgres, run_product

DISK_MB = 24


@dataclass(frozen=True, slots=True)
class FaultyHall:
    """A server that can be killed, a meeting on it, and the same data seen from beside."""

    product: Product
    services: Services
    meeting: str
    proposals: list[str]

    def seat_voters(
        self, people: int, each: int, fate: random.Random, *, url: str = "", patience: float = PATIENCE
    ) -> list[Voter]:
        """Residents with the votes that they will cast, through another address if one is given."""
        seats = [build_seat(self.services, self.meeting) for _ in range(people)]
        plans = [plan_votes(seat.id, self.proposals, each, fate) for seat in seats]
        where = url or self.product.url
        return [
            Voter(where, seat.token, plan, fate.random(), patience) for seat, plan in zip(seats, plans, strict=True)
        ]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    if os.getuid() != 0:
        lacking(MissingError("the right to mount a file system (run as root)"))
    folder = tmp_path / "disk"
    folder.mkdir()
    options = f"size={DISK_MB}m"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        lacking(MissingError(f"the right to mount a file system ({mounted.stderr.strip()})"))
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def durable_postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this test alone, which really writes to the disk."""
    try:
        with run_postgres(is_durable=True) as server:
            yield server
    except MissingError as error:
        lacking(error)


@pytest.fixture
def durable_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that really writes to the disk."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'liangting.sqlite'}"
    server: Postgres = request.getfixturevalue("durable_postgres")
    return server.url(server.create())


@pytest.fixture
def faulty_hall(durable_url: str, tmp_path: Path) -> Iterator[FaultyHall]:
    with open_hall(tmp_path, durable_url) as hall:
        yield hall


@contextlib.contextmanager
def open_hall(folder: Path, url: str, **environment: str) -> Iterator[FaultyHall]:
    """The product on a database, with a meeting of eight proposals."""
    environment = {"RATE_WRITES": "1000", **environment, "DATABASE_URL": url}
    with run_product(folder, **environment) as product:
        services = create_services(Settings(_env_file=None, data_dir=folder, database_url=url))
        meeting = build_meeting(services, gather_cast(services).place)
        cards = [build_proposal(services, SYSTEM, meeting, f"第{number}条建议") for number in range(8)]
        yield FaultyHall(product, services, meeting, cards)
        services.database.dispose()
