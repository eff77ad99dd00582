"""The command that runs a worker."""

import click

from app.cli.context import CommandContext, pass_command_context
from app.cli.root import make_cli


@click.command()
@click.option(
    "--embedded", is_flag=True, hidden=True, help="Speak with the web process over standard input and output."
)
@pass_command_context
def worker(tools: CommandContext, embedded: bool) -> None:
    """Run a background worker."""
    if not embedded:
        tools.warn_of_names()
    tools.work(tools.settings, embedded)


cli = make_cli((worker,))
"""The command line of a worker, without what only other commands need: it takes 45 MB."""
