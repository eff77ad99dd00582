"""The command line, `python -m app`."""

import click

from app.cli import data, demo, people, running
from app.cli.toolbox import Toolbox, pass_toolbox


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object instead of words.")
@pass_toolbox
def cli(tools: Toolbox, is_json: bool) -> None:
    """涼亭下 Liangting: a neighbourhood finds what it can agree on, decides it, and sees it done."""
    tools.is_json = is_json


for command in (*running.COMMANDS, *people.COMMANDS, *data.COMMANDS, *demo.COMMANDS):
    cli.add_command(command)
