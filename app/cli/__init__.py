"""The command line, `python -m app`."""

import sys

import click
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from app.cli import backups, data, demo, deployment, exports, people, running, security
from app.cli.context import CommandContext, pass_command_context
from app.platform.logs import configure_logs
from app.platform.scrubbing import code_of

JSON_HELP = "Print one JSON object instead of words."


def speak_json(group: click.Group) -> None:
    """Accept `--json` after every command of a group, too."""
    for command in group.commands.values():
        if isinstance(command, click.Group):
            speak_json(command)
        else:
            command.params.append(
                click.Option(["--json"], is_flag=True, expose_value=False, callback=_turn_json, help=JSON_HELP)
            )


def _turn_json(context: click.Context, _option: click.Parameter, is_wanted: bool) -> None:
    tools = context.find_object(CommandContext)
    if is_wanted and tools is not None:
        tools.is_json = True


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "is_json", is_flag=True, help=JSON_HELP)
@pass_command_context
def cli(tools: CommandContext, is_json: bool) -> None:
    """涼亭下 Liangting: a neighbourhood finds what it can agree on, decides it, and sees it done."""
    tools.is_json = is_json


for command in (
    *running.COMMANDS,
    *people.COMMANDS,
    *data.COMMANDS,
    *demo.COMMANDS,
    *exports.COMMANDS,
    *backups.COMMANDS,
    *deployment.COMMANDS,
    *security.COMMANDS,
):
    cli.add_command(command)
speak_json(cli)


def run(tools: CommandContext) -> None:
    """Run the command of this process and exit; misuse prints one line and exits with code 2."""
    configure_logs("WARNING", as_json=False)  # `serve` and `worker` configure their own logs
    try:
        sys.exit(cli.main(obj=tools, standalone_mode=False, prog_name="python -m app") or 0)
    except click.ClickException as error:
        click.echo(f"error: {error.format_message()} (--help says more)", err=True)
        sys.exit(error.exit_code)
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_url=False, include_context=False):
            name = "_".join(str(part) for part in fault["loc"]).upper()
            click.echo(f"error: setting {name}: {fault['msg']}", err=True)
        sys.exit(2)
    except DBAPIError as error:
        reason = code_of(error.orig or error)
        click.echo(
            f"error: the database does not answer as it should ({reason}); try: python -m app db upgrade", err=True
        )
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
