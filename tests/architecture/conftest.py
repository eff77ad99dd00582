"""An application that is looked at from outside: its database is never opened."""

from pathlib import Path

import pytest
from flask import Flask

from app.factory import create_app
from app.settings import Settings


@pytest.fixture(scope="session")
def plain_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("plain")
    return create_app(Settings(_env_file=None, data_dir=folder, secret_key="a long key that only the tests know"))
