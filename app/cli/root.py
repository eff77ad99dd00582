"""The command `python -m app`, made of the commands that a process needs."""

import sys
from collections.abc import Iterable

import click
from sqlalchemy.exc import DBAPIError

from app.cli.context import CommandContext, file_fault, pass_command_context, told_words
from app.platform.errors import DomainError
from app.platform.logs import configure_logs
from app.platform.scrubbing import code_of
from app.settings_faults import SettingsError

JSON_HELP = "Print one JSON object instead of words."


def make_cli(commands: Iterable[click.Command]) -> click.Group:
    """Return `python -m app` with the given commands, each of which accepts `--json`."""
    group = click.Group(
        "cli",
        callback=_tell_json,
        params=[click.Option(["--json", "is_json"], is_flag=True, help=JSON_HELP)],
        help="涼亭下 Liangting: a neighbourhood finds what it can agree on, decides it, and sees it done.",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for command in commands:
        group.add_command(command)
    _speak_json(group)
    return group


@pass_command_context
def _tell_json(tools: CommandContext, is_json: bool) -> None:
    tools.is_json = is_json


def _speak_json(group: click.Group) -> None:
    """Accept `--json` after every command of a group, too."""
    for command in group.commands.values():
        if isinstance(command, click.Group):
            _speak_json(command)
        else:
            command.params.append(
                click.Option(["--json"], is_flag=True, expose_value=False, callback=_turn_json, help=JSON_HELP)
            )


def _turn_json(context: click.Context, _option: click.Parameter, is_wanted: bool) -> None:
    tools = context.find_object(CommandContext)
    if is_wanted and tools is not None:
        tools.is_json = True


def run(cli: click.Group, tools: CommandContext) -> None:
    """Run the command of this process and exit; misuse prints one line and exits with code 2."""
    configure_logs("WARNING", as_json=False)  # `serve` and `worker` configure their own logs
    try:
        sys.exit(cli.main(obj=tools, standalone_mode=False, prog_name="python -m app") or 0)
    except click.ClickException as error:
        click.echo(f"error: {error.format_message()} (--help says more)", err=True)
        sys.exit(error.exit_code)
    except SettingsError as error:
        for sentence in error.sentences:
            click.echo(f"error: {sentence}", err=True)
        sys.exit(2)
    except DBAPIError as error:
        reason = code_of(error.orig or error)
        click.echo(
            f"error: the database does not answer as it should ({reason}); try: python -m app db upgrade", err=True
        )
        sys.exit(1)
    except DomainError as error:  # a start that is refused; commands tell their own refusals
        click.echo(f"error: {told_words(error)}", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"error: {file_fault(error)}", err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
