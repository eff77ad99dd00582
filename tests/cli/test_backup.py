"""`backup` on the command line: the security log says that a backup was taken, and a log that fails loses none."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from app.cli.every_command import cli
from app.platform.storage import migrations
from app.platform.storage.db import make_engine
from app.processes import make_context
from app.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A new installation, which the command line finds."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    settings_read = Settings(_env_file=None)
    migrations.upgrade(settings_read.database)
    return settings_read


def run(*words: str) -> Result:
    answer = CliRunner().invoke(cli, words, obj=make_context())
    assert answer.exit_code == 0, answer.output
    return answer


def test_a_backup_is_noted_in_the_security_log(settings: Settings, tmp_path: Path) -> None:
    (settings.data_dir / "secret_key").write_text("signs cookies")
    made = json.loads(run("backup", str(tmp_path / "one.zip"), "--json").stdout)
    run("backup", str(tmp_path / "two.zip"), "--without-key")
    events = json.loads(run("security-log", "--kind", "backup_taken", "--json").stdout)["events"]
    newest, oldest = [(event["actor"], event["subject"], event["facts"]) for event in events]
    assert oldest == ("system", None, {"rows": made["rows"], "files": 1, "with_key": True})
    assert newest == ("system", None, {"rows": made["rows"] + 1, "files": 0, "with_key": False})


def test_a_log_that_takes_no_event_loses_no_backup(settings: Settings, tmp_path: Path) -> None:
    """As before an upgrade from a version that had no security log."""
    engine = make_engine(settings.database)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE security_event"))
    engine.dispose()
    path = tmp_path / "backup.zip"
    answer = run("backup", str(path))
    assert "could not be noted in the security log" in answer.stderr
    assert path.stat().st_size > 0


def test_a_backup_that_failed_is_not_noted(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    answer = CliRunner().invoke(cli, ["backup", str(tmp_path / "file" / "backup.zip")], obj=make_context())
    assert answer.exit_code == 1
    assert run("security-log", "--kind", "backup_taken").stdout == "nothing yet\n"
