"""The database: what durability rests on, moments in UTC, and changes of the tables up and down."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from app import registry
from app.platform.storage import migrations
from app.platform.storage.db import Base, Database, make_engine, new_id
from app.platform.storage.jobs import Job
from tests.servers import Postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: object) -> str:
    """A database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite"
    server: Postgres = request.getfixturevalue("postgres")
    return server.url(server.create())


def test_the_changes_lead_to_the_models_and_back(empty_url: str) -> None:
    """Up, down to nothing, up; what stands then is what the models say."""
    assert registry.RECORDS
    migrations.upgrade(empty_url)
    first = _described(empty_url)
    migrations.downgrade(empty_url, "base")
    assert [name for name in _described(empty_url) if not name.startswith("alembic_version")] == []
    migrations.upgrade(empty_url)
    assert _described(empty_url) == first
    engine = make_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_upgrading_twice_is_upgrading_once(empty_url: str) -> None:
    migrations.upgrade(empty_url)
    revision = migrations.current(empty_url)
    migrations.upgrade(empty_url)
    assert migrations.current(empty_url) == revision is not None


def test_what_a_reader_changes_is_thrown_away(database_url: str) -> None:
    database = Database(database_url)
    with database.read() as session:
        session.add(_job(datetime.now(UTC)))
        session.flush()
    with database.read() as session:
        assert session.scalars(select(Job)).all() == []
    database.dispose()


@pytest.mark.parametrize("offset", [0, 8, -5])
def test_moments_come_back_in_utc(database_url: str, offset: int) -> None:
    moment = datetime(2026, 5, 6, 20, 30, 1, 123456, tzinfo=timezone(timedelta(hours=offset)))
    database = Database(database_url)
    with Session(database.write_engine) as session, session.begin():
        session.add(_job(moment))
    with database.read() as session:
        due_at = session.scalars(select(Job.due_at)).one()
    assert due_at == moment
    assert due_at.utcoffset() == timedelta(0)
    database.dispose()


def test_a_moment_without_a_zone_is_refused(database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(Exception, match="without a time zone"), Session(database.write_engine) as session:
        session.add(_job(datetime(2026, 5, 6)))  # noqa: DTZ001
        session.flush()
    database.dispose()


def test_foreign_keys_hold(database_url: str) -> None:
    database = Database(database_url)
    moment = "'2026-05-06 00:00:00'"
    broken = text(
        "INSERT INTO api_token (digest, staff, created_at, expires_at, scopes) "
        f"VALUES ('d', 'nobody', {moment}, {moment}, '[]')"
    )
    with pytest.raises(Exception, match="(?i)foreign key"), database.write_engine.begin() as connection:
        connection.execute(broken)
    database.dispose()


def test_ids_are_opaque_and_fit_their_type() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert {len(one_id) for one_id in ids} == {16}
    assert ids != sorted(ids)


def _job(moment: datetime) -> Job:
    return Job(id=new_id(), kind="k", args={}, dedupe=new_id(), due_at=moment)


def _described(url: str) -> list[str]:
    """Every table, column and index, as text."""
    engine: Engine = make_engine(url)
    inspector = inspect(engine)
    lines = [
        f"{table}.{thing['name']} {thing.get('type', thing.get('column_names'))!r}"
        for table in inspector.get_table_names()
        for thing in [*inspector.get_columns(table), *inspector.get_indexes(table)]
    ]
    engine.dispose()
    return sorted(lines)
