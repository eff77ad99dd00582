"""Commands that take data out and check it: export, archive, ledger verify."""

import sys
from pathlib import Path

import click

from app.cli import verifying
from app.cli.context import CommandContext, Typed, pass_command_context, told
from app.documents.formats import EXPORTS
from app.documents.press import Press
from app.documents.yearly.writing import name_of, open_year, write_file
from app.exports import polis
from app.exports.access import OPERATOR, open_dossier
from app.exports.dossier import Dossier
from app.organisations import queries as organisations
from app.papers.printing import PressReader
from app.platform.files import write_atomic, write_folder
from app.platform.i18n import Locale
from app.platform.ids import MeetingId
from app.platform.progress import Report
from app.platform.storage.signing.fingerprints import is_fingerprint, is_public_key


@click.command()
@click.argument("meeting_id", metavar="MEETING", type=Typed(MeetingId))
@click.option("--format", "format", type=click.Choice(list(EXPORTS)), required=True, help="What to make.")
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path),
    required=True,
    help="Where to put it; polis makes a folder unless the name ends in .zip.",
)
@click.option(
    "--language",
    type=click.Choice([locale.value for locale in Locale]),
    default=Locale.ZH_HANS.value,
    show_default=True,
    help="Language of a paper.",
)
@pass_command_context
def export(tools: CommandContext, meeting_id: MeetingId, format: str, path: Path, language: str) -> None:
    """Write a MEETING, named by its id, to a file; an earlier file of that name is replaced as a whole."""
    dossier = told(lambda: open_dossier(tools.services, OPERATOR, meeting_id, format))
    try:
        press = PressReader(tools.services)(meeting_id, Locale(language))
        with tools.steps() as report:
            written = told(lambda: _write(dossier, press, format, path, report))
    except OSError as error:
        click.echo(f"error: {path}: {error.strerror or error}", err=True)
        sys.exit(1)
    tools.say(str(path), path=path.as_posix(), format=format, files=written)


@click.command("archive")
@click.argument("place_name", metavar="PLACE")
@click.argument("year", metavar="YEAR", type=int)
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), required=True, help="Where to put the ZIP.")
@pass_command_context
def archive_year(tools: CommandContext, place_name: str, year: int, path: Path) -> None:
    """Write the archive of a PLACE, by name or id, for a YEAR: all that was closed, decided and done in it."""
    place = tools.read(lambda session: organisations.place_named(session, place_name))
    if place is None:
        raise click.UsageError(f"there is no place {place_name}")
    contents = told(lambda: open_year(tools.services, OPERATOR, place.id, year))
    target = path / name_of(contents) if path.is_dir() else path
    try:
        told(
            lambda: write_file(
                tools.services,
                OPERATOR,
                contents,
                target,
                open_press=PressReader(tools.services),
                progress=lambda done, every: tools.progress(f"{done} / {every}"),
            )
        )
    except OSError as error:
        click.echo(f"error: {target}: {error.strerror or error}", err=True)
        sys.exit(1)
    tools.say(str(target), path=target.as_posix(), place=place.id, year=year, meetings=len(contents.meetings))


@click.group("ledger")
def ledger_group() -> None:
    """The record of what happened in each meeting."""


@ledger_group.command()
@click.argument("meeting_id", metavar="[MEETING]", required=False)
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A bundle or a yearly archive, checked without any database.",
)
@click.option("--head", default="", help="Fingerprint or hash from a print-out: is that head still in the record?")
@click.option("--key", default="", help="Public key of the installation that a bundle comes from, 64 hex digits.")
@pass_command_context
def verify(tools: CommandContext, meeting_id: MeetingId | None, file: Path | None, head: str, key: str) -> None:
    """Check the record of a MEETING, place or case, of all or a bundle, against hashes, signatures, witness and rows.

    Exit code 0: it holds; 1: a fault, the first bad entry or row named; 2: misuse.
    """
    if meeting_id and file:
        raise click.UsageError("name a meeting or a bundle, not both")
    if head and not is_fingerprint(head):
        raise click.UsageError("--head takes a fingerprint of 20 characters or a hash of 64 digits")
    if key and not (file and is_public_key(key)):
        raise click.UsageError("--key takes 64 hex digits, together with --file")
    if file:
        verifying.verify_file(tools, file, head=head, key=key)
    else:
        verifying.verify_record(tools, meeting_id, head=head)


def _write(dossier: Dossier, press: Press, format: str, path: Path, report: Report) -> list[str]:
    """Write the files once all are made, each whole or not at all, and return their names."""
    if format == "polis" and path.suffix.lower() != ".zip":
        report(0, 1, path.name)
        files = polis.files_of(dossier)
        write_folder(path, files)
        return sorted(files)
    write_atomic(path, EXPORTS[format].make(dossier, press, report))
    return [path.name]


COMMANDS = (export, archive_year, ledger_group)
