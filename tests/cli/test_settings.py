"""Settings at a start: each wrong value is one sentence with its rule, and no secret is printed."""

import os
import re
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.assembly import create_services
from app.cli.every_command import cli
from app.cli.root import run
from app.processes import make_context
from app.settings import Settings
from app.settings_faults import SettingsError, load_settings, misspelt_names

FEW, MANY = 100, 1000
SECRET = "hunter2-and-more"
LONG = f"{SECRET}-0123456789-abcdefghij"
SENTENCE = re.compile(r"error: [A-Z_]+ must [^\n]+\.")
WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)
NUMBERS = st.integers(-(10**25), 10**25).map(str) | st.sampled_from(["1", "8000", "1e3", "٣", " 7 ", "7.0"])
URLS = st.builds(
    "{}{}{}".format,
    st.sampled_from(
        ["", "http://", "https://", "redis://", "unix://", "sqlite:///", "postgresql+psycopg://", "postgresql://"]
    ),
    st.sampled_from(["", f"lt:{SECRET}@", f"lt:a@b/{SECRET}@", f"lt:{SECRET}:x@", "lt@"]),
    st.sampled_from(
        ["", "db/lt", "127.0.0.1:6379/0", "hall.example.org", "[::1", "db:port/lt", "x?a=1", f"d/x?password={SECRET}"]
    ),
)
KEYS = st.sampled_from(["", SECRET, LONG, "k" * 40, f"{LONG}\n"])
ANY = (
    WORDS
    | NUMBERS
    | URLS
    | st.sampled_from(["true", "json", "DEBUG", "lean", "sm3", "/etc/passwd", "~", "~nobody-here/x", "/" * 5000])
)
NAMES = tuple(name.upper() for name in Settings.model_fields)
SECRET_NAMES = ("SECRET_KEY", "METRICS_TOKEN", "EMBEDDING_KEY", "SORTING_KEY", "DATABASE_URL", "REDIS_URL")
"""Settings whose value is drawn with a secret in it; the others are not secret and may be printed."""


def value_of(name: str) -> st.SearchStrategy[str]:
    if name in SECRET_NAMES:
        return URLS if name.endswith("_URL") else KEYS
    return ANY.map(lambda value: value.replace(SECRET, "known"))


ENVIRONMENTS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: value_of(name) for name in names})
)


def start(
    command: str, environment: dict[str, str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Run a command in this process as `python -m app` does; returns its exit code and what it printed."""
    argv = ["python -m app", *command.split()]
    with patch.dict(os.environ, environment), patch.object(sys, "argv", argv), pytest.MonkeyPatch.context() as moved:
        moved.chdir(folder)
        with pytest.raises(SystemExit) as ended:
            run(cli, make_context())
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def look_at(environment: dict[str, str], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = start("settings", environment, folder, capsys)
    assert SECRET not in out + err
    if code == 0:
        assert err == ""
        assert "DATABASE_URL=" in out
    else:
        assert code == 2
        assert err and [line for line in err.splitlines() if not SENTENCE.fullmatch(line)] == []


@given(environment=ENVIRONMENTS)
@settings(max_examples=FEW, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_start_or_one_sentence(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    look_at(environment, tmp_path, capsys)


@pytest.mark.nightly
@given(environment=ENVIRONMENTS)
@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_start_or_one_sentence_at_night(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    look_at(environment, tmp_path, capsys)


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("PORT", "http", "must be a whole number from 1 to 65535"),
        ("IS_TLS", "perhaps", "must be true or false"),
        ("LOG_FORMAT", "xml", "must be one of plain, json"),
        ("LOG_LEVEL", "loud", "must be one of DEBUG, INFO, WARNING, ERROR"),
        ("DATA_DIR", "/dev/null", "must be a folder"),
        ("HOST", "http://hall", "must be an address or a name of this machine, such as 127.0.0.1"),
        (
            "PUBLIC_URL",
            "https://hall.example.org/x",
            "must be an address alone, such as https://hall.example.org, without a path",
        ),
        (
            "PUBLIC_URL",
            f"https://lt:{SECRET}@hall.example.org",
            "must be an address alone, such as https://hall.example.org, without a path",
        ),
        (
            "ALLOWED_ORIGINS",
            "https://a.example.org,foo",
            "must be addresses such as https://hall.example.org, separated by commas",
        ),
        ("SECRET_KEY", "abc", "must have at least 32 characters, of which 8 differ"),
        ("SECRET_KEY", "ab" * 20, "must have at least 32 characters, of which 8 differ"),
        ("METRICS_TOKEN", "short", "must have at least 16 letters, digits and signs without spaces"),
        ("REDIS_URL", "foo", "must be an address such as redis://127.0.0.1:6379/0"),
        ("REDIS_URL", "redis://host:port/0", "must be an address such as redis://127.0.0.1:6379/0"),
        ("DATABASE_URL", f"postgresql://lt:{SECRET}@db/lt", "must start with sqlite:/// or postgresql+psycopg://"),
        (
            "DATABASE_URL",
            f"postgresql+psycopg://lt:{SECRET}@db:port/lt",
            "must be an address such as postgresql+psycopg://name:password@host:5432/database",
        ),
        ("DATABASE_URL", "sqlite:///x.sqlite?mode=ro", "must name a file after sqlite:///, without options"),
    ],
)
def test_a_wrong_value_is_told_by_its_rule(
    name: str, value: str, rule: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start("serve", {"DATA_DIR": str(tmp_path), name: value}, tmp_path, capsys) == (
        2,
        "",
        f"error: {name} {rule}.\n",
    )


def test_every_wrong_value_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = start("serve", {"PORT": "0", "SEAT_DAYS": "-1", "IS_TLS": "2"}, tmp_path, capsys)
    assert (code, [line.split()[1] for line in err.splitlines()]) == (2, ["PORT", "SEAT_DAYS", "IS_TLS"])


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("DATABASE_URL", f"postgresql+psycopg://lt:{SECRET}@db/lt", "postgresql+psycopg://lt:***@db/lt"),
        ("DATABASE_URL", f"postgresql+psycopg://lt:a@b/{SECRET}@db/lt", "postgresql+psycopg://lt:***@db/lt"),
        (
            "DATABASE_URL",
            f"postgresql+psycopg://db/lt?password={SECRET}&x=1",
            "postgresql+psycopg://db/lt?password=***&x=1",
        ),
        ("REDIS_URL", f"redis://:{SECRET}@redis:6379/0", "redis://:***@redis:6379/0"),
        ("SECRET_KEY", LONG, "(set)"),
    ],
)
def test_a_password_is_not_shown(
    name: str, value: str, shown: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = start("settings", {name: value}, tmp_path, capsys)
    assert (code, err) == (0, "")
    assert f"\n{name}={shown}\n" in out
    with patch.dict(os.environ, {name: value}):
        assert SECRET not in repr(load_settings())


def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "KEY_DIR", "PORT", "IS_TLS"):
        monkeypatch.setenv(name, "")
    made = Settings(_env_file=None)
    assert (made.data_dir, made.key_dir, made.port, made.is_tls) == (Path("var"), None, 8000, False)


def test_the_home_folder_is_written_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings(_env_file=None, data_dir=Path("~/hall")).data_dir == tmp_path / "hall"


def test_misspelt_names_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("PORT=8001\r\nDATADIR=x\r\nCOLOUR='red'\r\n", encoding="utf-8-sig")
    monkeypatch.setenv("DATABASE_URI", "x")
    monkeypatch.setenv("HOSTNAME", "hall")
    assert load_settings().port == 8001
    told = misspelt_names()
    assert told[:2] == [
        "DATADIR in .env is not a setting; did you mean DATA_DIR?",
        "COLOUR in .env is not a setting.",
    ]
    assert "DATABASE_URI is not a setting; did you mean DATABASE_URL?" in told
    assert [sentence for sentence in told if sentence.startswith(("HOSTNAME", "PORT"))] == []


def test_a_file_of_settings_in_another_encoding_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes("PUBLIC_URL=https://涼亭.example\n".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"^\.env must be a text file in UTF-8"):
        load_settings()


def test_valid_settings_make_services(tmp_path: Path) -> None:
    made = Settings(_env_file=None, data_dir=tmp_path / "new" / "folder", secret_key=LONG)
    services = create_services(made)
    services.database.dispose()
    assert (tmp_path / "new" / "folder").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = start("demo load", {"DATA_DIR": "/proc/none"}, tmp_path, capsys)
    assert (code, err) == (1, "error: /proc/none cannot be used: No such file or directory\n")
