"""The database: engines for SQLite and PostgreSQL, the declarative base, ids and column types."""

import base64
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Insert,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

from app.platform import ids
from app.platform.errors import DomainError, ErrorKind

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000, "secure_delete": 1}

MIGRATIONS = Path(__file__).parents[3] / "migrations"
NEWEST = max(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
"""The revision that the newest migration makes; the name of its file begins with it."""
REVISION_TABLE = "alembic_version"
"""The table in which the database keeps its revision."""
LOCK_MS = 200
"""Milliseconds that rewriting a table may wait for its lock; meanwhile voters wait behind the rewriting."""


class UtcDateTime(TypeDecorator[datetime]):
    """Column type of a moment in UTC: refuses naive values and returns aware values on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        **dict.fromkeys((str, *ids.STORED), String),
    }


def new_id() -> str:
    """Return an opaque random id: 80 bits in 16 lower-case letters and digits, not ordered by time."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def upserts_of(
    model: type[Base], *, keys: tuple[str, ...], values: tuple[str, ...] = (), sums: tuple[str, ...] = ()
) -> dict[str, Insert]:
    """Return {dialect: statement}; each statement inserts a row, or updates the row that has the same keys.

    Args:
        keys: the columns that identify an existing row.
        values: the columns in which the new value replaces the existing one.
        sums: the columns in which the new value is added to the existing one.
    """
    statements: dict[str, Insert] = {}
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert)):
        statement = insert(model)
        changed: dict[str, ColumnElement[Any]] = {value: statement.excluded[value] for value in values}
        changed |= {value: model.__table__.c[value] + statement.excluded[value] for value in sums}
        statements[name] = (
            statement.on_conflict_do_update(index_elements=keys, set_=changed)
            if changed
            else statement.on_conflict_do_nothing(index_elements=keys)
        )
    return statements


def make_engine(url: str, *, pool_size: int = 5, immediate: bool = False) -> Engine:
    """Create an engine for SQLite or PostgreSQL; the folder of a SQLite file is created if it is missing.

    Args:
        url: a SQLAlchemy URL, SQLite or PostgreSQL through psycopg 3.
        pool_size: the largest number of connections.
        immediate: take SQLite's write lock when a transaction begins, for an engine that writes.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True, hide_parameters=True)
    Path(make_url(url).database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": 15},
        hide_parameters=True,  # an error's text must not hold what people wrote
    )
    begin = "BEGIN IMMEDIATE" if immediate else "BEGIN"
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda connection: _begin(connection, begin))
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Set the PRAGMAs that durability depends on and read each back, because SQLite may refuse one silently."""
    connection.isolation_level = None  # SQLAlchemy's begin event says BEGIN; sqlite3 must not
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
        current = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if current != value:
            raise RuntimeError(f"SQLite kept {name}={current}, {value} is needed")


def _begin(connection: Connection, statement: str) -> None:
    """Begin a transaction on the driver's cursor, because every transaction of a full hall pays for this call."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement)
    except sqlite3.Error as error:
        raise DBAPIError(statement, None, error, hide_parameters=True) from error
    finally:
        cursor.close()


def check_revision(connection: Connection) -> None:
    """Refuse to write to tables of another revision than the program knows; to be called as a transaction begins.

    A migration locks the table of the revision (`migrations/env.py`), so no transaction of PostgreSQL passes this check
    before a migration and writes after it. SQLite has one writer at a time.

    Raises:
        DomainError: `storage.other_tables`.
    """
    cursor = connection.connection.cursor()  # past SQLAlchemy, because every transaction of a full hall pays for it
    try:
        row = cursor.execute("SELECT version_num FROM alembic_version").fetchone()
    finally:
        cursor.close()
    if row is None or row[0] != NEWEST:
        raise DomainError(ErrorKind.UNAVAILABLE, "storage.other_tables")


class Database:
    """The database access of one process: one engine for reads and one for writes."""

    def __init__(self, url: str, *, readers: int = 5) -> None:
        self.url = url
        self.read_engine = make_engine(url, pool_size=readers)
        self.write_engine = make_engine(url, pool_size=1, immediate=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session for queries; changes made in the session are thrown away."""
        with Session(self.read_engine) as session:
            yield session

    @contextmanager
    def read_moment(self) -> Iterator[Session]:
        """Open a session whose queries all see the database as of one moment, whatever is written meanwhile."""
        with self.read() as session:
            if self.read_engine.dialect.name == "postgresql":  # SQLite's readers see one moment anyway
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    def scrub(self, table: str) -> bool:
        """Overwrite what the deleted rows of a table have left in the database's files.

        SQLite overwrites deleted rows itself (`secure_delete`), so this call only empties its write-ahead log;
        PostgreSQL writes the whole table to new files.

        Returns:
            False when other connections held the database too long; the call may then be repeated.
        """
        connection = self.write_engine.raw_connection()
        try:
            cursor = connection.cursor()
            if self.write_engine.dialect.name == "sqlite":
                (is_busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() or (1,)
                return not is_busy
            return _rewrite_table(connection.driver_connection, table)
        finally:
            connection.close()

    def dispose(self) -> None:
        self.read_engine.dispose()
        self.write_engine.dispose()


def _rewrite_table(connection: Any, table: str) -> bool:
    """Write a PostgreSQL table to new files without the deleted rows; return False if it stays locked for `LOCK_MS`."""
    from psycopg.errors import LockNotAvailable  # a driver of 9 MB, which a process on SQLite does not load

    connection.autocommit = True
    try:
        connection.execute(f"SET lock_timeout = '{LOCK_MS}ms'")
        connection.execute(f"VACUUM FULL {table}")
    except LockNotAvailable:
        return False
    finally:
        connection.execute("RESET lock_timeout")
        connection.autocommit = False
    return True
