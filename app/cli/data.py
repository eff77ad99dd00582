"""Commands that bring data in: conversations, lists of proposals."""

import csv
import hashlib
from datetime import date
from pathlib import Path
from typing import Annotated

import click
from openpyxl import load_workbook

from app.cli.toolbox import Toolbox, Typed, pass_toolbox, told
from app.people import actions as people
from app.people import queries as people_queries
from app.people.schemas import PlaceName
from app.platform import migrations
from app.platform.errors import DomainError, ErrorKind
from app.platform.payloads import parse_field
from app.platform.security.actors import SYSTEM
from app.platform.text import Line, Text
from app.proposals import imports, polis

_TITLE = Annotated[str, Line(400)]
_TEXT = Annotated[str, Text(2000)]
IMPORT_PLACE = "導入 Imports"
_TEXT_COLUMNS = ("text", "comment-body", "proposal", "提议", "提議", "内容", "內容")


@click.group("import")
def import_group() -> None:
    """Bring a conversation or a list of proposals in as a meeting; the last line printed is its id."""


@import_group.command("polis")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--title", type=Typed(_TITLE), default=None, help="Title of the meeting; the folder's name by default.")
@click.option(
    "--place", type=Typed(PlaceName), default=IMPORT_PLACE, help="Name of the place it belongs to; made when new."
)
@pass_toolbox
def import_polis(tools: Toolbox, folder: Path, title: str | None, place: str) -> None:
    """Read a folder in Polis's export layout."""
    conversation = told(lambda: polis.read_conversation(folder))
    tools.progress(f"{len(conversation.statements)} statements, {len(conversation.votes)} votes read")
    place_id = ensure_place(tools, place)
    name = title or told(lambda: parse_field(_TITLE, folder.resolve().name, "title"))
    meeting = tools.write(
        lambda work: imports.import_conversation(work, SYSTEM, place=place_id, title=name, conversation=conversation)
    )
    _finish(tools, meeting)


@import_group.command("proposals")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", type=Typed(_TITLE), default=None, help="Title of the meeting; the file's name by default.")
@click.option(
    "--place", type=Typed(PlaceName), default=IMPORT_PLACE, help="Name of the place it belongs to; made when new."
)
@pass_toolbox
def import_proposals(tools: Toolbox, file: Path, title: str | None, place: str) -> None:
    """Read proposals, one a row, from a CSV or XLSX file: the column `text`, or the only one."""
    texts = told(lambda: read_texts(file))
    tools.progress(f"{len(texts)} proposals read")
    place_id = ensure_place(tools, place)
    name = title or told(lambda: parse_field(_TITLE, f"{file.stem} {date.today()}", "title"))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    meeting = tools.write(
        lambda work: imports.import_texts(work, SYSTEM, place=place_id, title=name, texts=texts, digest=digest)
    )
    _finish(tools, meeting)


def ensure_place(tools: Toolbox, name: str) -> str:
    """The id of a place, made when it is new, in a database that is up to date."""
    migrations.upgrade(tools.settings.database)
    found = tools.read(lambda session: people_queries.place_named(session, name))
    return found.id if found else tools.write(lambda work: people.create_place(work, SYSTEM, name=name))


def read_texts(file: Path) -> list[str]:
    """The proposals of a CSV or XLSX file.

    Raises:
        DomainError: `import.column_missing`, `import.file_unreadable`, `import.empty`, `payload.invalid`.
    """
    try:
        rows = _xlsx_rows(file) if file.suffix.lower() == ".xlsx" else _csv_rows(file)
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise DomainError(ErrorKind.INVALID, "import.file_unreadable", file=file.name) from error
    if not rows:
        raise DomainError(ErrorKind.INVALID, "import.empty", file=file.name)
    at = _text_column([cell.strip().lower() for cell in rows[0]], file.name)
    body = rows if at is None else rows[1:]
    cells = [row[at or 0] for row in body if len(row) > (at or 0)]
    texts = [text for cell in cells if (text := parse_field(_TEXT, cell, "text"))]
    if not texts:
        raise DomainError(ErrorKind.INVALID, "import.empty", file=file.name)
    return texts


def _text_column(head: list[str], file: str) -> int | None:
    """Where the texts stand; None when the file is one column without a head."""
    for name in _TEXT_COLUMNS:
        if name in head:
            return head.index(name)
    if len(head) == 1:
        return None
    raise DomainError(ErrorKind.INVALID, "import.column_missing", file=file, column="text")


def _csv_rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return [row for row in csv.reader(stream) if row]


def _xlsx_rows(file: Path) -> list[list[str]]:
    sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _finish(tools: Toolbox, meeting: str) -> None:
    tools.progress("finding themes and common ground")
    tools.run_all_jobs(tools.services)
    tools.say(meeting, meeting=meeting)


COMMANDS = (import_group,)
