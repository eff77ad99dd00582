"""Derives the expected rows of places from ledger entries, for the check of the database against the ledger."""

from collections.abc import Mapping
from typing import Any

from app.platform.storage.ledger import Subjects
from app.platform.storage.ledger.replay import Event, Facts, Tell

Payload = Mapping[str, Any]


def _created(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put("place", payload["place"], event, created_at=event.at)


def _words_set(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put("place_words", event.chain, event, **payload)


def _letterhead_set(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put("letterhead", event.chain, event, **payload)


def _prefix_set(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put("place_numbering", event.chain, event, **payload)


TELLS: dict[str, Tell] = {
    "place.created": _created,
    "place.words_set": _words_set,
    "place.letterhead_set": _letterhead_set,
    "place.prefix_set": _prefix_set,
}

SUBJECTS: Subjects = {
    "place.words_set": lambda _payload: ["words"],
    "place.letterhead_set": lambda _payload: ["letterhead"],
    "place.prefix_set": lambda _payload: ["prefix"],
}
