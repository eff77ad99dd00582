"""Fixtures of the papers' tests: a meeting with everything that papers print, held once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.exports.dossier import Dossier, dossier_of
from app.factory import create_services
from app.platform.access.services import Services
from app.settings import Settings
from tests.clocks import StandingClock
from tests.documents.assembly import Assembly, hold
from tests.exports.walk import Walk
from tests.gathering import Gathered


@pytest.fixture
def dossier(services: Services, walk: Walk) -> Dossier:
    with services.database.read() as session:
        return dossier_of(session, walk.meeting, services.clock.now(), signer=services.signer)


@pytest.fixture(scope="session")
def assembly(gathered: Gathered, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assembly]:
    """The meeting in a database of its own, which tests read and do not change."""
    folder = tmp_path_factory.mktemp("assembly")
    shutil.copy(sqlite_template, folder / "assembly.sqlite")
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'assembly.sqlite'}",
        secret_key="a key for tests",
    )
    clock = StandingClock()
    services = create_services(settings, clock=clock)
    yield hold(services, gathered.lay(services), clock)
    services.database.dispose()
