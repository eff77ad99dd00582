"""What the ledger entries state about resolutions, to check the database rows against the ledger."""

from collections.abc import Mapping
from typing import Any

from app.platform.storage.ledger import Subjects
from app.platform.storage.ledger.replay import Event, Facts, Tell

RESOLUTION = "resolution"
Payload = Mapping[str, Any]


def _drafted(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {"title": payload["title"], "text": payload["text"], "state": "draft", "created_at": event.at}
    facts.put(RESOLUTION, payload["resolution"], event, **columns)


def _revised(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(RESOLUTION, payload["resolution"], event, title=payload["title"], text=payload["text"])


def _put_to_vote(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(RESOLUTION, payload["resolution"], event, state="voting", text_hash=payload["text_hash"])


def _decided(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(RESOLUTION, payload["resolution"], event, state=payload["state"])


def _adopted(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {name: payload[name] for name in ("number", "text_hash", "reservations")}
    facts.put(RESOLUTION, payload["resolution"], event, state="adopted", adopted_at=event.at, **columns)


TELLS: dict[str, Tell] = {
    "resolution.drafted": _drafted,
    "resolution.revised": _revised,
    "resolution.put_to_vote": _put_to_vote,
    "resolution.decided": _decided,
    "resolution.adopted": _adopted,
}

SUBJECTS: Subjects = {
    "resolution.drafted": lambda payload: [f"draft {payload['title']} {payload['text']}"],
    "resolution.revised": lambda payload: [payload["resolution"]],
    "resolution.put_to_vote": lambda payload: [payload["resolution"]],
    "resolution.decided": lambda payload: [payload["resolution"]],
    "resolution.adopted": lambda payload: [payload["resolution"]],
}
