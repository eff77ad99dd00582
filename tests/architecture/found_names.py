"""The public names that the code has, in the words of `contract_names`."""

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import Flask

from app.cli.every_command import cli
from app.platform.access.actors import Role
from app.registry import CATALOGUE, SNAPSHOTS
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
NLP_HOMES = ("nlp", "nlp.ground", "nlp.text.similar", "nlp.text.themes")


def found_names(app: Flask, wanted: set[str]) -> set[str]:
    """All names there are; those of nlp only as far as wanted, for its modules hold many others."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return {
        *(f"make {name}" for name in targets),
        *(f"role {role}" for role in Role),
        *(f"setting {name.upper()}" for name in Settings.model_fields),
        *(f"asks {spec.name}" for spec in CATALOGUE),
        *(f"tells {spec.event}" for spec in SNAPSHOTS),
        *(f"command {name}" for name in _commands(cli, "")),
        *(f"format {name}" for name in _formats()),
        *(f"route {name}" for name in routes_of(app)),
        *(name for name in wanted if name.startswith("nlp ") and _is_in_nlp(name.removeprefix("nlp "))),
    }


def routes_of(app: Flask) -> set[str]:
    """`METHOD path` of every route, each variable part as {}."""
    return {
        f"{method} {re.sub(r'<[^>]+>', '{}', rule.rule)}"
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }


def _commands(command: click.Command, path: str) -> Iterator[str]:
    yield from ([path] if path else [])
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield from (f"{path} {option}".strip() for option in parameter.opts)
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _commands(child, f"{path} {name}".strip())


def _formats() -> list[str]:
    export = cli.commands.get("export")
    choices = [option.type for option in export.params if option.name == "format"] if export else []
    return [str(choice) for kind in choices if isinstance(kind, click.Choice) for choice in kind.choices]


def _is_in_nlp(name: str) -> bool:
    path, _, argument = name.rstrip(")").partition("(")
    named = _look_up(*path.split("."))
    if named is None:
        return False
    return not argument or argument in inspect.signature(named).parameters


def _look_up(name: str, attribute: str = "") -> Any:
    """A function, class or member of one; a declared field without a value counts as True."""
    for home in NLP_HOMES:
        try:
            named = getattr(importlib.import_module(home), name, None)
        except ModuleNotFoundError:
            continue
        if named is not None and attribute:
            is_declared = any(attribute in vars(kind).get("__annotations__", {}) for kind in named.__mro__)
            return getattr(named, attribute, True if is_declared else None)
        if named is not None:
            return named
    return None
