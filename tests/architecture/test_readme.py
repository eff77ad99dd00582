"""The README's first commands are those of the Makefile, each with what it needs and how long it takes."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_start_names_how_to_run_and_how_to_test() -> None:
    start = (ROOT / "README.md").read_text(encoding="utf-8").split("## Start")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| `make (\w+)` \| (.+) \|$", start, re.MULTILINE))
    assert {"run", "test"} <= rows.keys()
    for command, facts in rows.items():
        needs, takes = facts.split(" | ")
        assert needs and re.search(r"minute|second", takes), command
    named = set(re.findall(r"\bmake (\w+)", start))
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets
