"""Commands that keep the data: backup, restore."""

import sys
import time
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from app.cli.context import CommandContext, pass_command_context, told
from app.platform.access.actors import SYSTEM
from app.platform.access.security_log import SecurityKind, record_security_event
from app.platform.backup.archive import Manifest
from app.platform.backup.restoring import restore_backup
from app.platform.backup.taking import KEY_FILE, drop_older, name_of, take_backup
from app.platform.clock import SystemClock
from app.platform.storage.keys import KeyFolder
from app.platform.storage.signing.signer import HeadSigner
from app.voting.sealing import key_name, polls_without_key


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--without-key", is_flag=True, help="Leave out the key that signs cookies; phones then join again.")
@click.option("--keep", type=click.IntRange(1), help="PATH is a folder: name the file by time, keep this many.")
@pass_command_context
def backup(tools: CommandContext, path: Path, without_key: bool, keep: int | None) -> None:
    """Copy all rows and files as of one moment to PATH, while the hall goes on voting."""
    settings, now, began = tools.settings, SystemClock().now(), time.monotonic()
    target = path / name_of(now) if keep or path.is_dir() else path
    try:
        made = take_backup(
            target,
            url=settings.database,
            folder=settings.data_dir,
            now=now,
            with_key=not without_key,
            without=settings.keys,
            signer=HeadSigner(KeyFolder(settings.keys)),
        )
    except OSError as error:
        click.echo(f"error: {target}: {error.strerror or error}", err=True)
        sys.exit(1)
    if keep:
        drop_older(path, keep)
    _note_backup(tools, made)
    seconds = round(time.monotonic() - began, 2)
    words = f"{target}: {made.rows} rows, {len(made.heads)} chains, {len(made.files)} files in {seconds} s"
    tools.say(
        words, path=target.as_posix(), rows=made.rows, chains=len(made.heads), files=len(made.files), seconds=seconds
    )


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", "is_forced", is_flag=True, help="Replace the rows and files that are there.")
@pass_command_context
def restore(tools: CommandContext, path: Path, is_forced: bool) -> None:
    """Bring the backup PATH back into the database and data folder of the settings; stop the server first."""
    settings, began = tools.settings, time.monotonic()
    signer = HeadSigner(KeyFolder(settings.keys))
    url, folder = settings.database, settings.data_dir
    made = told(lambda: restore_backup(path, url=url, folder=folder, is_forced=is_forced, signer=signer))
    seconds = round(time.monotonic() - began, 2)
    words = f"restored as of {made.at}: {made.rows} rows, {len(made.heads)} chains verified, {len(made.files)} files"
    keyless = tools.read(lambda session: polls_without_key(session, tools.services.keys))
    if keyless:
        names = ", ".join(str(settings.keys / key_name(poll)) for poll in keyless)
        words += (
            f"\nwarning: {len(keyless)} open secret vote(s) cannot be counted until these key files are back: {names}"
        )
    tools.say(
        words,
        at=made.at,
        rows=made.rows,
        chains=len(made.heads),
        files=len(made.files),
        seconds=seconds,
        polls_without_key=keyless,
    )


def _note_backup(tools: CommandContext, made: Manifest) -> None:
    """Record the backup in the security log; only warn if the database, being full or older, takes no event."""
    facts: dict[str, Any] = {"rows": made.rows, "files": len(made.files), "with_key": KEY_FILE in made.files}
    kind = SecurityKind.BACKUP_TAKEN
    try:
        tools.write(lambda work: record_security_event(work, kind, actor=SYSTEM.id, **facts))
    except DBAPIError:
        click.echo("warning: the backup could not be noted in the security log", err=True)


COMMANDS = (backup, restore)
