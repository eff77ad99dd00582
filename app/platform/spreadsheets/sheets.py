"""The result of every reader of a file: sheets of rows of text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

IsHeadWord = Callable[[str], bool]
"""Returns whether a cell is a word that the caller expects in the header of a table."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet.

    Attributes:
        number: the row's number in a workbook, or the number of its first line in a text file, from 1.
        cells: the text of each cell; "" for an empty one.
        covered: columns (from 0) whose cell belongs to a merged cell that begins in a row above.
        uncomputed: columns (from 0) that hold a formula whose value the file does not contain.
    """

    number: int
    cells: tuple[str, ...]
    covered: frozenset[int] = frozenset()
    uncomputed: frozenset[int] = frozenset()

    @property
    def filled(self) -> int:
        """The number of cells that hold text."""
        return sum(1 for cell in self.cells if cell)

    @property
    def is_blank(self) -> bool:
        return not self.filled and not self.covered and not self.uncomputed

    def cell(self, column: int) -> str:
        """Return the text of a column, or "" where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file, without its blank rows.

    Attributes:
        name: the sheet's name in a workbook, "" in a text file.
        is_hidden: the workbook does not show the sheet.
        encoding: of a text file, as Python names it; "" in a workbook.
        separator: the sign between the cells of a text file; "" where there is none.
        lone_quotes: rows, by number, with a quotation mark that has no partner and stands as it was written.
    """

    name: str
    rows: tuple[Row, ...]
    is_hidden: bool = False
    encoding: str = ""
    separator: str = ""
    lone_quotes: tuple[int, ...] = ()


def rows_of(lines: Sequence[tuple[int, Sequence[str]]]) -> tuple[Row, ...]:
    """Return rows made of numbered lists of cells, without blank rows."""
    rows = (Row(number, tuple(tidy(cell) for cell in cells)) for number, cells in lines)
    return tuple(row for row in rows if not row.is_blank)


def tidy(text: str) -> str:
    """Return the text of a cell with line breaks as `\\n` and without blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n\u3000\xa0\ufeff\0")
