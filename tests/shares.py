"""The smaller sizes of long tests: a share of the cells by day, and PostgreSQL in the nightly run only."""

import pytest

NIGHTLY_POSTGRES = [pytest.mark.postgres, pytest.mark.nightly]
ENGINES = ["sqlite", pytest.param("postgres", marks=NIGHTLY_POSTGRES)]
"""Values of `database_url` for a test that runs on PostgreSQL in `make nightly` only."""


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
