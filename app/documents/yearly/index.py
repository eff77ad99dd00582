"""The index of a yearly archive: a page to print, and a workbook with the same tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.documents.yearly.contents import Adopted, YearOfPlace
from app.exports import csv, names, tables, xlsx
from app.exports.dossier import Dossier
from app.exports.properties import Properties
from app.exports.tables import Cell, Table, chinese_day, words
from app.exports.text import printable
from app.platform.local_time import to_local

PAGE, BOOK = "index.html", "index.xlsx"
CASES, CASE_HISTORY, RESOLUTIONS = "ledger.csv", "cases-history.csv", "resolutions.csv"
MEETING_HEAD = ("seq", "date", "title", "present", "count_proposals", "count_resolutions", "count_cases", "folder")
RESOLUTION_HEAD = ("number", "adopted", "title", "text", "meeting", "rule", "result", "reservations", "text_hash")
SHOWN_CASES = ("number", "opened", "title", "handler", "due", "state", "is_resolved")
SHOWN_RESOLUTIONS = ("number", "adopted", "title", "meeting", "result")
"""Columns that the printed page has room for."""
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in the index: its folder, its files and its figures; `head` is its ledger's last entry and hash."""

    number: int
    meeting: str
    title: str
    closed_at: datetime
    folder: str
    files: tuple[str, ...]
    present: int
    proposals: int
    resolutions: int
    cases: int
    head: tuple[int, str]
    left_out: tuple[str, ...]


def line_of(number: int, folder: str, files: Iterable[str], dossier: Dossier) -> MeetingLine:
    """Return the line of a closed meeting."""
    return MeetingLine(
        number=number,
        meeting=dossier.meeting,
        title=dossier.title,
        closed_at=dossier.closed_at or dossier.printed_at,
        folder=folder,
        files=tuple(files),
        present=dossier.attendance.present,
        proposals=sum(line.is_visible for line in dossier.proposals),
        resolutions=sum(one.adopted_at is not None for one in dossier.resolutions),
        cases=len(dossier.cases),
        head=(dossier.head_number, dossier.head_hash),
        left_out=dossier.left_out,
    )


def files_of(year: YearOfPlace, lines: Sequence[MeetingLine]) -> dict[str, bytes]:
    """Return {name: content} of the index and the lists of the year."""
    cases, history = _cases(year), tables.case_history(year.cases)
    adopted = Table("year_resolutions", RESOLUTION_HEAD, tuple(map(_resolution, year.resolutions)))
    meetings = Table("year_meetings", MEETING_HEAD, tuple(map(_meeting, lines)))
    left_out = Table("left_out", ("left_out",), tuple((line,) for line in left_out_words(lines)))
    sheets = [meetings, adopted, cases, history, *([left_out] if left_out.rows else [])]
    lists = {CASES: cases, CASE_HISTORY: history, RESOLUTIONS: adopted}
    files = {names.kind_name(plain): csv.render(table, is_flat=True) for plain, table in lists.items()}
    return {
        PAGE: _page(year, lines, (adopted, cases), list(files)),
        BOOK: xlsx.write_workbook(sheets, _properties(year)),
        **files,
    }


def title_of(year: YearOfPlace) -> str:
    """Return the title of the archive, such as `桂花苑2026年居务档案`."""
    return words("documents.archive.title", place=year.place_name, year=year.year)


def left_out_words(lines: Iterable[MeetingLine]) -> list[str]:
    """Return one sentence for each thing that the reader may not see of some meeting."""
    codes = dict.fromkeys(code for line in lines for code in line.left_out)
    return [words(f"documents.left_out.{code}") for code in codes]


def _cases(year: YearOfPlace) -> Table:
    today = to_local(year.made_at).date()
    rows = (tables.case_row(year.case_meetings.get(case.meeting or "", ""), case, today) for case in year.cases)
    return Table("cases", tables.CASE_HEAD, tuple(rows))


def _meeting(line: MeetingLine) -> tuple[Cell, ...]:
    day = to_local(line.closed_at).date()
    return (line.number, day, line.title, line.present, line.proposals, line.resolutions, line.cases, line.folder)


def _resolution(adopted: Adopted) -> tuple[Cell, ...]:
    one = adopted.resolution
    return (
        one.number or "",
        one.adopted_at or "",
        one.title,
        one.text,
        adopted.meeting_title,
        words(f"domain.rule.{one.poll.rule}") if one.poll else "",
        tables.result_words(one.poll) if one.poll else "",
        one.reservations,
        one.text_hash or "",
    )


def _properties(year: YearOfPlace) -> Properties:
    return Properties(title_of(year), year.place_name, year.made_at, year.made_at, year.made_at)


def _page(year: YearOfPlace, lines: Sequence[MeetingLine], lists: tuple[Table, Table], files: list[str]) -> bytes:
    adopted, cases = lists
    page = _PAGES.get_template(PAGE).render(
        t=words,
        title=title_of(year),
        made=chinese_day(year.made_at),
        is_over=year.is_over,
        left_out=left_out_words(lines),
        meetings=lines,
        day=lambda moment: to_local(moment).date().isoformat(),
        href=lambda *parts: quote("/".join(parts)),
        lists=(_shown(adopted, SHOWN_RESOLUTIONS), _shown(cases, SHOWN_CASES)),
        files=[BOOK, *files],
    )
    return printable(page).encode()


def _shown(table: Table, head: Sequence[str]) -> Mapping[str, object]:
    """Return a table with some of its columns, its cells as text."""
    places = [table.head.index(name) for name in head]
    heads = [words(f"documents.column.{name}") for name in head]
    rows = [[_text(row[at]) for at in places] for row in table.rows]
    return {"title": table.title, "head": heads, "rows": rows}


def _text(value: Cell) -> str:
    if isinstance(value, date):
        return tables.moment(value)
    return "；".join(value) if isinstance(value, tuple) else str(value)
