"""The coverage floor names what was not run, and cannot be met by measuring nothing."""

from typing import Any

import pytest

from tests.coverage_floor import ROOT, WHOLE, read_report


def report_of(*missing_lines: int, branches: tuple[tuple[int, int], ...] = ()) -> dict[str, Any]:
    facts = {
        "summary": {"num_statements": 8, "num_branches": 2},
        "missing_lines": list(missing_lines),
        "missing_branches": [list(pair) for pair in branches],
    }
    totals = {"covered_lines": 9, "num_statements": 10, "covered_branches": 1, "num_branches": 2}
    return {"totals": totals, "files": {"app/voting/rules/book.py": facts, "app/api/themes.py": {}}}


def test_a_whole_file_is_no_complaint() -> None:
    assert read_report(report_of(), WHOLE) == [
        "Coverage: 90.0% of lines and 50.0% of branches by make coverage",
        "Coverage of voting, ledger and permissions: 100.0% of 10 lines and branches",
    ]


def test_a_missing_line_and_a_missing_branch_are_named() -> None:
    lines = read_report(report_of(7, branches=((3, 5), (6, -1))), WHOLE)
    assert lines[1:] == [
        "Coverage of voting, ledger and permissions: 70.0% of 10 lines and branches",
        "  not run: app/voting/rules/book.py 7, 3->5, 6->exit",
    ]


def test_measuring_none_of_it_is_a_complaint() -> None:
    assert len(read_report({**report_of(), "files": {}}, WHOLE)) == 3


@pytest.mark.parametrize("glob", [glob for glob in WHOLE if "access" not in glob])
def test_every_pattern_finds_files(glob: str) -> None:
    assert list(ROOT.glob(glob))
