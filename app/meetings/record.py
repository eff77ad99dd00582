"""Derives the expected rows of meetings and seats from ledger entries, for the check of the database."""

from collections.abc import Mapping
from typing import Any

from app.platform.storage.ledger import Subjects
from app.platform.storage.ledger.replay import Event, Facts, Tell

MEETING, SEAT, FACTS = "meeting", "seat", "meeting_facts"
Payload = Mapping[str, Any]


def _created(facts: Facts, event: Event, payload: Payload) -> None:
    """Record the new meeting from the entry in its own chain; skip the copy of the entry in the chain of the place."""
    if payload["meeting"] == event.chain:
        columns = {name: payload[name] for name in ("place", "title", "template", "source") if name in payload}
        facts.put(MEETING, event.chain, event, **columns, created_at=event.at, closed_at=None)


def _moved(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(MEETING, event.chain, event, phase=payload["to"])


def _changed(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(MEETING, event.chain, event, **payload)


def _showed_results(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(MEETING, event.chain, event, results=payload["to"])


def _closed(facts: Facts, event: Event, _payload: Payload) -> None:
    facts.put(MEETING, event.chain, event, closed_at=event.at, is_joinable=False, phase_ends_at=None)


def _joined(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {"stake": payload["stake"], "attendance": payload["attendance"], "joined_at": event.at}
    facts.put(SEAT, payload["seat"], event, **columns, left_at=None, revoked_at=None)


def _left(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(SEAT, payload["seat"], event, left_at=event.at)


def _revoked(facts: Facts, event: Event, payload: Payload) -> None:
    """Record the end of a seat; a repeated entry for an ended seat changes nothing."""
    known = facts.rows.get((SEAT, payload["seat"]), {})
    if known.get("revoked_at", event.at) is None:
        facts.put(SEAT, payload["seat"], event, revoked_at=event.at)


def _restored(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(SEAT, payload["seat"], event, revoked_at=None)


def _recorded_facts(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {name: value for name, value in payload.items() if name not in ("reason", "named_on_leave")}
    facts.put(FACTS, event.chain, event, **columns)


def _finalised_facts(facts: Facts, event: Event, _payload: Payload) -> None:
    facts.put(FACTS, event.chain, event, final_at=event.at)


TELLS: dict[str, Tell] = {
    "meeting.created": _created,
    "phase.moved": _moved,
    "meeting.changed": _changed,
    "results.changed": _showed_results,
    "meeting.closed": _closed,
    "seat.joined": _joined,
    "seat.left": _left,
    "seat.revoked": _revoked,
    "seat.restored": _restored,
    "facts.recorded": _recorded_facts,
    "facts.finalised": _finalised_facts,
}

SUBJECTS: Subjects = {
    "phase.moved": lambda _payload: ["phase"],
    "phase.extended": lambda _payload: ["phase"],
    "meeting.changed": lambda payload: [f"meeting {name}" for name in payload],
    "results.changed": lambda _payload: ["results"],
    "meeting.closed": lambda _payload: ["phase"],
    "seat.left": lambda payload: [f"seat {payload['seat']}"],
    "seat.revoked": lambda payload: [f"seat {payload['seat']}"],
    "seat.restored": lambda payload: [f"seat {payload['seat']}"],
    "facts.recorded": lambda payload: [f"fact {name}" for name in payload],
    "facts.finalised": lambda _payload: ["final facts"],
}
