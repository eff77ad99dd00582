"""Commands that bring data in: conversations, lists of proposals."""

from datetime import date
from pathlib import Path
from typing import Annotated

import click

from app.cli.context import CommandContext, Typed, pass_command_context, told
from app.organisations import actions as organisation_actions
from app.organisations import queries as organisations
from app.organisations.schemas import PlaceName
from app.platform.access.actors import SYSTEM
from app.platform.i18n import Locale, translator_of
from app.platform.ids import PlaceId
from app.platform.storage import migrations
from app.platform.text import Line
from app.platform.web.payloads import parse_field
from app.proposals import imports
from app.proposals.imports import ReadFile
from app.proposals.reading.conversations import read_conversation

_TITLE = Annotated[str, Line(400)]
_NAME = Annotated[str, Line(200)]
IMPORT_PLACE = "導入 Imports"


@click.group("import")
def import_group() -> None:
    """Bring a conversation or a list of proposals in as a meeting; the last line printed is its id."""


@import_group.command("polis")
@click.argument("source", metavar="DIR|ZIP", type=click.Path(exists=True, path_type=Path))
@click.option("--title", type=Typed(_TITLE), default=None, help="Title of the meeting; the folder's name by default.")
@click.option(
    "--place",
    "place_name",
    type=Typed(PlaceName),
    default=IMPORT_PLACE,
    help="Name of the place it belongs to; made when new.",
)
@pass_command_context
def import_polis(tools: CommandContext, source: Path, title: str | None, place_name: str) -> None:
    """Read a folder or a ZIP in Polis's export layout, under any file names."""
    conversation = told(lambda: read_conversation(source))
    _bring_in(tools, ReadFile(conversation, conversation.digest), title or _named(source.resolve().stem), place_name)


@import_group.command("proposals")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", type=Typed(_TITLE), default=None, help="Title of the meeting; the file's name by default.")
@click.option(
    "--place",
    "place_name",
    type=Typed(PlaceName),
    default=IMPORT_PLACE,
    help="Name of the place it belongs to; made when new.",
)
@click.option("--column", type=Typed(_NAME), default="", help="Head, number or letter of the column of proposals.")
@click.option("--sheet", type=Typed(_NAME), default="", help="The one sheet of a workbook to read, hidden or not.")
@pass_command_context
def import_proposals(
    tools: CommandContext, *, file: Path, title: str | None, place_name: str, column: str, sheet: str
) -> None:
    """Read proposals, one a row, from a CSV, XLSX, XLS or ODS file, and say what was read and left out."""
    read_file = told(lambda: imports.read_list_file(file.read_bytes(), file.name, column=column, sheet=sheet))
    _bring_in(tools, read_file, title or _named(f"{file.stem} {date.today()}"), place_name)


def ensure_place(tools: CommandContext, name: str) -> PlaceId:
    """Bring the database up to date and return the id of a place, which is made if it is new."""
    told(lambda: migrations.bring_up_to_date(tools.settings.database))
    place = tools.read(lambda session: organisations.place_named(session, name))
    return place.id if place else tools.write(lambda work: organisation_actions.create_place(work, SYSTEM, name=name))


def _named(name: str) -> str:
    title: str = told(lambda: parse_field(_TITLE, name, "title"))
    return title


def _bring_in(tools: CommandContext, file: ReadFile, title: str, place_name: str) -> None:
    """Import a file as a meeting, print what was read, and run the jobs that follow from the import."""
    place_id = ensure_place(tools, place_name)
    tools.read(lambda session: imports.note_earlier_import(session, place_id, file))
    tools.account(file.report.in_words(translator_of(Locale.EN)))
    meeting_id = tools.write(lambda work: imports.import_file(work, SYSTEM, place_id=place_id, title=title, file=file))
    tools.progress("finding themes and common ground")
    tools.run_all_jobs(tools.services)
    tools.say(meeting_id, meeting=meeting_id, report=file.report.as_facts)


COMMANDS = (import_group,)
