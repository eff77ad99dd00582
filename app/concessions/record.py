"""What the ledger entries state about concessions, to check the database rows against the ledger."""

from collections.abc import Mapping
from typing import Any

from app.platform.storage.ledger import Subjects
from app.platform.storage.ledger.replay import Event, Facts, Tell

CONCESSION = "concession"
Payload = Mapping[str, Any]


def _offered(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {name: payload[name] for name in ("proposal", "wanted", "condition", "gives")}
    facts.put(CONCESSION, payload["concession"], event, **columns, state="offered", offered_at=event.at)


def _incorporated(facts: Facts, event: Event, payload: Payload) -> None:
    place = {name: payload[name] for name in ("resolution", "clause") if name in payload}
    facts.put(CONCESSION, payload["concession"], event, state="taken", **place)


def _withdrawn(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(CONCESSION, payload["concession"], event, state="withdrawn")


TELLS: dict[str, Tell] = {
    "concession.offered": _offered,
    "concession.taken": _incorporated,
    "concession.withdrawn": _withdrawn,
}

SUBJECTS: Subjects = {
    "concession.offered": lambda payload: [f"card {payload['wanted']} {payload['condition']} {payload['gives']}"],
    "concession.taken": lambda payload: [payload["concession"]],
    "concession.withdrawn": lambda payload: [payload["concession"]],
}
