"""Commands that take data out and check it: export, ledger verify."""

import sys
from functools import partial
from pathlib import Path
from typing import NoReturn

import click

from app.cli.toolbox import Toolbox, Typed, pass_toolbox, told
from app.exports import bundle, polis
from app.exports.access import OPERATOR, open_dossier
from app.exports.dossier import Dossier
from app.exports.formats import EXPORTS
from app.platform import ledger
from app.platform.files import write_atomic
from app.platform.text import Id


@click.command()
@click.argument("meeting", type=Typed(Id))
@click.option("--format", "format", type=click.Choice(list(EXPORTS)), required=True, help="What to make.")
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path),
    required=True,
    help="Where to put it; polis makes a folder unless the name ends in .zip.",
)
@pass_toolbox
def export(tools: Toolbox, meeting: str, format: str, path: Path) -> None:
    """Write a MEETING, named by its id, to a file; an earlier file of that name is replaced as a whole."""
    dossier = told(lambda: open_dossier(tools.services, OPERATOR, meeting, format))
    try:
        written = _write(dossier, format, path)
    except OSError as error:
        click.echo(f"error: {path}: {error.strerror or error}", err=True)
        sys.exit(1)
    tools.say(str(path), path=path.as_posix(), format=format, files=written)


@click.group("ledger")
def ledger_group() -> None:
    """The record of what happened in each meeting."""


@ledger_group.command()
@click.argument("meeting", required=False)
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A bundle, checked without any database.",
)
@pass_toolbox
def verify(tools: Toolbox, meeting: str | None, file: Path | None) -> None:
    """Recompute the chain of a MEETING, of all of them, or of a bundle; exit code 1 at a fault."""
    if meeting and file:
        raise click.UsageError("name a meeting or a bundle, not both")
    if file:
        _verify_file(tools, file)
    else:
        _verify_chains(tools, meeting)


def _write(dossier: Dossier, format: str, path: Path) -> list[str]:
    """The names of the files written, each whole or not at all."""
    if format == "polis" and path.suffix.lower() != ".zip":
        files = polis.files_of(dossier)
        for name, content in files.items():
            write_atomic(path / name, content)
        return sorted(files)
    write_atomic(path, EXPORTS[format].render(dossier))
    return [path.name]


def _verify_file(tools: Toolbox, file: Path) -> None:
    try:
        found = bundle.check(file.read_bytes())
    except ValueError as error:
        _fail(f"{file.name}: {error}")
    if found.fault:
        _fail(f"{file.name}: {found.fault}")
    tools.say(f"ok {found.meeting}: {found.entries} entries", ok=True, chains={found.meeting: found.entries})


def _verify_chains(tools: Toolbox, meeting: str | None) -> None:
    known = tools.read(ledger.chains_of)
    if meeting is not None and meeting not in known:
        _fail(f"{meeting}: no such ledger")
    checked: dict[str, int] = {}
    for chain in [meeting] if meeting else known:
        fault = tools.read(partial(ledger.verify_chain, chain=chain))
        if fault:
            _fail(f"{fault.chain}: entry {fault.seq}: {fault.reason}")
        checked[chain], _ = tools.read(partial(ledger.head_of, chain=chain))
    lines = [f"ok {chain}: {count} entries" for chain, count in checked.items()]
    tools.say("\n".join(lines) or "no entries yet", ok=True, chains=checked)


def _fail(reason: str) -> NoReturn:
    click.echo(f"error: {reason}", err=True)
    sys.exit(1)


COMMANDS = (export, ledger_group)
