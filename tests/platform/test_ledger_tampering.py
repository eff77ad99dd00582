"""S18 at its small size: every edit of the ledger is found, and the first bad entry named."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.platform.access.services import Services
from app.platform.storage import ledger
from app.platform.storage.ledger import GENESIS, LedgerEntry, digest, entry_hash
from app.platform.storage.unit_of_work import Work
from tests.conftest import create_tables

CHAIN = "chain1"
LENGTH = 24
TRIALS = 200
Rows = list[dict[str, Any]]
Tamper = Callable[[Rows, random.Random], int]
"""Changes the rows; returns the number of the first entry that no longer holds."""


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One engine is enough: the check reads rows, whatever they come from."""
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


def test_every_tampering_is_found(services: Services) -> None:
    create_tables(services.database.write_engine)
    services.writer.run(_write_all)
    fate = random.Random(18)
    with services.database.write_engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX uq_ledger_entry_chain_actor_key")  # a forger would not leave it
        rows = [dict(row) for row in connection.execute(select(LedgerEntry.__table__).order_by("seq")).mappings()]
    missed = []
    for trial in range(TRIALS):
        tamper = WAYS[trial % len(WAYS)]
        edited = [dict(row) for row in rows]
        first = tamper(edited, fate)
        fault = _verify(services, edited)
        if fault is None or fault.seq != first:
            missed.append((tamper.__name__, first, fault))
    print(f"\nS18: {TRIALS} edits, {len(missed)} not found at their place")
    assert missed == []
    assert _verify(services, rows) is None


def flip_a_character(rows: Rows, fate: random.Random) -> int:
    at = fate.randrange(LENGTH)
    column = fate.choice(["payload", "payload_hash", "prev", "hash", "kind", "topic", "actor", "key"])
    rows[at][column] = _flip(rows[at][column], fate)
    return at + 1


def move_the_moment(rows: Rows, fate: random.Random) -> int:
    at = fate.randrange(LENGTH)
    rows[at]["at"] = rows[at]["at"].replace(microsecond=fate.randrange(1, 10**6))
    return at + 1


def delete_an_entry(rows: Rows, fate: random.Random) -> int:
    at = fate.randrange(LENGTH)
    del rows[at]
    return at + 1 if at == LENGTH - 1 else at + 2


def insert_an_entry(rows: Rows, fate: random.Random) -> int:
    at = fate.randrange(LENGTH)
    new = {**rows[at], "key": "key-new1", "payload": '{"n":99}', "payload_hash": digest('{"n":99}')}
    for row in rows[at:]:
        row["seq"] += 1
    rows.insert(at, {**new, "hash": entry_hash(new)})
    return at + 2


def swap_two_entries(rows: Rows, fate: random.Random) -> int:
    one, other = sorted(fate.sample(range(LENGTH), 2))
    rows[one]["seq"], rows[other]["seq"] = rows[other]["seq"], rows[one]["seq"]
    rows.sort(key=lambda row: int(row["seq"]))
    return one + 1


def cut_the_tail(rows: Rows, fate: random.Random) -> int:
    left = fate.randrange(1, LENGTH)
    del rows[left:]
    return left + 1


def rewrite_the_rest(rows: Rows, fate: random.Random) -> int:
    """A forger with a calculator: changes one entry and hashes all after it anew."""
    at = fate.randrange(LENGTH)
    rows[at]["payload"] = '{"n":-1}'
    rows[at]["payload_hash"] = digest(rows[at]["payload"])
    prev = rows[at - 1]["hash"] if at else GENESIS
    for row in rows[at:]:
        row["prev"] = prev
        prev = row["hash"] = entry_hash(row)
    return LENGTH + 1


WAYS: list[Tamper] = [
    flip_a_character,
    move_the_moment,
    delete_an_entry,
    insert_an_entry,
    swap_two_entries,
    cut_the_tail,
    rewrite_the_rest,
]


def _write_all(work: Work) -> None:
    for number in range(LENGTH):
        facts: dict[str, Any] = {"payload": {"n": number}, "key": f"key-{number:04}"}
        ledger.append(work, ledger.Entry(chain=CHAIN, kind="a.b", topic="wall", actor="mei", **facts))


def _verify(services: Services, rows: Rows) -> ledger.Fault | None:
    """The first fault of a database that holds these rows under the true head."""
    with services.database.write_engine.connect() as connection, Session(connection) as session:
        connection.execute(delete(LedgerEntry))
        connection.execute(insert(LedgerEntry), rows)
        fault = ledger.verify_chain(session, CHAIN)
        connection.rollback()
        return fault


def _flip(text: str, fate: random.Random) -> str:
    at = fate.randrange(len(text))
    return text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]
