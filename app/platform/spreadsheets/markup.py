"""Reads tables in HTML and XML that programs save under the name of a workbook."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from defusedxml import ElementTree

from app.platform.errors import DomainError, ErrorKind
from app.platform.spreadsheets.sheets import Row, Sheet, tidy

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_BREAKS = {"br", "p", "div"}
_SILENT = {"script", "style"}
_BLANKS = re.compile(r"[ \t\r\n\f]+")
MAX_SPAN = 2000
MAX_DIGITS = 7
"""Digits of the number of a row or column: a sheet has at most 1,048,576 rows."""


def is_markup(text: str) -> bool:
    """Return whether a text is HTML or XML."""
    head = text[:2000].lstrip("\ufeff \t\r\n").lower()
    return head.startswith(("<html", "<!doctype html", "<?xml", "<table", "<meta", "<head", "<body", "<workbook"))


def read_markup(text: str, name: str) -> list[Sheet]:
    """Return the tables of an HTML page, or the sheets of an XML spreadsheet of Excel 2003.

    Raises:
        DomainError: `import.damaged`, or `import.not_a_table` where there is no table.
    """
    sheets = list(_xml_sheets(text, name)) if _SPREADSHEET in text[:4000] and "<html" not in text[:4000] else []
    if not sheets:
        parser = _Tables()
        parser.feed(text)
        parser.close()
        sheets = [Sheet("", _rows(table)) for table in parser.tables]
    if not any(sheet.rows for sheet in sheets):
        raise DomainError(ErrorKind.INVALID, "import.not_a_table", file=name, what="HTML")
    return sheets


class _Cell:
    __slots__ = ("columns", "rows", "text")

    def __init__(self, columns: int, rows: int) -> None:
        self.text, self.columns, self.rows = "", columns, rows


class _Tables(HTMLParser):
    """Collects the outermost tables as rows of cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[_Cell]]] = []
        self._depth = 0
        self._cell: _Cell | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif tag in _SILENT:
            self._silent += 1
        elif self._depth == 1 and tag == "tr":
            self.tables[-1].append([])
            self._cell = None
        elif self._depth == 1 and tag in ("td", "th"):
            self._begin_cell(dict(attrs))
        elif tag in _BREAKS and self._cell is not None:
            self._cell.text = self._cell.text.rstrip(" ") + "\n"

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        table = self.tables[-1]
        if not table:
            table.append([])
        self._cell = _Cell(_span(attributes.get("colspan")), _span(attributes.get("rowspan")))
        table[-1].append(self._cell)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            self._depth -= 1
            self._cell = None if self._depth == 0 else self._cell
        elif tag in _SILENT and self._silent:
            self._silent -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._cell = None

    def handle_data(self, data: str) -> None:
        """Add text to the cell as a browser does: runs of blanks become one blank, lines begin without blanks."""
        if self._cell is not None and not self._silent:
            shown = _BLANKS.sub(" ", data)
            at_start = self._cell.text.endswith(("\n", " ")) or not self._cell.text
            self._cell.text += shown.lstrip(" ") if at_start else shown


def _span(value: str | None) -> int:
    return min(int(value), MAX_SPAN) if value and value.isascii() and value.isdigit() and int(value) else 1


def _rows(table: list[list[_Cell]]) -> tuple[Row, ...]:
    """Return the rows of a table with each cell at its column; a cell that spans rows covers the places below it."""
    rows, reaching = [], dict[int, int]()
    for number, line in enumerate(table, 1):
        covered = frozenset(column for column, left in reaching.items() if left)
        reaching = {column: left - 1 for column, left in reaching.items() if left > 1}
        cells: dict[int, str] = {}
        column = 0
        for cell in line:
            while column in covered:
                column += 1
            cells[column] = tidy(cell.text)
            for at in range(column, column + cell.columns):
                if cell.rows > 1:
                    reaching[at] = cell.rows - 1
            column += cell.columns
        width = max([column, *(at + 1 for at in covered)], default=0)
        rows.append(Row(number, tuple(cells.get(at, "") for at in range(width)), covered))
    return tuple(row for row in rows if not row.is_blank)


def _xml_sheets(text: str, name: str) -> Iterator[Sheet]:
    try:
        root = ElementTree.fromstring(text.lstrip("\ufeff \r\n").encode())
    except (ElementTree.ParseError, ValueError) as error:
        raise DomainError(ErrorKind.INVALID, "import.damaged", file=name) from error
    space = f"{{{_SPREADSHEET}}}"
    for sheet in root.iter(f"{space}Worksheet"):
        rows, number = [], 0
        for line in sheet.iter(f"{space}Row"):
            number = _index(line.get(f"{space}Index"), number, name)
            cells: dict[int, str] = {}
            column = 0
            for cell in line.iter(f"{space}Cell"):
                column = _index(cell.get(f"{space}Index"), column, name)
                data = cell.find(f"{space}Data")
                cells[column - 1] = tidy("".join(data.itertext())) if data is not None else ""
            rows.append(Row(number, tuple(cells.get(at, "") for at in range(min(column, MAX_SPAN)))))
        hidden = any(part.tag.endswith("}Visible") and part.text == "SheetHidden" for part in sheet.iter())
        yield Sheet(sheet.get(f"{space}Name", ""), tuple(row for row in rows if not row.is_blank), is_hidden=hidden)


def _index(value: str | None, before: int, name: str) -> int:
    """Return the position of a row or cell, counted from 1: the written position, or the next after `before`.

    Raises:
        DomainError: `import.damaged` when the value is not a number, or not greater than `before`.
    """
    if value is None:
        return before + 1
    if not (value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS and int(value) > before):
        raise DomainError(ErrorKind.INVALID, "import.damaged", file=name)
    return int(value)
