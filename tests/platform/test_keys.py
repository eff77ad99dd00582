"""Key files: readable by the owner alone, made once, gone when destroyed; acts that follow a commit."""

import stat
from pathlib import Path

import pytest

from app.platform.access.services import Services
from app.platform.storage.keys import KeyFolder
from app.platform.storage.unit_of_work import Work


def test_a_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    key = keys.create("poll-a")
    assert len(key) == 32
    assert keys.read("poll-a") == key
    assert stat.S_IMODE((tmp_path / "keys" / "poll-a").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_key_is_made_once(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    key = keys.read_or_create("signer")
    assert keys.read_or_create("signer") == key
    with pytest.raises(FileExistsError):
        keys.create("signer")
    assert keys.names() == ["signer"]


def test_a_destroyed_key_is_gone(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    keys.create("poll-a")
    keys.destroy("poll-a")
    keys.destroy("poll-a")
    assert keys.read("poll-a") is None
    assert list((tmp_path / "keys").iterdir()) == []


def test_an_act_follows_the_commit_and_no_roll_back(services: Services) -> None:
    done: list[str] = []

    def refuse(work: Work) -> None:
        work.after_commit(lambda: done.append("never"))
        raise ValueError("refused")

    services.writer.run(lambda work: work.after_commit(lambda: done.append("kept")))
    with pytest.raises(ValueError, match="refused"):
        services.writer.run(refuse)
    assert done == ["kept"]


def test_a_failing_act_after_the_commit_fails_nobody(services: Services) -> None:
    def act(work: Work) -> str:
        work.after_commit(lambda: 1 // 0)
        return "answered"

    assert services.writer.run(act) == "answered"
