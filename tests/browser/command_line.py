"""The product's command line beside a running server."""

import contextlib
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from app.cli import cli
from app.cli.context import CommandContext
from app.platform.storage.unit_of_work import Work
from app.processes import make_context
from app.settings import Settings
from tests.servers import Product

PLACE = "桂花苑"


def run_command(product: Product, *arguments: str) -> dict[str, Any]:
    """Run `python -m app --json …` on the data of a product, without the start of another Python."""
    tools = _tools_of(product)
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            cli.main(["--json", *arguments], obj=tools, standalone_mode=False, prog_name="python -m app")
    finally:
        tools.services.database.dispose()
    answer: dict[str, Any] = json.loads(printed.getvalue())
    return answer


def write_beside(product: Product, act: Callable[[Work], object]) -> None:
    """Write something into the database of a running product that no command of it writes."""
    tools = _tools_of(product)
    try:
        tools.services.writer.run(act)
    finally:
        tools.services.database.dispose()


def _tools_of(product: Product) -> CommandContext:
    given: dict[str, Any] = {name.lower(): value for name, value in product.environment.items()}
    settings = Settings(_env_file=None, data_dir=product.folder, port=product.port, **given)
    tools = make_context()
    tools.load_settings = lambda: settings
    return tools


def import_meeting(product: Product, folder: Path, title: str, texts: Iterable[str]) -> str:
    """Make a meeting from a list of proposals, in the phase in which residents speak; returns its id."""
    listed = folder / "proposals.csv"
    listed.write_text("\n".join(["text", *texts, ""]), encoding="utf-8")
    made = run_command(product, "import", "proposals", str(listed), "--title", title, "--place", PLACE)
    return str(made["meeting"])


def invite_facilitator(product: Product, login: str, *options: str) -> str:
    """Add a facilitator of the place; returns the link behind which the facilitator chooses a password.

    Args:
        login: part of the e-mail address before the at-sign, another one for each test.
    """
    given = ("--role", "facilitator", "--place", PLACE, *options)
    return str(run_command(product, "staff", "add", f"{login}@example.org", *given)["link"])
