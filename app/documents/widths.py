"""Divides the width of a table among its columns."""

from app.documents.blocks import Table
from app.exports.text import breadth

PADDING, WIDEST, NARROWEST = 3, 30, 6
"""In Latin characters: the space beside a text, and the bounds of the width that a column may ask for."""


def widths_of(table: Table) -> list[int]:
    """Return the share of each column, by the widths of head and texts where the table does not give shares."""
    if table.widths:
        return list(table.widths)
    columns = zip(table.head, *table.rows[:200], strict=True)
    return [PADDING + min(WIDEST, max(NARROWEST, *map(breadth, column))) for column in columns]
