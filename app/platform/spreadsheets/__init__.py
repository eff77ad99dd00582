"""Reads tables from files that people send: text with separators in any usual encoding, workbooks, tables in HTML."""

from app.platform.errors import DomainError, ErrorKind
from app.platform.spreadsheets.decoding import decode
from app.platform.spreadsheets.markup import is_markup, read_markup
from app.platform.spreadsheets.old_workbooks import read_old_workbook
from app.platform.spreadsheets.separated import read_separated
from app.platform.spreadsheets.sheets import IsHeadWord, Row, Sheet
from app.platform.spreadsheets.workbooks import looks_like_workbook, read_workbook

__all__ = ["IsHeadWord", "Row", "Sheet", "looks_like_workbook", "read_sheets"]

OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "GZIP"),
    (b"SQLite format 3", "SQLite"),
)


def read_sheets(content: bytes, name: str, is_head_word: IsHeadWord) -> list[Sheet]:
    """Return the sheets of a workbook, an HTML page or separated text; the content decides how the file is read.

    Args:
        content: the whole file.
        name: the file's name, for the message of a refusal.
        is_head_word: returns whether a cell may stand in the header of the table that the caller looks for; the
            separator of a text file is found by such cells.

    Raises:
        DomainError: `import.empty`, `import.not_a_table`, `import.protected`, `import.damaged`,
            `import.protected_or_damaged`, `import.cut_off`, `import.encoding_unknown`, `import.too_large`; each names
            the file.
    """
    if not content.strip(b" \t\r\n\0"):
        raise DomainError(ErrorKind.INVALID, "import.empty", file=name)
    for mark, what in _OTHERS:
        if content.startswith(mark):
            raise DomainError(ErrorKind.INVALID, "import.not_a_table", file=name, what=what)
    if content.startswith(OLE):
        return read_old_workbook(content, name)
    if content.startswith(ZIP):
        return read_workbook(content, name)
    text, encoding = decode(content, name)
    if is_markup(text):
        return read_markup(text, name)
    separated = read_separated(text, is_head_word)
    return [
        Sheet("", separated.rows, encoding=encoding, separator=separated.separator, lone_quotes=separated.lone_quotes)
    ]
