"""Event names are equal on both sides of the socket."""

import re
import subprocess
from pathlib import Path

import pytest

from app.platform.live.board import ACCESS_ENDED
from app.registry import CATALOGUE, SNAPSHOTS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "static" / "src"
EVENT_NAME = re.compile(r"""["'`]([a-z]+:[a-z]+)["'`]""")
NOT_EVENTS = re.compile(r"^node:")


def test_pages_ask_and_hear_only_what_the_server_knows() -> None:
    known = {spec.name for spec in CATALOGUE} | {spec.event for spec in SNAPSHOTS} | {ACCESS_ENDED}
    used = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES.rglob("*.ts*")
        if ".test." not in path.name
        for name in EVENT_NAME.findall(path.read_text())
        if name not in known and not NOT_EVENTS.match(name)
    }
    assert used == set()


def test_pages_read_only_topics_that_are_told() -> None:
    topic_use = re.compile(r"""(?:useTopic|topics\.(?:subscribe|get))(?:<[^(]*>)?\(\s*(?:\w+,\s*)?["']([a-z]+)["']""")
    used = {
        name
        for path in SOURCES.rglob("*.ts*")
        if ".test." not in path.name
        for name in topic_use.findall(path.read_text())
    }
    assert used - {spec.topic for spec in SNAPSHOTS} == set()


def test_the_types_of_the_pages_are_those_of_the_catalogue() -> None:
    node, types = ROOT / ".venv" / "bin" / "node", SOURCES / "lib" / "wire.ts"
    if not node.exists() or not types.exists():
        pytest.skip("the front end is not set up: make setup types")
    command = [str(node), "static/types.mjs", "--print", str(ROOT / ".venv/bin/python"), "-m", "app", "events"]
    completed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert types.read_text() == completed.stdout, "run: make types"


def test_names_are_asked_in_the_imperative_and_told_as_changed() -> None:
    assert [spec.name for spec in CATALOGUE if not re.fullmatch(r"[a-z]+:[a-z]+", spec.name)] == []
    assert [spec.event for spec in SNAPSHOTS if spec.event != f"{spec.event.split(':')[0]}:changed"] == []
    assert len({spec.name for spec in CATALOGUE}) == len(CATALOGUE)
    assert len({spec.topic for spec in SNAPSHOTS}) == len(SNAPSHOTS)
