"""What `make coverage` says, and the code of which every line and branch must have been run.

`python -m tests.coverage_floor` reads the data that pytest-cov left, prints two lines and fails below the floor.
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from coverage import Coverage

ROOT = Path(__file__).resolve().parents[1]
WHOLE = (
    "app/voting/*.py",
    "app/platform/storage/ledger*",
    "app/*/record.py",
    "app/platform/storage/signing/*.py",
    "app/platform/storage/keys.py",
    "app/platform/access/*.py",
    "app/platform/web/headers.py",
    "app/platform/web/http.py",
    "app/platform/web/routing.py",
    "app/platform/small_groups.py",
    "app/exports/access.py",
    "app/exports/redaction.py",
)
"""Voting, ledger and permissions: `*` also matches files in folders below."""


def main() -> int:
    print("\n".join(lines := read_report(_report(), WHOLE)))
    return int(len(lines) > 2)


def read_report(report: Mapping[str, Any], whole: tuple[str, ...]) -> list[str]:
    """Two lines of figures, and one more for each file that should have been run whole and was not."""
    totals = report["totals"]
    lines = f"{totals['covered_lines'] / max(1, totals['num_statements']):.1%} of lines"
    branches = f"{totals['covered_branches'] / max(1, totals['num_branches']):.1%} of branches"
    files = {name: facts for name, facts in report["files"].items() if any(fnmatch(name, glob) for glob in whole)}
    short = {name: facts for name, facts in files.items() if facts["missing_lines"] or facts["missing_branches"]}
    share = 1 - _missing(short) / max(1, _points(files))
    return [
        f"Coverage: {lines} and {branches} by make coverage",
        f"Coverage of voting, ledger and permissions: {share:.1%} of {_points(files)} lines and branches",
        *(f"  not run: {name} {_places(facts)}" for name, facts in sorted(short.items())),
        *([] if files else ["  not run: any of it"]),
    ]


def _missing(files: Mapping[str, Any]) -> int:
    return sum(len(facts["missing_lines"]) + len(facts["missing_branches"]) for facts in files.values())


def _points(files: Mapping[str, Any]) -> int:
    return sum(facts["summary"]["num_statements"] + facts["summary"]["num_branches"] for facts in files.values())


def _places(facts: Mapping[str, Any]) -> str:
    jumps = [f"{start}->{'exit' if end < 0 else end}" for start, end in facts["missing_branches"]]
    return ", ".join([*map(str, facts["missing_lines"]), *jumps])


def _report() -> dict[str, Any]:
    coverage = Coverage(config_file=str(ROOT / "pyproject.toml"))
    coverage.load()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.json"
        coverage.json_report(outfile=str(path))
        report: dict[str, Any] = json.loads(path.read_text())
    return report


if __name__ == "__main__":
    sys.exit(main())
