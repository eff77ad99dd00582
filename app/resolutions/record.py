"""What the ledger entries state about resolutions, to check the database rows against the ledger."""

from collections.abc import Mapping
from typing import Any

from app.platform.storage.ledger import Subjects
from app.platform.storage.ledger.replay import Event, Facts, Tell

RESOLUTION, CONCESSION, NOTICE = "resolution", "concession", "public_notice"
Payload = Mapping[str, Any]


def _drafted(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {"title": payload["title"], "text": payload["text"], "state": "draft", "created_at": event.at}
    columns["corrects"] = payload.get("corrects")
    facts.put(RESOLUTION, payload["resolution"], event, **columns)


def _revised(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {name: payload[name] for name in ("title", "text", "reservations") if name in payload}
    facts.put(RESOLUTION, payload["resolution"], event, **columns)
    for concession, clause in payload.get("concessions", {}).items():
        facts.put(CONCESSION, concession, event, clause=clause)


def _facts_set(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {name: value for name, value in payload.items() if name != "resolution"}
    facts.put(RESOLUTION, payload["resolution"], event, **columns)


def _dissent(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(RESOLUTION, payload["resolution"], event, reservations=payload["reservations"])


def _put_to_vote(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(RESOLUTION, payload["resolution"], event, state="voting", text_hash=payload["text_hash"])


def _decided(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(RESOLUTION, payload["resolution"], event, state=payload["state"])


def _adopted(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {name: payload[name] for name in ("number", "text_hash", "reservations")}
    facts.put(RESOLUTION, payload["resolution"], event, state="adopted", adopted_at=event.at, **columns)


def _posted(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {name: value for name, value in payload.items() if name != "notice"}
    columns |= {"posted_by": event.actor, "posted_at": event.at, "taken_down_on": None, "taken_down_reason": ""}
    facts.put(NOTICE, payload["notice"], event, **columns)


def _taken_down(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {"taken_down_on": payload["taken_down_on"], "taken_down_reason": payload["reason"]}
    facts.put(NOTICE, payload["notice"], event, **columns)


TELLS: dict[str, Tell] = {
    "resolution.drafted": _drafted,
    "resolution.revised": _revised,
    "resolution.put_to_vote": _put_to_vote,
    "resolution.decided": _decided,
    "resolution.adopted": _adopted,
    "resolution.terms_set": _facts_set,
    "resolution.prepared": _facts_set,
    "resolution.dissent_added": _dissent,
    "resolution.dissent_removed": _dissent,
    "notice.posted": _posted,
    "notice.taken_down": _taken_down,
}

SUBJECTS: Subjects = {
    "resolution.drafted": lambda payload: [f"draft {payload['title']} {payload['text']}"],
    "resolution.revised": lambda payload: [payload["resolution"]],
    "resolution.put_to_vote": lambda payload: [payload["resolution"]],
    "resolution.decided": lambda payload: [payload["resolution"]],
    "resolution.adopted": lambda payload: [
        payload["resolution"],
        *([payload["corrects"]] if "corrects" in payload else []),
    ],
    "resolution.terms_set": lambda payload: [f"terms {payload['resolution']}"],
    "resolution.prepared": lambda payload: [f"preparation {payload['resolution']}"],
    "resolution.dissent_added": lambda payload: [f"dissent {payload['resolution']} {payload['reservations'][-1]}"],
    "resolution.dissent_removed": lambda payload: [f"list of dissent {payload['resolution']}"],
    "notice.posted": lambda payload: [f"{payload['kind']} notice of {payload['resolution']}"],
    "notice.taken_down": lambda payload: [payload["notice"]],
}
