"""What the ledger entries state about theme edits, to check the database rows against the ledger."""

from collections.abc import Mapping
from typing import Any

from app.platform.storage.ledger import Subjects
from app.platform.storage.ledger.replay import Event, Facts, Tell


def _edited(facts: Facts, event: Event, payload: Mapping[str, Any]) -> None:
    for edit in payload["edits"]:
        facts.put("theme_edit", f"{event.chain} {edit['number']}", event, actor=event.actor, at=event.at)


TELLS: dict[str, Tell] = {"themes.edited": _edited, "themes.placed": _edited}

SUBJECTS: Subjects = {
    "themes.asked": lambda _payload: ["asked"],
    "themes.stopped": lambda _payload: ["stopped"],
    "themes.edited": lambda payload: [subject for edit in payload["edits"] for subject in _subjects(edit)],
    "themes.placed": lambda payload: [f"edit {edit['number']}" for edit in payload["edits"]],
}


def _subjects(edit: Mapping[str, Any]) -> list[str]:
    """Return what an edit changes: a theme's name or colour, a proposal's theme, or whether a theme exists by itself.

    An undo changes the edit that it takes back. All undos share one subject, because one of two simultaneous undos may
    mean the edit that the other has already taken back.
    """
    op, theme = edit["op"], edit["theme"]
    if op == "undo":
        return [f"edit {edit['undoes']}", "undo"]
    own = f"edit {edit['number']}"
    if op == "add":
        return [own, f"added {edit['label']}"]
    if op in ("rename", "colour"):
        return [own, f"{op} of {theme}"]
    if op in ("merge", "dismiss"):
        return [own, *(f"theme {key}" for key in (theme, *edit["others"]))]
    return [own, *(f"place of {proposal}" for proposal in edit["proposals"])]
