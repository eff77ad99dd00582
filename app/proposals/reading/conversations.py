"""Conversations in Polis's layout, read from a folder or a ZIP, every row accounted for.

Two layouts are read: Polis's own export (comment-id, author-id, moderated, comment-body; timestamp, comment-id,
voter-id, vote) and the reduced one (statement, author, moderated, text; t, participant, statement, vote). A file is
told by its head, so that its name may be the one that Polis gives a download. In both 1 is agree, -1 disagree, 0 pass;
moderated -1 is moderated out.
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
from app.platform.payloads import parse_field
from app.platform.spreadsheets import Row, Sheet, read_sheets
from app.platform.text import Line, Text
from app.proposals.polis import CHOICES, MODERATED_OUT, Conversation, Statement
from app.proposals.reading.heads import is_head_word
from app.proposals.reading.report import Reason, Report
from app.proposals.rules import Choice, State

MOST_UNPACKED = 300_000_000
"""Bytes of all tables of a ZIP together."""
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
"""Seconds from 1970 stay below this until the year 5138; what is above counts thousandths."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A file with the columns that are known by name."""

    file: str
    columns: Mapping[str, int]
    rows: Sequence[Row]

    def cell(self, row: Row, name: str) -> str:
        return row.cell(self.columns[name]) if name in self.columns else ""


def read_conversation(path: Path) -> Conversation:
    """Read a folder or a ZIP in either layout.

    Raises:
        DomainError: as `conversation_of`; `import.damaged` for a ZIP that cannot be opened.
    """
    if path.is_dir():
        found = sorted(one for one in path.iterdir() if one.suffix.lower() in _TABLES and one.is_file())
        return conversation_of({one.name: one.read_bytes() for one in found}, path.resolve().name)
    return conversation_of(unpack(path.read_bytes(), path.name), path.name)


def unpack(content: bytes, name: str) -> dict[str, bytes]:
    """The tables in a ZIP: {name: content}.

    Raises:
        DomainError: `import.not_a_table`, `import.damaged`, `import.protected`, `import.too_large`.
    """
    if not content.startswith(b"PK"):
        raise DomainError(ErrorKind.INVALID, "import.no_zip", file=name)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if _is_table(part.filename)]
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
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

    A row without which nothing is lost (a statement without text, a vote on a statement that is not there) is left out
    and told of in the report.

    Args:
        files: {file name: content}; files of other kinds are passed over.
        name: of the folder or ZIP, for the words of the report.

    Raises:
        DomainError: `import.file_missing`, `import.file_twice`, `import.no_statements`; for a file, as
            `spreadsheets.read_sheets` says.
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
    """The rows of a file below its head; a file that is no table has no columns."""
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
    """The one table with these columns and without those."""
    found = [one for one in tables if one.columns.keys() >= set(needed) and one.columns.keys().isdisjoint(lacking)]
    if not found:
        near = [one for one in tables if _is_named(one.file, missing)]
        if near:
            absent = next(name for name in needed if name not in near[0].columns)
            word = " / ".join(_NAMES[absent])
            raise DomainError(ErrorKind.INVALID, "import.column_absent", file=near[0].file, column=word)
        raise DomainError(ErrorKind.INVALID, "import.file_missing", file=missing)
    if len(found) > 1:
        names = ", ".join(one.file for one in found)
        raise DomainError(ErrorKind.INVALID, "import.file_twice", files=names)
    return found[0]


def _is_named(file: str, wanted: str) -> bool:
    return any(file == name or file.endswith(f"-{name}") for name in wanted.split(" / "))


def _statements(table: _Table, report: Report) -> Iterator[Statement]:
    seen: set[str] = set()
    for row in table.rows:
        report.rows += 1
        found, reason = _statement(table, row)
        if found is not None and found.id in seen:
            reason = Reason.SAME_ID
        if reason is not None or found is None:
            report.leave_out(reason or Reason.UNUSABLE, f"{table.file}!{row.number}")
            continue
        seen.add(found.id)
        report.taken += 1
        yield found


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
    """The last vote of each pair, by time where there are times, else by place in the file; and all moments."""
    found: list[tuple[float, str, str, Choice]] = []
    moments: list[datetime] = []
    for row in table.rows:
        report.rows += 1
        vote, reason = _vote(table, row, statements)
        if vote is None:
            report.leave_out(reason, f"{table.file}!{row.number}")
            continue
        report.taken += 1
        found.append(vote)
        if moment := _moment(table.cell(row, "t")):
            moments.append(moment)
    found.sort(key=lambda vote: vote[0])
    last = {(participant, statement): choice for _, participant, statement, choice in found}
    if len(last) < len(found):
        report.remark("replaced", count=len(found) - len(last))
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
    """The place of a vote in time; 0 where its time cannot be read."""
    try:
        moment = float(value or 0)
    except ValueError:
        return 0.0
    return moment if math.isfinite(moment) else 0.0


def _moment(value: str) -> datetime | None:
    """A time in seconds or thousandths from 1970; None for none, and for a count that is no time."""
    seconds = _order(value)
    try:
        moment = datetime.fromtimestamp(seconds / 1000 if abs(seconds) >= _THOUSANDS else seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
    return moment if _FIRST_MOMENT < moment < _LAST_MOMENT else None
