"""What the ledger entries state about cases, to check the database rows against the ledger."""

from collections.abc import Mapping
from typing import Any

from app.platform.storage.ledger import Subjects
from app.platform.storage.ledger.replay import Event, Facts, Tell

CASE, RATING = "case_record", "case_rating"
Payload = Mapping[str, Any]


def _opened(facts: Facts, event: Event, payload: Payload) -> None:
    """Record the new case; skip the copy that the chain of the place has of an entry in the case's own chain."""
    if payload.get("place") == event.chain:
        return
    columns = {name: payload[name] for name in ("number", "resolution", "place", "title") if name in payload}
    facts.put(CASE, payload["case"], event, **columns, state="registered", opened_at=event.at)


def _moved(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(CASE, payload["case"], event, state=payload["to"])
    if payload["to"] == "reopened":
        for table, key in list(facts.rows):
            if table == RATING and key.startswith(f"{payload['case']} "):
                facts.drop(table, key)


def _rated(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {"stars": payload["stars"], "is_resolved": payload["is_resolved"]}
    facts.put(RATING, f"{payload['case']} {event.actor}", event, **columns)


TELLS: dict[str, Tell] = {"case.opened": _opened, "case.moved": _moved, "case.rated": _rated}

SUBJECTS: Subjects = {
    "case.opened": lambda payload: [f"case of {payload.get('resolution') or payload['place']}: {payload['title']}"],
    "case.moved": lambda payload: [payload["case"]],
}
