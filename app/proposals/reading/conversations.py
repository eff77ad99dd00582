"""Reads conversations in the file layout of Polis from a folder or a ZIP, and reports every row that is left out.

Two layouts are read: the export of Polis (comment-id, author-id, moderated, comment-body; timestamp, comment-id,
voter-id, vote) and a reduced layout (statement, author, moderated, text; t, participant, statement, vote). A file is
recognised by its head, so its name may be the one that Polis gives to a download. In both layouts, vote 1 is agree,
-1 disagree and 0 pass; moderated -1 is moderated out.
"""

import hashlib
import math
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Annotated

from app.platform.errors import DomainError, ErrorKind
from app.platform.spreadsheets import Row, Sheet, read_sheets
from app.platform.text import Line, Text
from app.platform.web.payloads import parse_field
from app.proposals.polis import CHOICES, MODERATED_OUT, Conversation, Statement
from app.proposals.reading.heads import is_head_word
from app.proposals.reading.report import Reason, Report
from app.proposals.rules import Choice, State

MAX_UNPACKED = 300_000_000
"""Most bytes of all unpacked tables of a ZIP together."""
_TABLES = (".csv", ".txt", ".tsv")
_TEXT = Annotated[str, Text(2000)]
_ID = Annotated[str, Line(100)]
_NAMES = {
    "statement": ("statement", "comment-id"),
    "author": ("author", "author-id"),
    "moderated": ("moderated",),
    "text": ("text", "comment-body"),
    "participant": ("participant", "voter-id"),
    "vote": ("vote",),
    "t": ("t", "timestamp"),
    "is_meta": ("is-meta",),
    "state": ("state",),
    "copy_of": ("merged-into",),
}
_FIRST_MOMENT, _LAST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_THOUSANDS = 1e11
"""A time below this is in seconds since 1970, which fits until the year 5138; a time above is in milliseconds."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A file and {name: column} of the columns whose heads are known; columns count from 0."""

    file: str
    columns: Mapping[str, int]
    rows: Sequence[Row]

    def cell(self, row: Row, name: str) -> str:
        return row.cell(self.columns[name]) if name in self.columns else ""


def read_conversation(path: Path) -> Conversation:
    """Read a conversation from a folder or a ZIP.

    Raises:
        DomainError: as `conversation_of`; for a ZIP, also as `unpack`.
    """
    if path.is_dir():
        paths = sorted(one for one in path.iterdir() if one.suffix.lower() in _TABLES and one.is_file())
        return conversation_of({one.name: one.read_bytes() for one in paths}, path.resolve().name)
    return conversation_of(unpack(path.read_bytes(), path.name), path.name)


def unpack(content: bytes, name: str) -> dict[str, bytes]:
    """Return the tables in a ZIP as {name: content}.

    Raises:
        DomainError: `import.no_zip`, `import.damaged`, `import.protected`.
    """
    if not content.startswith(b"PK"):
        raise DomainError(ErrorKind.INVALID, "import.no_zip", file=name)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if _is_table(part.filename)]
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise DomainError(ErrorKind.INVALID, "import.too_large", file=name)
            return {part.filename: archive.read(part) for part in parts}
    except DomainError:
        raise
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise DomainError(ErrorKind.INVALID, "import.damaged", file=name) from error
    except RuntimeError as error:
        raise DomainError(ErrorKind.INVALID, "import.protected", file=name) from error
    except Exception as error:  # a damaged stream ends in an error of its decompressor
        raise DomainError(ErrorKind.INVALID, "import.damaged", file=name) from error


def conversation_of(files: Mapping[str, bytes], name: str) -> Conversation:
    """Read the tables of a conversation.

    Unusable rows, such as a statement without text or a vote on an unknown statement, are left out and listed in the
    report.

    Args:
        files: {file name: content}; files of other kinds are ignored.
        name: the name of the folder or ZIP, for the report.

    Raises:
        DomainError: `import.file_missing`, `import.file_twice`, `import.column_absent`, `import.no_statements`; for a
            file, as `spreadsheets.read_sheets`, except that an empty file is ignored.
    """
    tables = [_table(PurePosixPath(file).name, content) for file, content in sorted(files.items())]
    statement_table = _only(tables, ("statement", "text"), ("participant",), "statements.csv / comments.csv")
    vote_table = _only(tables, ("statement", "participant", "vote"), (), "votes.csv")
    report = Report(name)
    statements = tuple(_statements(statement_table, report))
    if not statements:
        raise DomainError(ErrorKind.INVALID, "import.no_statements", file=statement_table.file)
    votes, moments = _votes(vote_table, {statement.id for statement in statements}, report)
    report.remark("conversation", statements=len(statements), people=len({seat for seat, _ in votes}), votes=len(votes))
    wanted = {statement_table.file, vote_table.file}
    contents = [content for file, content in sorted(files.items()) if PurePosixPath(file).name in wanted]
    digest = hashlib.sha256(b"".join(contents)).hexdigest()
    times = sorted([*moments, *(one.created_at for one in statements if one.created_at)])
    return Conversation(statements, votes, digest, report, times[0] if times else None, times[-1] if times else None)


def _is_table(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in _TABLES and not path.name.startswith(".") and "__MACOSX" not in path.parts


def _table(file: str, content: bytes) -> _Table:
    """Return the rows of a file below its head; an empty file has no columns."""
    try:
        (sheet, *_) = read_sheets(content, file, is_head_word)
    except DomainError as error:
        if error.code == "import.empty":
            return _Table(file, {}, ())
        raise
    return _Table(file, _columns(sheet), sheet.rows[1:])


def _columns(sheet: Sheet) -> dict[str, int]:
    if not sheet.rows:
        return {}
    head = [cell.strip().lower().replace("_", "-") for cell in sheet.rows[0].cells]
    at = {name: next((head.index(word) for word in words if word in head), -1) for name, words in _NAMES.items()}
    return {name: column for name, column in at.items() if column >= 0}


def _only(tables: Sequence[_Table], needed: Sequence[str], lacking: Sequence[str], missing: str) -> _Table:
    """Return the only table with all `needed` columns and no `lacking` column; refuse no table, or several."""
    fitting = [one for one in tables if one.columns.keys() >= set(needed) and one.columns.keys().isdisjoint(lacking)]
    if not fitting:
        near = [one for one in tables if _is_named(one.file, missing)]
        if near:
            absent = next(name for name in needed if name not in near[0].columns)
            word = " / ".join(_NAMES[absent])
            raise DomainError(ErrorKind.INVALID, "import.column_absent", file=near[0].file, column=word)
        raise DomainError(ErrorKind.INVALID, "import.file_missing", file=missing)
    if len(fitting) > 1:
        names = ", ".join(one.file for one in fitting)
        raise DomainError(ErrorKind.INVALID, "import.file_twice", files=names)
    return fitting[0]


def _is_named(file: str, wanted: str) -> bool:
    return any(file == name or file.endswith(f"-{name}") for name in wanted.split(" / "))


def _statements(table: _Table, report: Report) -> Iterator[Statement]:
    seen: set[str] = set()
    for row in table.rows:
        report.rows += 1
        statement, reason = _statement(table, row)
        if statement is not None and statement.id in seen:
            reason = Reason.SAME_ID
        if reason is not None or statement is None:
            report.leave_out(reason or Reason.UNUSABLE, f"{table.file}!{row.number}")
            continue
        seen.add(statement.id)
        report.taken += 1
        yield statement


def _statement(table: _Table, row: Row) -> tuple[Statement | None, Reason | None]:
    raw = table.cell(row, "text")
    try:
        statement = str(parse_field(_ID, table.cell(row, "statement"), "statement"))
        author, copy_of = (str(parse_field(_ID, table.cell(row, name), name)) for name in ("author", "copy_of"))
        text = str(parse_field(_TEXT, raw, "text"))
    except DomainError:
        return None, Reason.LONG if len(raw) > 2000 else Reason.UNUSABLE
    if not statement or not text:
        return None, Reason.NO_TEXT if statement else Reason.NO_ID
    state = table.cell(row, "state")
    is_out = table.cell(row, "moderated").removesuffix(".0") == MODERATED_OUT
    is_meta = table.cell(row, "is_meta").strip().lower() in ("true", "1", "t", "yes")
    kept = State(state) if state in set(State) else None
    moment = _moment(table.cell(row, "t"))
    return Statement(statement, author, text, is_out, moment, kept, copy_of or None, is_meta), None


def _votes(table: _Table, statements: set[str], report: Report) -> tuple[dict[tuple[str, str], Choice], list[datetime]]:
    """Return the last vote of each (participant, statement), and the earliest and latest time, if there are times.

    Votes are ordered by time; votes with equal or no times keep the order of the file.
    """
    votes: list[tuple[float, str, str, Choice]] = []
    moments: list[datetime] = []
    for row in table.rows:
        report.rows += 1
        vote, reason = _vote(table, row, statements)
        if vote is None:
            report.leave_out(reason, f"{table.file}!{row.number}")
            continue
        report.taken += 1
        votes.append(vote)
        if moment := _moment(table.cell(row, "t")):
            moments.append(moment)
    votes.sort(key=lambda vote: vote[0])
    last = {(participant, statement): choice for _, participant, statement, choice in votes}
    if len(last) < len(votes):
        report.remark("replaced", count=len(votes) - len(last))
    return last, [min(moments), max(moments)] if moments else []


def _vote(table: _Table, row: Row, statements: set[str]) -> tuple[tuple[float, str, str, Choice] | None, Reason]:
    try:
        participant = str(parse_field(_ID, table.cell(row, "participant"), "participant"))
        statement = str(parse_field(_ID, table.cell(row, "statement"), "statement"))
    except DomainError:
        return None, Reason.UNUSABLE
    choice = CHOICES.get(table.cell(row, "vote").removesuffix(".0"))
    if not participant:
        return None, Reason.NO_ID
    if statement not in statements:
        return None, Reason.UNKNOWN_STATEMENT
    if choice is None:
        return None, Reason.NO_VOTE
    return (_order(table.cell(row, "t")), participant, statement, choice), Reason.UNUSABLE


def _order(value: str) -> float:
    """Return the time of a row as a number, for sorting; 0 if the value is no number."""
    try:
        moment = float(value or 0)
    except ValueError:
        return 0.0
    return moment if math.isfinite(moment) else 0.0


def _moment(value: str) -> datetime | None:
    """Return the time of a value in seconds or milliseconds since 1970; None outside the years 2000 to 2199."""
    seconds = _order(value)
    try:
        moment = datetime.fromtimestamp(seconds / 1000 if abs(seconds) >= _THOUSANDS else seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
    return moment if _FIRST_MOMENT < moment < _LAST_MOMENT else None
