"""Every setting is documented, and one module alone reads the environment."""

import ast
import json
import subprocess
import sys
from pathlib import Path

from app.settings import SECRETS, Settings, describe_settings
from tests.architecture.settings_page import PAGE, settings_page

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_says_what_it_is() -> None:
    assert {name for name, _, _ in describe_settings()} == {name.upper() for name in Settings.model_fields}
    assert [name for name, _, text in describe_settings() if not text.endswith((".", "…"))] == []


def test_the_page_of_settings_is_up_to_date() -> None:
    assert PAGE.read_text() == settings_page(), "run: .venv/bin/python -m tests.architecture.settings_page"


def test_the_command_prints_every_setting(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "--json", "settings"]
    secrets = {name.upper(): "must-not-be-shown-to-anybody-at-all" for name in SECRETS}
    environment = {"DATA_DIR": str(tmp_path), **secrets}
    completed = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert {row["name"] for row in json.loads(completed.stdout)["settings"]} == {
        name for name, _, _ in describe_settings()
    }
    assert "must-not-be-shown" not in completed.stdout


def test_nothing_else_reads_the_environment() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for folder in ("app", "nlp")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and _is_os(node.value)
    }
    assert readers == set()


def _is_os(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "os"
