"""Runs any action in a transaction, whether it names its entry or records it itself."""

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

from app.commands import COMMANDS
from app.platform.commands import perform
from app.platform.storage.ledger import Entry, Unchanged
from app.platform.storage.unit_of_work import Work

RECORDED_AS = {command.action: command.recorded_as for command in COMMANDS}


def act(work: Work, action: Callable[..., Any], *actor: Any, **facts: Any) -> Any:
    """Run an action; one that returns an entry is performed as the runner of commands performs it."""
    if get_type_hints(inspect.unwrap(action)).get("return") in (Entry, Entry | Unchanged):
        return perform(work, action, *actor, recorded_as=RECORDED_AS.get(action, ""), **facts)
    return action(work, *actor, **facts)
