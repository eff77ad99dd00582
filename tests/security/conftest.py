"""Fixtures of the security tests: the estate with everything in it."""

from pathlib import Path

import pytest
from flask import Flask

from app.factory import Publisher, create_app
from app.platform.access.services import Services
from app.settings import Settings
from tests.security.estate import Estate, build_estate


@pytest.fixture
def estate(settings: Settings, services: Services, publisher: Publisher) -> Estate:
    return build_estate(settings, services, publisher)


@pytest.fixture(scope="session")
def plain_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application that is looked at from outside: its database is never opened."""
    folder: Path = tmp_path_factory.mktemp("plain")
    return create_app(Settings(_env_file=None, data_dir=folder, secret_key="a long key that only the tests know"))
