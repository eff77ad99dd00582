"""The ledger: append-only, hash-chained, and the memory of idempotency keys."""

import json

import pytest
from sqlalchemy import func, select, update

from app.platform.access.services import Services
from app.platform.storage import ledger
from app.platform.storage.ledger import LedgerEntry, Receipt
from app.platform.storage.unit_of_work import Work

CHAIN = "chain1"


def append(
    work: Work, key: str | None = None, *, topic: str = "wall", actor: str = "mei", **payload: object
) -> Receipt:
    return ledger.append(
        work,
        ledger.Entry(chain=CHAIN, kind="thing.done", topic=topic, actor=actor, payload=payload or {"n": 1}, key=key),
    )


def test_an_entry_follows_the_one_before(services: Services) -> None:
    receipts = services.writer.run(lambda work: [append(work, n=n) for n in range(3)])
    assert [receipt.version for receipt in receipts] == [1, 2, 3]
    with services.database.read() as session:
        entries = list(ledger.entries_of(session, CHAIN))
        assert entries[0].prev == ledger.GENESIS
        assert [entry.prev for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
        assert ledger.head_of(session, CHAIN) == (3, entries[-1].hash)
        assert ledger.verify_chain(session, CHAIN) is None


def test_an_empty_chain_holds(services: Services) -> None:
    with services.database.read() as session:
        assert ledger.verify_chain(session, CHAIN) is None
        assert ledger.head_of(session, CHAIN) == (0, ledger.GENESIS)


def test_the_version_of_a_topic_is_its_last_entry(services: Services) -> None:
    topics = ("wall", "tally", "wall", "tally", "tally")
    services.writer.run(lambda work: [append(work, topic=topic) for topic in topics])
    with services.database.read() as session:
        assert ledger.version_of(session, CHAIN, "wall") == 3
        assert ledger.version_of(session, CHAIN, "tally") == 5
        assert ledger.version_of(session, CHAIN, "never") == 0


def test_the_same_key_finds_the_same_receipt(services: Services) -> None:
    first = services.writer.run(lambda work: append(work, "key-0001", text="甲"))
    services.writer.run(lambda work: append(work, text="later"))
    with services.database.read() as session:
        assert ledger.receipt_of(session, chain=CHAIN, actor="mei", key="key-0001") == first
        assert first.data == {"text": "甲"}


@pytest.mark.parametrize("wanted", [("mei", "key-0002"), ("bo", "key-0001"), ("mei", None)])
def test_another_key_or_actor_finds_none(services: Services, wanted: tuple[str, str | None]) -> None:
    services.writer.run(lambda work: append(work, "key-0001"))
    actor, key = wanted
    with services.database.read() as session:
        assert ledger.receipt_of(session, chain=CHAIN, actor=actor, key=key) is None
        assert ledger.receipt_of(session, chain="chain2", actor="mei", key="key-0001") is None


def test_a_key_used_twice_is_stored_once(services: Services) -> None:
    services.writer.run(lambda work: append(work, "key-0001"))
    with pytest.raises(Exception, match="(?i)unique"):
        services.writer.run(lambda work: append(work, "key-0001"))
    with services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 1
        assert ledger.verify_chain(session, CHAIN) is None


def test_chains_do_not_touch_each_other(services: Services) -> None:
    services.writer.run(lambda work: append(work))
    services.writer.run(
        lambda work: ledger.append(work, ledger.Entry(chain="chain2", kind="a.b", topic="wall", actor="bo", payload={}))
    )
    with services.database.read() as session:
        assert ledger.chains_of(session) == [CHAIN, "chain2"]
        assert ledger.version_of(session, "chain2", "wall") == 1


def test_an_erased_payload_leaves_the_chain_whole(services: Services) -> None:
    services.writer.run(lambda work: append(work, text="私人"))
    services.writer.run(lambda work: work.session.execute(update(LedgerEntry).values(payload=None)))
    with services.database.read() as session:
        assert ledger.verify_chain(session, CHAIN) is None


def test_the_text_of_a_payload_is_one_and_the_same() -> None:
    assert ledger.canonical({"b": 1, "a": "涼亭"}) == ledger.canonical({"a": "涼亭", "b": 1}) == '{"a":"涼亭","b":1}'
    assert json.loads(ledger.canonical({"a": None})) == {"a": None}
