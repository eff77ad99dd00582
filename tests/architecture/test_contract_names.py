"""The public contract: each of its names answers, or stands in `pending.txt`, which only shrinks."""

from pathlib import Path

from flask import Flask

from tests.architecture.contract_names import contract_names
from tests.architecture.found_names import found_names

PENDING = Path(__file__).parent / "pending.txt"


def test_every_name_answers_or_is_pending(plain_app: Flask) -> None:
    wanted = contract_names()
    pending = _pending()
    existing = found_names(plain_app, wanted)
    assert sorted(wanted - existing - pending) == [], "these names of the contract are gone or misspelt"
    assert sorted(pending & existing) == [], "these names answer now: take them out of pending.txt"


def test_only_names_of_the_contract_are_pending() -> None:
    assert sorted(_pending() - contract_names()) == []


def test_pending_names_are_in_order_and_once() -> None:
    lines = PENDING.read_text().splitlines()
    assert lines == sorted(set(lines))


def _pending() -> set[str]:
    return set(PENDING.read_text().splitlines())
