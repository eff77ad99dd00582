"""One engine is enough here: the common ground of a meeting is computed in memory, whatever keeps its votes."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "liangting.sqlite"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"
