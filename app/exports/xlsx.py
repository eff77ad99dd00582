"""The tables of a meeting as a workbook, from cases to ledger entries, each a sheet with a frozen header."""

import io

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.exports.dossier import Dossier
from app.exports.properties import with_properties
from app.exports.tables import TABLES, Cell, Table, left_out_of
from app.exports.text import breadth, printable

LONGEST = 32_767
"""Largest number of characters in one cell of a workbook."""
WIDEST, NARROWEST = 48, 8
_HEAD = Font(bold=True)
_WRAP = Alignment(wrap_text=True, vertical="top")


def render(dossier: Dossier) -> bytes:
    """Return the workbook of a dossier as XLSX."""
    book = Workbook(write_only=True)
    for read in TABLES:
        _add_sheet(book, read(dossier))
    if dossier.left_out:
        _add_sheet(book, left_out_of(dossier))
    stream = io.BytesIO()
    book.save(stream)
    return with_properties(stream.getvalue(), dossier, dossier.title)


def _add_sheet(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.title)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.head))}{len(table.rows) + 1}"
    for at, width in enumerate(_widths(table), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.append([_cell(sheet, name, _HEAD) for name in table.head_words])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: WriteOnlyWorksheet, value: Cell, font: Font | None = None) -> SheetCell:
    """Return a cell; a text stays a text even if it begins like a formula or is edited later."""
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        cell.value = printable(value)[:LONGEST]
        cell.data_type = "s"
        cell.quotePrefix = True
        cell.alignment = _WRAP
    else:
        cell.value = value
    if font:
        cell.font = font
    return cell


def _widths(table: Table) -> list[int]:
    """Return a width for each column in Latin characters, from the header and the first 100 rows."""
    shown = [table.head_words, *([str(value) for value in row] for row in table.rows[:100])]
    return [min(WIDEST, max(NARROWEST, *(breadth(row[at]) + 2 for row in shown))) for at in range(len(table.head))]
