"""What the product writes, its owner alone may read: the data folder, the database with its log files, and the keys."""

import stat
from pathlib import Path

import pytest

from tests.servers import run_product

pytestmark = pytest.mark.fault


def test_other_users_of_the_machine_read_nothing(tmp_path: Path) -> None:
    """A folder from before, open to everybody, is closed at the next start."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    old = folder / "liangting.sqlite"
    old.touch(mode=0o644)
    old.chmod(0o644)
    with run_product(folder):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
        folders = {
            path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*")) if path.is_dir()
        }
    log = modes.pop("serve.log")  # opened by the test
    assert log
    assert {"liangting.sqlite", "liangting.sqlite-wal", "secret_key"} <= set(modes)
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}
    assert {name: oct(mode) for name, mode in folders.items() if mode & 0o077} == {}
