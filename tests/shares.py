"""The smaller sizes of long tests by day: a share of the cells of a table, and of the variants on PostgreSQL."""

from collections import Counter
from collections.abc import Iterable

import pytest

NIGHTLY_POSTGRES = [pytest.mark.postgres, pytest.mark.nightly]
ENGINES = ["sqlite", pytest.param("postgres", marks=NIGHTLY_POSTGRES)]
"""Values of `database_url` for a test that runs on PostgreSQL in `make nightly` only."""

POSTGRES_VARIANTS = 5
"""`make test` runs one in so many variants of a test on PostgreSQL; `make nightly` runs the others."""


def leave_variants_to_the_night(tests: Iterable[pytest.Item]) -> None:
    """Mark as nightly four in five of a test's variants on PostgreSQL, if they differ in their other parameters alone.

    So by day each test runs on PostgreSQL with its first variant at least, and on SQLite with all.
    """
    seen: Counter[tuple[str, frozenset[str]]] = Counter()
    for test in tests:
        parameters = test.callspec.params if isinstance(test, pytest.Function) and hasattr(test, "callspec") else {}
        on_postgres = frozenset(
            name for name, value in parameters.items() if isinstance(value, str) and value == "postgres"
        )
        if not on_postgres or test.get_closest_marker("nightly"):
            continue
        variant = (test.nodeid.partition("[")[0], on_postgres)
        if seen[variant] % POSTGRES_VARIANTS:
            test.add_marker(pytest.mark.nightly)
        seen[variant] += 1


def one_in(every: int) -> pytest.MarkDecorator:
    """Parametrize `every`: `make test` tries one cell in so many, `make nightly` tries all cells."""
    sizes = [every, pytest.param(1, marks=pytest.mark.nightly)]
    return pytest.mark.parametrize("every", sizes, ids=[f"one in {every}", "all"])


def is_in_turn(*positions: int, every: int) -> bool:
    """Return whether a cell of a table belongs to the share, by its position on each axis of the table.

    The share is the same in every run. On each line along an axis at least as long as `every`, it has one cell in
    `every`: so each pair of positions on the other axes is met.
    """
    return sum(positions) % every == 0
