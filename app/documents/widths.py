"""Divides the width of a table among its columns, and the width of a line between a label and its value."""

import re
from collections.abc import Iterable

from app.documents.blocks import Block, Fact, Table
from app.exports.text import breadth

PADDING, WIDEST, NARROWEST = 3, 30, 6
"""In Latin characters: the space beside a text, and the bounds of the width that a column may ask for."""
SHORTEST_LABEL = 5
"""Characters of the usual label, such as 召集单位："""


TEXT_WIDTH, LETTER, SIDES = 442.2, 7.6, 8.0
"""In points: the width of a table, of a wide Latin letter in 12 pt, and of the space beside the text of a cell."""
SAMPLE = 200
"""Rows that the widths of columns are taken from."""
_WORD = re.compile(r"[!-,.-~]{1,16}-?")
"""What does not break in a line: Latin characters up to a hyphen; longer ones break anywhere."""


def widths_of(table: Table) -> list[int]:
    """Return the share of each column: as the table gives it, else by its texts, and at least as wide as its words."""
    columns = list(zip(table.head, *table.rows[:SAMPLE], strict=True))
    shares = list(table.widths) or [PADDING + min(WIDEST, max(NARROWEST, *map(breadth, column))) for column in columns]
    return _fitted(shares, [_longest_word(column) for column in columns])


def _longest_word(column: Iterable[str]) -> float:
    """Return the width in points that the longest word of a column needs."""
    return LETTER * max((len(word) for text in column for word in _WORD.findall(text)), default=0) + SIDES


def _fitted(shares: list[int], needs: list[float]) -> list[int]:
    """Return shares of which each leaves room for a width, at the cost of the others in proportion."""
    if sum(needs) > TEXT_WIDTH:
        return shares
    widths = [TEXT_WIDTH * share / sum(shares) for share in shares]
    narrow: set[int] = set()
    while lacking := {at for at, need in enumerate(needs) if widths[at] < need} - narrow:
        narrow |= lacking
        room = TEXT_WIDTH - sum(needs[at] for at in narrow)
        others = sum(share for at, share in enumerate(shares) if at not in narrow)
        widths = [needs[at] if at in narrow else room * share / others for at, share in enumerate(shares)]
    return [round(10 * width) for width in widths]


def label_width_of(blocks: Iterable[Block]) -> int:
    """Return the width of the labels of a paper in characters of its body: that of the longest, at least five."""
    longest = max((breadth(block.label) for block in blocks if isinstance(block, Fact)), default=0)
    return SHORTEST_LABEL if longest <= 2 * SHORTEST_LABEL else longest * 3 // 5 + 1
