"""What the ledger says of edits of themes, for the check of the record against the rows."""

from collections.abc import Mapping
from typing import Any

from app.platform.storage.ledger import Subjects
from app.platform.storage.ledger.replay import Event, Facts, Tell


def _edited(facts: Facts, event: Event, payload: Mapping[str, Any]) -> None:
    for edit in payload["edits"]:
        facts.put("theme_edit", f"{event.chain} {edit['number']}", event, actor=event.actor, at=event.at)


TELLS: dict[str, Tell] = {"themes.edited": _edited}

SUBJECTS: Subjects = {
    "themes.asked": lambda _payload: ["asked"],
    "themes.stopped": lambda _payload: ["stopped"],
    "themes.edited": lambda payload: [subject for edit in payload["edits"] for subject in _subjects(edit)],
}


def _subjects(edit: Mapping[str, Any]) -> list[str]:
    """What an edit changes: a theme's name or colour, where a proposal lies, whether a theme stands by itself.

    An undo changes the edit that it takes back; of two undos at once, one may mean what the other took back already.
    """
    op, theme = edit["op"], edit["theme"]
    if op == "undo":
        return [f"edit {edit['undoes']}", "undo"]
    own = f"edit {edit['number']}"
    if op in ("rename", "colour"):
        return [own, f"{op} of {theme}"]
    if op in ("merge", "dismiss"):
        return [own, *(f"theme {key}" for key in (theme, *edit["others"]))]
    return [own, *(f"place of {proposal}" for proposal in edit["proposals"])]
