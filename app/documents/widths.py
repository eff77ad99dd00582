"""Divides the width of a table among its columns, and the width of a line between a label and its value."""

from collections.abc import Iterable

from app.documents.blocks import Block, Fact, Table
from app.exports.text import breadth

PADDING, WIDEST, NARROWEST = 3, 30, 6
"""In Latin characters: the space beside a text, and the bounds of the width that a column may ask for."""
SHORTEST_LABEL = 5
"""Characters of the usual label, such as 召集单位："""


def widths_of(table: Table) -> list[int]:
    """Return the share of each column, by the widths of head and texts where the table does not give shares."""
    if table.widths:
        return list(table.widths)
    columns = zip(table.head, *table.rows[:200], strict=True)
    return [PADDING + min(WIDEST, max(NARROWEST, *map(breadth, column))) for column in columns]


def label_width_of(blocks: Iterable[Block]) -> int:
    """Return the width of the labels of a paper in characters of its body: that of the longest, at least five."""
    longest = max((breadth(block.label) for block in blocks if isinstance(block, Fact)), default=0)
    return SHORTEST_LABEL if longest <= 2 * SHORTEST_LABEL else longest * 3 // 5 + 1
