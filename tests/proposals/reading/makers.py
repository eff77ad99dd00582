"""Files as spreadsheet programs write them, made in memory."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from app.platform.errors import DomainError
from app.platform.i18n import Locale, translator_of
from app.proposals.reading.lists import ProposalList, read_list

Table = Sequence[Sequence[Any]]


def separated(rows: Table, *, separator: str = ",", end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    return stream.getvalue()


def workbook(
    sheets: dict[str, Table], *, change: Callable[[Workbook], None] | None = None, is_1904: bool = False
) -> bytes:
    """An XLSX with these sheets; `change` does to it what a person does: merge, hide."""
    book = Workbook()
    book.remove(book.worksheets[0])
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    for name, rows in sheets.items():
        sheet: Worksheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def patched(content: bytes, part: str, pattern: str, replacement: str) -> bytes:
    """An archive with one part of it changed, as another program would have written it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                changed = re.sub(pattern, replacement, text.decode())
                assert changed != text.decode()
                text = changed.encode()
            target.writestr(name, text)
    return stream.getvalue()


def with_part(content: bytes, name: str, part: str) -> bytes:
    """An archive with one more part."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return zipped({**{one: source.read(one) for one in source.namelist()}, name: part})


def zipped(files: dict[str, str | bytes]) -> bytes:
    """Return a zip archive of the files, the same bytes at every hour."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def texts_of(proposal_list: ProposalList) -> list[str]:
    return [proposal.text for proposal in proposal_list.proposals]


def texts_in(content: bytes, name: str = "list.csv", **options: str) -> list[str]:
    return texts_of(read_list(content, name, **options))


def refusal_of(content: bytes, name: str = "list.csv", **options: str) -> str:
    """The code of a refusal, which has words in every language."""
    try:
        read_list(content, name, **options)
    except DomainError as error:
        for locale in Locale:
            assert "{" not in translator_of(locale)(f"errors.{error.code}", **error.params)
        return error.code
    raise AssertionError("was read")
