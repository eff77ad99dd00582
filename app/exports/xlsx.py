"""The tables of a meeting as a workbook, from cases to ledger entries, each on a sheet to be filtered and printed."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.exports.dossier import Dossier
from app.exports.properties import Properties, properties_of, stamp
from app.exports.tables import TABLES, Cell, Table, left_out_of, words
from app.exports.text import breadth, is_like_formula, printable
from app.platform.local_time import to_local

LONGEST = 32_767
"""Largest number of UTF-16 units in one cell of a workbook."""
MOST_ROWS = 1_048_575
"""Largest number of rows below the header of a sheet."""
LONGEST_SHEET_NAME, LONGEST_HEADER = 31, 200
WIDEST, NARROWEST, DAY_WIDTH, MOMENT_WIDTH = 48, 8, 12, 18
SAMPLE = 100
"""Number of rows from which the widths of the columns are taken."""
A4 = 9
MARGINS = {"left": 0.5, "right": 0.5, "top": 0.8, "bottom": 0.7}
"""Margins of the printed page in inches."""
_UNSAFE_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "宋体", "font_size": 11},
}
_TOP = {"valign": "top"}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "bg_color": "#D9D9D9", "border": 1, "text_wrap": True, "valign": "vcenter"},
    "text": {**_TOP, "text_wrap": True},
    "guarded": {**_TOP, "text_wrap": True, "quote_prefix": True},
    "number": _TOP,
    "day": {**_TOP, "num_format": "yyyy-mm-dd", "align": "left"},
    "moment": {**_TOP, "num_format": "yyyy-mm-dd hh:mm", "align": "left"},
}


@dataclass(frozen=True, slots=True)
class _Book:
    """A workbook being written, with its formats by name."""

    file: Workbook
    formats: Mapping[str, Any]
    title: str


def render(dossier: Dossier) -> bytes:
    """Return the workbook of a dossier as XLSX."""
    tables = (read(dossier) for read in TABLES)
    last = (left_out_of(dossier),) if dossier.left_out else ()
    return write_workbook((*tables, *last), properties_of(dossier, dossier.title))


def write_workbook(tables: Iterable[Table], properties: Properties) -> bytes:
    """Return tables as XLSX, each on a sheet of its own; the same tables and properties give the same bytes."""
    stream = io.BytesIO()
    with Workbook(stream, dict(_OPTIONS)) as file:
        formats = {name: file.add_format(dict(look)) for name, look in _FORMATS.items()}
        book = _Book(file, formats, properties.title)
        for table in tables:
            _add_sheet(book, table)
    return stamp(stream.getvalue(), properties)


def sheet_name(title: str, taken: Sequence[str] = ()) -> str:
    """Return a name that a sheet may have: at most 31 characters, none that spreadsheets forbid, unlike those taken."""
    name = _UNSAFE_IN_NAME.sub("", printable(title)).strip("' ")[:LONGEST_SHEET_NAME].strip("' ") or "Sheet"
    number, unique = 1, name
    while unique.lower() in {one.lower() for one in taken}:
        number += 1
        unique = f"{name[: LONGEST_SHEET_NAME - len(str(number)) - 1]} {number}"
    return unique


def cut_to_cell(text: str) -> str:
    """Return the text as far as a cell can hold it; a text that was cut ends with a note that says so."""
    shown = printable(text)
    if len(shown) * 2 <= LONGEST or len(shown.encode("utf-16-le")) <= LONGEST * 2:
        return shown
    note = words("documents.cell_cut")
    units = shown.encode("utf-16-le")[: (LONGEST - len(note)) * 2]
    return units.decode("utf-16-le", "ignore") + note


def _add_sheet(book: _Book, table: Table) -> None:
    sheet = book.file.add_worksheet(sheet_name(table.title, list(book.file.sheetnames)))
    rows, columns = table.rows[:MOST_ROWS], len(table.head)
    for at, width in enumerate(_widths(table)):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), columns - 1)
    _set_up_print(sheet, f"{book.title}　{table.title}")
    for at, name in enumerate(table.head_words):
        sheet.write_string(0, at, name, book.formats["head"])
    for number, row in enumerate(rows, 1):
        if number == MOST_ROWS < len(table.rows):
            sheet.write_string(number, 0, words("documents.rows_cut", rows=len(table.rows)), book.formats["text"])
            break
        for at, value in enumerate(row):
            _write(book, sheet, (number, at), value)


def _write(book: _Book, sheet: Worksheet, place: tuple[int, int], value: Cell) -> None:
    """Write a cell; a text stays a text even if it begins like a formula or is edited later."""
    if isinstance(value, datetime):
        local = to_local(value).replace(tzinfo=None, microsecond=0)
        sheet.write_datetime(*place, local, book.formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(*place, datetime(value.year, value.month, value.day), book.formats["day"])
    elif isinstance(value, int | float):
        sheet.write_number(*place, value, book.formats["number"])
    elif value:
        text = value if isinstance(value, str) else "\n".join(value)
        sheet.write_string(*place, cut_to_cell(text), book.formats["guarded" if is_like_formula(text) else "text"])


def _set_up_print(sheet: Worksheet, header: str) -> None:
    """Set A4 across, all columns on one page, the header row on each page, and a page number at its foot."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(**MARGINS)
    shown = printable(header)[:LONGEST_HEADER].replace("\n", " ").replace("&", "&&")
    sheet.set_header(f"&C{shown}")
    sheet.set_footer(f"&C{words('documents.page_of')}")


def _widths(table: Table) -> list[int]:
    """Return a width for each column in Latin characters, from the header and the first rows."""
    head = [breadth(name) + 4 for name in table.head_words]  # the button of the filter covers two characters
    columns = [[row[at] for row in table.rows[:SAMPLE]] for at in range(len(head))]
    return [min(WIDEST, max(NARROWEST, width, *map(_width, cells))) for width, cells in zip(head, columns, strict=True)]


def _width(value: Cell) -> int:
    if isinstance(value, date):
        return MOMENT_WIDTH if isinstance(value, datetime) else DAY_WIDTH
    return breadth("\n".join(value) if isinstance(value, tuple) else str(value)) + 2
