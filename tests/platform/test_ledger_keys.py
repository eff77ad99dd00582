"""Idempotency keys are found one by one in SQLite and in one query elsewhere; both find the same receipts."""

from typing import Any

import pytest

from app.platform.access.services import Services
from app.platform.storage import ledger
from app.platform.storage.ledger import writing
from app.platform.storage.ledger.writing import FEW_KEYS
from app.platform.storage.unit_of_work import Work

CHAIN, COUNT = "meeting0001", FEW_KEYS + 4


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("count", [FEW_KEYS, COUNT])
def test_one_query_finds_what_many_find(services: Services, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """The query for pairs is run on SQLite under the other database's name, for here one engine is enough."""

    def write(work: Work) -> None:
        for number in range(COUNT):
            facts: dict[str, Any] = {"actor": f"seat{number % 3}", "key": f"key {number}", "payload": {"n": number}}
            ledger.append(work, ledger.Entry(chain=CHAIN, kind="thing.done", topic="things", **facts))

    services.writer.run(write)
    asked = [(CHAIN, f"seat{number % 3}", f"key {number}") for number in range(count)]
    asked += [(CHAIN, "seat0", "key of nobody"), (CHAIN, "seat0", None)]
    with services.database.read() as session:
        one_by_one = ledger.receipts_of(session, asked)
        for statement in (writing._LOCK_HEAD, writing._FIND_KEY):
            monkeypatch.setattr(statement, "_compiled", {})
        monkeypatch.setattr(session.connection().dialect, "name", "postgresql")
        assert ledger.receipts_of(session, asked) == one_by_one
    assert sorted(receipt.data["n"] for receipt in one_by_one.values()) == list(range(count))
