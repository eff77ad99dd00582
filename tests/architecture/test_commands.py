"""The command tables: what a schema takes is what its action takes, and every door has one row."""

import inspect
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest

from app.commands import COMMANDS
from app.platform.commands import Command
from app.platform.live.specs import CommandPayload
from app.platform.storage.ledger import Entry, Unchanged

NAMED = [pytest.param(command, id=command.name) for command in COMMANDS]
GIVEN = {"work", "actor", "meeting_id"}
"""Parameters that the runner fills, not the schema."""


def plain(annotation: Any) -> Any:
    """Return a type without the constraints that a schema adds to it."""
    if get_origin(annotation) is Annotated:
        return plain(get_args(annotation)[0])
    parts = tuple(plain(part) for part in get_args(annotation))
    if get_origin(annotation) in (Union, UnionType):
        return frozenset(parts)
    return (get_origin(annotation), *parts) if parts else annotation


@pytest.mark.parametrize("command", [one for one in NAMED if one.values[0].request is None])
def test_an_action_takes_what_its_schema_takes(command: Command) -> None:
    takes = {name: one for name, one in inspect.signature(command.action).parameters.items() if name not in GIVEN}
    hints = get_type_hints(command.action)
    fields = {name: one for name, one in command.schema.model_fields.items() if name not in {"key", "meeting_id"}}
    if command.schema.fields is not CommandPayload.fields:
        assert set(takes) == set(fields)
        return
    optional = {name for name, one in takes.items() if one.default is not inspect.Parameter.empty}
    assert set(takes) - optional <= set(fields) <= set(takes)
    wire = get_type_hints(command.schema)
    assert {name: plain(hints[name]) for name in fields} == {name: plain(wire[name]) for name in fields}


@pytest.mark.parametrize("command", [one for one in NAMED if one.values[0].request is None])
def test_an_action_returns_its_entry(command: Command) -> None:
    returns = get_type_hints(command.action)["return"]
    assert returns in (Entry, Entry | Unchanged)


def test_every_door_belongs_to_one_command() -> None:
    doors = [
        *(command.event for command in COMMANDS if command.event),
        *(http.route for command in COMMANDS for http in command.http),
        *(form.path for command in COMMANDS for form in command.forms),
    ]
    assert len(doors) == len(set(doors)) > 0
    assert all(command.event or command.http or command.forms for command in COMMANDS)
