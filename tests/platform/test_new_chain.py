"""Two processes begin one chain with the same key at the same moment: one writes, the other finds the receipt."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from app.factory import create_services
from app.platform.access.services import Services
from app.platform.storage import ledger
from app.platform.storage.ledger import Receipt
from app.platform.storage.unit_of_work import Work
from app.settings import Settings

CHAIN, ACTOR, KEY = "meeting0001", "seat0001", "key-00001"
PATIENCE = 30.0
OVERLAP_SECONDS = 1.0
"""Time that the first process leaves the second to look for the key, too."""


@pytest.fixture
def other_process(settings: Settings) -> Iterator[Services]:
    """The same database with a writer of its own, as another web process has."""
    services = create_services(settings)
    yield services
    services.database.dispose()


def test_the_same_key_begins_a_chain_once(services: Services, other_process: Services) -> None:
    first_looked, second_looked = Event(), Event()

    def write_first(work: Work) -> Receipt:
        earlier = ledger.receipt_of(work.session, chain=CHAIN, actor=ACTOR, key=KEY)
        first_looked.set()
        second_looked.wait(OVERLAP_SECONDS)
        return earlier or _append(work)

    def write_second(work: Work) -> Receipt:
        earlier = ledger.receipt_of(work.session, chain=CHAIN, actor=ACTOR, key=KEY)
        second_looked.set()
        return earlier or _append(work)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(services.writer.run, write_first)
        assert first_looked.wait(PATIENCE)
        second = pool.submit(other_process.writer.run, write_second)
        assert second.result(PATIENCE) == first.result(PATIENCE)
    with services.database.read() as session:
        assert [entry.key for entry in ledger.entries_of(session, CHAIN)] == [KEY]
        assert ledger.verify_chain(session, CHAIN) is None


def _append(work: Work) -> Receipt:
    return ledger.append(
        work, ledger.Entry(chain=CHAIN, kind="thing.done", topic="things", actor=ACTOR, payload={"n": 1}, key=KEY)
    )
