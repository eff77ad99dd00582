"""Conversations in Polis's layout: read from a folder of CSV files, written as one.

Two layouts are read: Polis's own export (`comments.csv` with comment-id, author-id, moderated,
comment-body; `votes.csv` with timestamp, comment-id, voter-id, vote) and the reduced one
(`statements.csv` with statement, author, moderated, text; `votes.csv` with t, participant, statement,
vote). In both 1 is agree, -1 disagree, 0 pass; moderated -1 is moderated out.
"""

import csv
import hashlib
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from app.platform.errors import DomainError, ErrorKind
from app.platform.payloads import parse_field
from app.platform.text import Line, Text
from app.proposals.rules import Choice

CHOICES = {"1": Choice.AGREE, "-1": Choice.DISAGREE, "0": Choice.PASS}
NUMBERS = {choice: number for number, choice in CHOICES.items()}
MODERATED_OUT = "-1"
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
}


@dataclass(frozen=True, slots=True)
class Statement:
    id: str
    author: str
    text: str
    is_moderated_out: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """Statements, and for each (participant, statement) the last vote."""

    statements: tuple[Statement, ...]
    votes: Mapping[tuple[str, str], Choice]
    digest: str

    @property
    def participants(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(participant for participant, _ in self.votes))


def read_conversation(folder: Path) -> Conversation:
    """Read a folder in either layout.

    Raises:
        DomainError: `import.file_missing`, `import.column_missing`, `import.row_invalid` with file and line.
    """
    candidates = (folder / "statements.csv", folder / "comments.csv")
    statement_file = next((path for path in candidates if path.exists()), None)
    vote_file = folder / "votes.csv"
    if statement_file is None or not vote_file.exists():
        missing = "votes.csv" if statement_file else "statements.csv / comments.csv"
        raise DomainError(ErrorKind.INVALID, "import.file_missing", file=missing)
    statements = tuple(_statements(statement_file))
    votes = _last_votes(vote_file, {statement.id for statement in statements})
    digest = hashlib.sha256(statement_file.read_bytes() + vote_file.read_bytes()).hexdigest()
    return Conversation(statements, votes, digest)


def write_statements(statements: Iterable[Statement], tallies: Mapping[str, tuple[int, int]]) -> str:
    """`comments.csv`; `tallies` is {statement: (agrees, disagrees)}."""
    rows = (
        [
            statement.id,
            statement.author,
            *tallies.get(statement.id, (0, 0)),
            -1 if statement.is_moderated_out else 1,
            statement.text,
        ]
        for statement in statements
    )
    return _csv(["comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"], rows)


def write_votes(votes: Iterable[tuple[str, str, Choice]]) -> str:
    """`votes.csv` of (participant, statement, choice); without times, which would tell an order."""
    rows = ([statement, participant, NUMBERS[choice]] for participant, statement, choice in votes)
    return _csv(["comment-id", "voter-id", "vote"], rows)


def _statements(path: Path) -> Iterator[Statement]:
    seen: set[str] = set()
    for line, row in _rows(path, ("statement", "text")):
        text = row["text"]
        if not row["statement"] or not text or row["statement"] in seen:
            raise _bad_row(path, line)
        seen.add(row["statement"])
        yield Statement(row["statement"], row["author"], text, row["moderated"] == MODERATED_OUT)


def _last_votes(path: Path, statements: set[str]) -> dict[tuple[str, str], Choice]:
    """The last vote of each pair, by time where there are times, else by place in the file."""
    rows: list[tuple[float, str, str, Choice]] = []
    for line, row in _rows(path, ("participant", "statement", "vote")):
        choice = CHOICES.get(row["vote"].removesuffix(".0"))
        if choice is None or not row["participant"] or row["statement"] not in statements:
            raise _bad_row(path, line)
        rows.append((_moment(row["t"], path, line), row["participant"], row["statement"], choice))
    rows.sort(key=lambda row: row[0])
    return {(participant, statement): choice for _, participant, statement, choice in rows}


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of a CSV file with our names for its columns; absent optional columns are empty."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        found = {name: _column(_head(reader, path), names) for name, names in _NAMES.items()}
        missing = [name for name in needed if found[name] is None]
        if missing:
            raise DomainError(ErrorKind.INVALID, "import.column_missing", file=path.name, column=missing[0])
        try:
            for row in reader:
                yield reader.line_num, {name: _cell(name, row.get(at or "")) for name, at in found.items()}
        except (csv.Error, UnicodeDecodeError, DomainError) as error:
            raise _bad_row(path, reader.line_num) from error


def _cell(name: str, value: str | None) -> str:
    """A cell, cleaned like what comes through any other door."""
    cleaned: str = parse_field(_TEXT if name == "text" else _ID, value or "", name)
    return cleaned


def _head(reader: "csv.DictReader[str]", path: Path) -> Sequence[str]:
    try:
        return reader.fieldnames or ()
    except (csv.Error, UnicodeDecodeError) as error:
        raise _bad_row(path, 1) from error


def _column(present: Iterable[str], names: tuple[str, ...]) -> str | None:
    return next((column for column in present if column.strip().lower() in names), None)


def _moment(value: str, path: Path, line: int) -> float:
    try:
        moment = float(value or 0)
    except ValueError as error:
        raise _bad_row(path, line) from error
    if not math.isfinite(moment):  # such a moment has no place in an order
        raise _bad_row(path, line)
    return moment


def _bad_row(path: Path, line: int) -> DomainError:
    return DomainError(ErrorKind.INVALID, "import.row_invalid", file=path.name, line=line)


def _csv(head: list[str], rows: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(head)
    writer.writerows(rows)
    return stream.getvalue()
