"""The commands that bring files in: what they print, and that no file ends in a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proposals.reading.makers import separated, workbook, zipped
from tests.proposals.reading.test_conversations import COMMENTS, VOTES

ROOT = Path(__file__).parents[2]


def run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "DATA_DIR": str(folder / "var")}
    command = [sys.executable, "-m", "app", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def test_a_list_is_accounted_for_and_the_last_line_is_the_meeting(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(separated([["楼", "大家的话"], ["1", "装路灯"], ["2", ""]]).encode("gbk"))
    done = run(tmp_path, "import", "proposals", str(path), "--column", "大家的话")
    *lines, meeting = done.stdout.splitlines()
    assert done.returncode == 0 and meeting.isalnum()
    assert "list.csv: 2 rows read, 1 taken, 1 left out." in lines
    assert "1 left out, without a text: 3." in lines
    output = json.loads(run(tmp_path, "--json", "import", "proposals", str(path), "--column", "2").stdout)
    assert output["report"]["left_out"] == {"no_text": ["3"]}


def test_a_conversation_is_read_from_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "report.zip"
    path.write_bytes(zipped({"x-comments.csv": COMMENTS, "x-votes.csv": VOTES}))
    done = run(tmp_path, "import", "polis", str(path))
    assert "3 statements, 2 people, 3 votes." in done.stdout
    assert "1 left out, without a text: x-comments.csv!3." in done.stdout


@pytest.mark.parametrize("kind", ["proposals", "polis"])
def test_a_broken_file_ends_in_one_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook({"表": [["提议"], ["装路灯"]]})[:900])
    done = run(tmp_path, "import", kind, str(path))
    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and len(done.stderr.splitlines()) == 1
