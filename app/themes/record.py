"""What the ledger says of edits of themes, for the check of the record against the rows."""

from collections.abc import Mapping
from typing import Any

from app.platform.ledger.replay import Event, Facts, Tell


def _edited(facts: Facts, event: Event, payload: Mapping[str, Any]) -> None:
    for edit in payload["edits"]:
        facts.put("theme_edit", f"{event.chain} {edit['number']}", event, actor=event.actor, at=event.at)


TELLS: dict[str, Tell] = {"themes.edited": _edited}
