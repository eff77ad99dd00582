"""Reads the sheets of a workbook (XLSX, XLSM or ODS) with calamine."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import Element  # nosec B405 - a type; defusedxml parses

from defusedxml import ElementTree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from app.platform.errors import DomainError, ErrorKind
from app.platform.spreadsheets.cells import text_of
from app.platform.spreadsheets.sheets import Row, Sheet

MAX_UNPACKED = 300_000_000
"""Most bytes that a workbook may unpack to; a larger one is refused unread."""
MAX_CELLS = 20_000_000
"""Most cells of a sheet, rows times columns up to the last cell with a value; calamine allocates all of them."""
_ODS = "content.xml"
_WORKBOOK_PARTS = ("xl/workbook.xml", _ODS)
Place = tuple[int, int]
"""(row, column), both from 0."""


def looks_like_workbook(content: bytes) -> bool:
    """Return whether a ZIP, even a damaged one, looks like a workbook."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return not set(archive.namelist()).isdisjoint(_WORKBOOK_PARTS)
    except (zipfile.BadZipFile, OSError, ValueError):
        return any(part.encode() in content for part in _WORKBOOK_PARTS)


def read_workbook(content: bytes, name: str) -> list[Sheet]:
    """Return the sheets of a workbook in the workbook's order, hidden ones too.

    Raises:
        DomainError: `import.protected`, `import.damaged`, `import.not_a_table`, `import.too_large`.
    """
    marks = _check_zip(content, name)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            return [
                _sheet(book.get_sheet_by_name(about.name), about.visible, marks.get(about.name, {}))
                for about in book.sheets_metadata
            ]
    except PasswordError as error:
        raise _refusal("protected", name) from error
    except CalamineError as error:
        raise _refusal("damaged", name) from error
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":  # of the Rust library
            raise _refusal("damaged", name) from error
        raise


def _check_zip(content: bytes, name: str) -> dict[str, dict[Place, str]]:
    """Refuse a ZIP that is no readable workbook; return the marked cells of an XLSX by sheet, or {} for an ODS."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise _refusal("too_large", name)
            if archive.testzip() is not None:
                raise _refusal("damaged", name)
            parts = set(archive.namelist())
            if parts.isdisjoint(_WORKBOOK_PARTS):
                what = "XLSB" if "xl/workbook.bin" in parts else "ZIP"
                raise DomainError(ErrorKind.INVALID, "import.not_a_table", file=name, what=what)
            if _ODS in parts:
                _check_extent(archive, name)
                return {}
            return _marks_of(archive, name)
    except (zipfile.BadZipFile, ElementTree.ParseError, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise _refusal("damaged", name) from error
    except RuntimeError as error:  # an encrypted part
        raise _refusal("protected", name) from error
    except zlib.error as error:
        raise _refusal("damaged", name) from error


def _sheet(sheet: CalamineSheet, visible: SheetVisibleEnum, marked: Mapping[Place, str]) -> Sheet:
    covered, missing, errors = _covered(sheet), dict[int, set[int]](), dict[int, dict[int, str]]()
    for (row, column), error in marked.items():
        if error:
            errors.setdefault(row, {})[column] = error
        else:
            missing.setdefault(row, set()).add(column)
    rows = [
        Row(
            at + 1,
            tuple(errors.get(at, {}).get(column) or text_of(cell) for column, cell in enumerate(cells)),
            frozenset(covered.get(at, ())),
            frozenset(missing.get(at, ())),
        )
        for at, cells in enumerate(sheet.to_python(skip_empty_area=False))
    ]
    is_hidden = visible != SheetVisibleEnum.Visible
    return Sheet(sheet.name, tuple(row for row in rows if not row.is_blank), is_hidden=is_hidden)


def _covered(sheet: CalamineSheet) -> dict[int, set[int]]:
    """Return {row: columns} of the cells that a merged cell covers from a row above."""
    covered: dict[int, set[int]] = {}
    height = sheet.total_height
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top + 1, min(bottom, height - 1) + 1):
            covered.setdefault(row, set()).update(range(left, min(right, left + 500) + 1))
    return covered


def _marks_of(archive: zipfile.ZipFile, name: str) -> dict[str, dict[Place, str]]:
    """Return {sheet: {place: text}} of the cells for which calamine returns less than a spreadsheet program shows.

    The text is that of an error, such as `#N/A`, a percentage, such as `50%`, or "" for a formula that a program wrote
    without computing it.
    """
    marks, percent = {}, _percent_styles(archive)
    for sheet, part in _parts_of(archive).items():
        if part in archive.NameToInfo:
            with archive.open(part) as stream:
                marks[sheet] = _survey(stream, name, percent)
    return marks


def _parts_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return {sheet: name of the archive member that holds the sheet}."""
    targets = {}
    if "xl/_rels/workbook.xml.rels" in archive.NameToInfo:
        for link in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
            target = link.get("Target", "")
            targets[link.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    sheets = {}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if _tag(element) == "sheet":
            link_id = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            sheets[element.get("name", "")] = targets.get(link_id, "")
    return sheets


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the numbers of the cell styles that show a percentage."""
    if "xl/styles.xml" not in archive.NameToInfo:
        return frozenset()
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iter() if _tag(one) == "numFmt"}
    shares = {"9", "10", *(number for number, code in formats.items() if code.endswith("%"))}
    styles = [style for part in root if _tag(part) == "cellXfs" for style in part]
    return frozenset(str(at) for at, style in enumerate(styles) if style.get("numFmtId") in shares)


def _survey(stream: IO[bytes], name: str, percent: frozenset[str]) -> dict[Place, str]:
    """Return the marked cells of a sheet, or refuse the sheet if its cells reach too far."""
    marks: dict[Place, str] = {}
    widest = 0
    for (row, column), cell in _cells(stream):
        if (mark := _mark_of(cell, percent)) is not None:
            marks[row, column] = mark
        widest = max(widest, column + 1 if len(cell) else 0)
        if (row + 1) * widest > MAX_CELLS:
            raise _refusal("too_large", name)
    return marks


def _cells(stream: IO[bytes]) -> Iterator[tuple[Place, Element]]:
    row, column = -1, -1
    for event, element in ElementTree.iterparse(stream, ("start", "end")):
        tag = _tag(element)
        if event == "start" and tag == "row":
            row, column = int(element.get("r") or row + 2) - 1, -1
        elif event == "start" and tag == "c":
            column = _column(element.get("r", ""), column + 1)
        elif event == "end" and tag == "c":
            yield (row, column), element
        elif event == "end" and tag == "row":
            element.clear()


def _mark_of(cell: Element, percent: frozenset[str]) -> str | None:
    if _lacks_value(cell):
        return ""
    value = next((part.text or "" for part in cell if _tag(part) == "v"), "")
    if cell.get("t") == "e":
        return value or "#VALUE!"
    is_share = value and cell.get("s") in percent and cell.get("t", "n") == "n"
    return f"{float(value) * 100:.10g}%" if is_share else None


def _check_extent(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse an ODS whose repeated cells reach too far."""
    widest, height, column = 0, 0, 0
    with archive.open(_ODS) as stream:
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            tag = _tag(element)
            if event == "start":
                column = 0 if tag == "table-row" else column
            elif tag in ("table-cell", "covered-table-cell"):
                column += _repeated(element, "columns")
                widest = max(widest, column if len(element) else 0)
            elif tag == "table-row":
                height += _repeated(element, "rows") if any(len(cell) for cell in element) else 1
                element.clear()
            if height * widest > MAX_CELLS:
                raise _refusal("too_large", name)


def _repeated(element: Element, what: str) -> int:
    times = next((value for key, value in element.attrib.items() if key.endswith(f"}}number-{what}-repeated")), "1")
    return int(times)


def _lacks_value(cell: Element) -> bool:
    parts = {_tag(part): part for part in cell}
    if "f" not in parts or "is" in parts:
        return False
    value = parts.get("v")
    return value is None or (not value.text and cell.get("t") != "str")


def _column(reference: str, following: int) -> int:
    """Return the column of a cell such as `AB12`, from 0, or `following` where the cell names no column."""
    letters = "".join(sign for sign in reference if sign.isalpha()).upper()
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return column - 1 if letters else following


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _refusal(code: str, name: str) -> DomainError:
    return DomainError(ErrorKind.INVALID, f"import.{code}", file=name)
