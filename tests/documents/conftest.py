"""Fixtures of the papers' tests: a meeting that has gone the whole way, and a larger one held once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.factory import create_services
from app.settings import Settings
from tests.clocks import StandingClock
from tests.documents.assembly import Assembly, hold
from tests.exports.conftest import dossier
from tests.gathering import Gathered

__all__ = ["dossier"]


@pytest.fixture(scope="session")
def assembly(gathered: Gathered, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assembly]:
    """The meeting in a database of its own, which tests read and do not change."""
    folder = tmp_path_factory.mktemp("assembly")
    path, clock = folder / "assembly.sqlite", StandingClock()
    shutil.copy(sqlite_template, path)
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=f"sqlite:///{path}",
        secret_key="a long key that only the tests know",
    )
    services = create_services(settings, clock=clock)
    yield hold(services, gathered.lay(services), clock)
    services.database.dispose()
