"""The context that is handed to every command, so that commands need not know how the product is assembled."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import click

from app.platform.access.services import Call, Services
from app.platform.errors import DomainError
from app.platform.i18n import Locale, translator_of
from app.platform.live.specs import EventSpec, SnapshotSpec
from app.platform.progress import Report
from app.platform.serialise import to_json_value
from app.platform.storage.unit_of_work import Act
from app.platform.web.payloads import parse_field
from app.settings import Settings
from app.settings_faults import misspelt_names

T = TypeVar("T")


@dataclass(slots=True)
class CommandContext:
    """The settings, services and processes that commands use; each is made on demand."""

    load_settings: Callable[[], Settings]
    make_services: Callable[[Settings], Services]
    serve: Callable[..., None]
    work: Callable[[Settings, bool], None]
    run_all_jobs: Callable[[Services], int]
    events: Sequence[EventSpec]
    snapshots: Sequence[SnapshotSpec]
    is_json: bool = False
    _services: Services | None = field(default=None)

    @property
    def settings(self) -> Settings:
        return self.load_settings()

    @property
    def services(self) -> Services:
        if self._services is None:
            self._services = self.make_services(self.settings)
        return self._services

    def write(self, act: Act[T]) -> T:
        """Run an action and return its result; if it is refused, print the reason and exit with code 1."""
        return told(lambda: self.services.writer.run(act))

    def read(self, query: Callable[[Any], T]) -> T:
        """Run a query and return its result; if it is refused, print the reason and exit with code 1."""
        with self.services.database.read() as session:
            return told(lambda: query(session))

    def warn_of_names(self) -> None:
        """Name on standard error every name in `.env` or the environment that looks like a misspelt setting."""
        for sentence in misspelt_names():
            click.echo(f"warning: {sentence}", err=True)

    def say(self, text: str, **facts: object) -> None:
        """Print the answer of a command: `text`, or with --json the facts as one JSON object."""
        click.echo(json.dumps(to_json_value(facts), ensure_ascii=False) if self.is_json else text)

    def account(self, lines: Sequence[str]) -> None:
        """Print what a command has done, before its answer; print nothing with --json, whose object has these facts."""
        for line in lines if not self.is_json else ():
            click.echo(line)

    def progress(self, text: str) -> None:
        """Print the progress of a long command on standard error; print nothing with --json."""
        if not self.is_json:
            click.echo(text, err=True)

    @contextmanager
    def steps(self) -> Iterator[Report]:
        """Show the steps of a long command as a bar on standard error; show nothing with --json or off a terminal."""
        is_hidden = self.is_json or not sys.stderr.isatty()
        with click.progressbar(
            length=1, file=sys.stderr, show_pos=True, item_show_func=lambda part: part or "", hidden=is_hidden
        ) as bar:

            def report(done: int, total: int, part: str) -> None:
                bar.length, bar.current_item = total, part
                bar.make_step(done - bar.pos)
                bar.render_progress()

            yield report
            bar.update((bar.length or 0) - bar.pos)


def told(act: Callable[[], T]) -> T:
    """Call a function and return its result; print a domain error as one sentence and exit with code 1."""
    try:
        return act()
    except DomainError as error:
        click.echo(f"error: {told_words(error)}", err=True)
        sys.exit(1)


def told_words(error: DomainError) -> str:
    """Return a refusal as a sentence in English, the language of the command line."""
    return translator_of(Locale.EN)(f"errors.{error.code}", **error.params)


def file_fault(error: OSError) -> str:
    """Return in words which file, folder or address could not be used, and why."""
    if error.filename is None or error.strerror is None:
        return str(error)
    return f"{error.filename} cannot be used: {error.strerror}"


class Typed(click.ParamType[Any]):
    """The type of an argument or option that is cleaned and checked like a form field of a `platform.text` type."""

    name = "text"

    def __init__(self, kind: Any) -> None:
        self._kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return parse_field(self._kind, value, self.name)
        except DomainError:
            self.fail("this text cannot be used", param, ctx)


pass_command_context = click.make_pass_decorator(CommandContext)
__all__ = ["Call", "CommandContext", "Typed", "file_fault", "pass_command_context", "told", "told_words"]
