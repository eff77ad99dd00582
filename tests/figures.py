"""Figures that tests measure, printed together before pytest's closing line; they also come from parallel workers."""

from collections.abc import Callable

import pytest

PROPERTY = "figure"
Figure = Callable[[str], None]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """`figure("S1: 4,000 cells")` adds a line to the list of figures."""
    return lambda line: record_property(PROPERTY, line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print every figure that a test gave."""
    reports = [report for group in terminalreporter.stats.values() for report in group]
    properties = [
        pair for report in reports if getattr(report, "when", "") == "call" for pair in report.user_properties
    ]
    lines = sorted(str(value) for name, value in properties if name == PROPERTY)
    if lines:
        terminalreporter.section("figures")
        for line in lines:
            terminalreporter.write_line(line)
