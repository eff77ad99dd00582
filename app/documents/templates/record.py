"""Derives the expected templates of places from ledger entries, for the check of the database against the ledger."""

from collections.abc import Mapping
from typing import Any

from app.platform.storage.ledger import Subjects
from app.platform.storage.ledger.replay import Event, Facts, Tell

TABLE = "place_template"
Payload = Mapping[str, Any]


def _set(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {"sha256": payload["sha256"], "size": payload["size"], "set_by": event.actor, "set_at": event.at}
    facts.put(TABLE, f"{event.chain} {payload['kind']}", event, **columns)


def _removed(facts: Facts, event: Event, payload: Payload) -> None:
    facts.drop(TABLE, f"{event.chain} {payload['kind']}")


TELLS: dict[str, Tell] = {"place.template_set": _set, "place.template_removed": _removed}
SUBJECTS: Subjects = {
    "place.template_set": lambda payload: [f"template {payload['kind']}"],
    "place.template_removed": lambda payload: [f"template {payload['kind']}"],
}
