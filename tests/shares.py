"""The smaller sizes of long tests: a share of the cells by day, and PostgreSQL in the nightly run only."""

import zlib

import pytest

NIGHTLY_POSTGRES = [pytest.mark.postgres, pytest.mark.nightly]
ENGINES = ["sqlite", pytest.param("postgres", marks=NIGHTLY_POSTGRES)]
"""Values of `database_url` for a test that runs on PostgreSQL in `make nightly` only."""


def one_in(every: int) -> pytest.MarkDecorator:
    """Parametrize `every`: `make test` tries one cell in so many, `make nightly` tries all cells."""
    sizes = [every, pytest.param(1, marks=pytest.mark.nightly)]
    return pytest.mark.parametrize("every", sizes, ids=[f"one in {every}", "all"])


def is_tried(cell: object, every: int) -> bool:
    """Return whether a cell belongs to the share, which is the same in every run and follows no pattern."""
    return zlib.crc32(str(cell).encode()) % every == 0
