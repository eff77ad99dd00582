"""Reads an XLS workbook of Excel 97 to 2003 with xlrd, which a damaged file cannot make end the program."""

from io import StringIO

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.book import Book
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as OldSheet

from app.platform.errors import DomainError, ErrorKind
from app.platform.spreadsheets.cells import text_of
from app.platform.spreadsheets.sheets import Row, Sheet

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIPPED_NAMES = (".xlsx", ".xlsm", ".xlsb", ".ods")


def read_old_workbook(content: bytes, name: str) -> list[Sheet]:
    """Return the sheets of a workbook in the workbook's order, hidden ones too.

    Raises:
        DomainError: `import.protected`, `import.protected_or_damaged`.
    """
    if _ENCRYPTED in content or name.lower().endswith(_ZIPPED_NAMES) and b"W\0o\0r\0k\0b\0o\0o\0k" not in content:
        raise DomainError(ErrorKind.INVALID, "import.protected", file=name)
    try:
        book = _open(content)
        return [_sheet(book, sheet) for sheet in book.sheets()]
    except Exception as error:  # a damaged file may cause any error
        code = "protected" if "encrypted" in str(error).lower() else "protected_or_damaged"
        raise DomainError(ErrorKind.INVALID, f"import.{code}", file=name) from error


def _open(content: bytes) -> Book:
    """Open a workbook with its merged cells, or without them where its styles cannot be read."""
    try:
        return xlrd.open_workbook(file_contents=content, logfile=StringIO(), formatting_info=True, ragged_rows=True)
    except xlrd.XLRDError:
        raise
    except Exception:
        return xlrd.open_workbook(file_contents=content, logfile=StringIO(), ragged_rows=True)


def _sheet(book: Book, sheet: OldSheet) -> Sheet:
    covered: dict[int, set[int]] = {}
    for top, bottom, left, right in sheet.merged_cells:
        for row in range(top + 1, min(bottom, sheet.nrows)):
            covered.setdefault(row, set()).update(range(left, right))
    rows = [
        Row(at + 1, tuple(_text(book, cell) for cell in sheet.row(at)), frozenset(covered.get(at, ())))
        for at in range(sheet.nrows)
    ]
    return Sheet(sheet.name, tuple(row for row in rows if not row.is_blank), is_hidden=bool(sheet.visibility))


def _text(book: Book, cell: Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return text_of(xlrd.xldate_as_datetime(cell.value, book.datemode))
        except (xlrd.xldate.XLDateError, ValueError, OverflowError):
            return text_of(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(error_text_from_code.get(cell.value, "#VALUE!"))
    return text_of(bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value)
