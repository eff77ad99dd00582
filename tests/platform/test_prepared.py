"""Prepared statements: the same on both databases, values through the types of their columns."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.platform.access.services import Services
from app.platform.storage.jobs import Job
from app.platform.storage.prepared import Prepared

DUE = datetime(2026, 5, 1, 19, 30, tzinfo=timezone(timedelta(hours=8)))
ADD = Prepared(insert(Job))
FIND = Prepared(select(Job.id, Job.attempts).where(Job.kind == bindparam("kind")).order_by(Job.id).limit(2))
SAY_ONCE = Prepared(
    {
        name: add(Job).on_conflict_do_nothing(index_elements=["id"])
        for name, add in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
    }
)


def row(name: str, **values: object) -> dict[str, object]:
    plain = {"id": name, "kind": "k", "args": {"字": [1, None]}, "dedupe": name, "state": "queued", "due_at": DUE}
    return {**plain, "leased_until": None, "attempts": 3, "error": None, **values}


@pytest.fixture
def session(services: Services) -> Iterator[Session]:
    with Session(services.database.write_engine) as opened, opened.begin():
        yield opened


def test_one_row_or_many_come_back_as_they_were_given(session: Session) -> None:
    ADD.run(session.connection(), [row("a")])
    assert ADD.run(session.connection(), [row("b", error="'); drop table job; --"), row("c", leased_until=DUE)]) == 2
    rows = {job.id: job for job in session.scalars(select(Job))}
    assert set(rows) == {"a", "b", "c"}
    assert rows["a"].args == {"字": [1, None]}
    assert rows["a"].due_at == DUE.astimezone(UTC)
    assert rows["c"].leased_until == DUE.astimezone(UTC)
    assert rows["b"].error == "'); drop table job; --"


def test_what_the_statement_fixes_is_filled_in(session: Session) -> None:
    assert FIND.first(session.connection(), {"kind": "k"}) is None
    ADD.run(session.connection(), [row(name) for name in "cab"])
    assert FIND.all(session.connection(), {"kind": "k"}) == [("a", 3), ("b", 3)]
    assert FIND.first(session.connection(), {"kind": "k"}) == ("a", 3)


def test_many_are_asked_in_their_order(session: Session) -> None:
    ADD.run(session.connection(), [row("a"), row("b", kind="other", attempts=5), row("c", kind="other")])
    asked = [{"kind": kind} for kind in ("other", "nothing", "k", "other")]
    assert FIND.firsts(session.connection(), asked) == [("b", 5), None, ("a", 3), ("b", 5)]
    assert FIND.firsts(session.connection(), []) == []


def test_each_database_has_its_own_words(session: Session) -> None:
    assert SAY_ONCE.run(session.connection(), [row("a", attempts=1)]) == 1
    assert SAY_ONCE.run(session.connection(), [row("a", attempts=2)]) == 0
    assert FIND.all(session.connection(), {"kind": "k"}) == [("a", 1)]


def test_a_moment_without_a_zone_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="time zone"):
        ADD.run(session.connection(), [row("a", due_at=datetime(2026, 5, 1))])


def test_a_missing_value_is_an_error_and_not_a_null(session: Session) -> None:
    with pytest.raises(KeyError):
        ADD.run(session.connection(), [{name: value for name, value in row("a").items() if name != "due_at"}])


def test_it_belongs_to_the_transaction(services: Services) -> None:
    with services.database.write_engine.connect() as connection:
        with pytest.raises(RuntimeError, match="transaction"):
            ADD.run(connection, [row("a")])
        with connection.begin() as transaction:
            ADD.run(connection, [row("a")])
            transaction.rollback()
        with connection.begin():
            assert FIND.all(connection, {"kind": "k"}) == []


def test_a_failure_is_an_error_of_the_database_and_names_no_values(session: Session) -> None:
    ADD.run(session.connection(), [row("a")])
    with pytest.raises(DBAPIError) as failed:
        ADD.run(session.connection(), [row("a", error="what Mei wrote")])
    assert failed.value.orig is not None
    assert "what Mei wrote" not in str(failed.value)
