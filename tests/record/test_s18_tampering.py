"""S18: whatever somebody who owns the database changes is found, and the first bad entry or row is named."""

import copy
import random

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.platform.access.services import Services
from app.platform.storage.ledger.record import Report, check_record
from app.registry import REPLAYS
from tests.people import Cast
from tests.record.history import History
from tests.record.tampering import WAYS, Rows, lift_constraints, read_all, write_all

FEW, MANY = len(WAYS), 1000


def check(services: Services) -> Report:
    with services.database.read() as session:
        return check_record(session, services.signer, REPLAYS)


@pytest.fixture
def rows(services: Services, cast: Cast) -> Rows:
    """A rich history, with the constraints gone that a forger would take away."""
    History(services, cast).write()
    with services.database.write_engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            indexes = connection.execute(text("SELECT name FROM sqlite_master WHERE type='index' AND name LIKE 'uq_%'"))
            for name in indexes.scalars().all():
                connection.execute(text(f"DROP INDEX {name}"))
        return read_all(connection)


def test_an_untampered_record_holds_and_all_of_it_is_checked(services: Services, cast: Cast) -> None:
    History(services, cast).write()
    report = check(services)
    assert [str(fault) for fault in report.faults] == []
    assert report.rows > 100
    assert report.facts == []


def test_few_tamperings_are_found_and_named(services: Services, rows: Rows) -> None:
    assert tamper(services, rows, FEW, seed=18) == []


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_a_thousand_tamperings_are_found_and_named(services: Services, rows: Rows) -> None:
    assert tamper(services, rows, MANY, seed=1018) == []


def tamper(services: Services, rows: Rows, trials: int, *, seed: int) -> list[str]:
    """What was not found, or not named."""
    fate, missed, trial = random.Random(seed), [], 0
    while trial < trials:
        edited = copy.deepcopy(rows)
        done = WAYS[trial % len(WAYS)](edited, fate)
        try:
            report = _check_as(services, edited)
        except IntegrityError:  # the key of another row: not even the owner can store it twice
            continue
        named = " | ".join(str(fault) for fault in report.faults[:3])
        if report.holds or not any(name in named for name in done.names):
            missed.append(f"{trial} {done.what} {done.names}: {named or 'not found'}")
        trial += 1
    assert _check_as(services, rows).holds
    print(f"\nS18: {trials} tamperings, {trials - len(missed)} found at their place")
    return missed


def _check_as(services: Services, rows: Rows) -> Report:
    """Check a database that holds these rows, and put it back."""
    with services.database.write_engine.connect() as connection:
        lift_constraints(connection, is_lifted=True)
        transaction = connection.begin()
        write_all(connection, rows)
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            report = check_record(session, services.signer, REPLAYS)
        transaction.rollback()
        lift_constraints(connection, is_lifted=False)
    return report
