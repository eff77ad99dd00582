"""Runs Alembic from the code: upgrade, downgrade and the current revision."""

import time

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.platform.errors import DomainError, ErrorKind
from app.platform.storage import lease
from app.platform.storage.db import MIGRATIONS, NEWEST, make_engine


def bring_up_to_date(url: str) -> None:
    """Apply every migration that is missing; meanwhile no server and no worker may use the database.

    Several processes may call this at their start: one of them applies the migrations, and the others wait for it.

    Raises:
        DomainError: `storage.newer` if the database is from a newer version of the product; `storage.in_use` if a
            server or a worker of an older version uses the database.
    """
    end = time.monotonic() + lease.PATIENCE
    while (found := current(url)) != NEWEST:
        if found is not None and not is_known(found):
            raise DomainError(ErrorKind.CONFLICT, "storage.newer", revision=found)
        try:
            with lease.alone(url):
                upgrade(url)
        except DomainError:
            if time.monotonic() >= end:
                raise
            time.sleep(lease.PAUSE)


def check_writing(url: str) -> None:
    """Check that the database takes writes, which it does not on a file without rights or on a standby server.

    Raises:
        DomainError: `storage.read_only`.
    """
    engine = make_engine(url, immediate=True)
    try:
        with engine.connect() as connection, connection.begin() as begun:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
            begun.rollback()
    except DBAPIError as error:
        if _is_read_only(error):
            raise DomainError(ErrorKind.UNAVAILABLE, "storage.read_only") from error
        raise
    finally:
        engine.dispose()


def _is_read_only(error: DBAPIError) -> bool:
    name = getattr(error.orig, "sqlite_errorname", "") or ""
    return name.startswith("SQLITE_READONLY") or getattr(error.orig, "sqlstate", "") == "25006"


def upgrade(url: str, revision: str = "head") -> None:
    """Apply every migration up to a revision."""
    command.upgrade(_config(url), revision)


def upgrade_within(connection: Connection, revision: str) -> None:
    """Apply every migration up to a revision in the transaction that is open on a connection.

    In SQLite, `suspend_foreign_keys` must have been called before that transaction began.
    """
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def suspend_foreign_keys(connection: Connection) -> None:
    """Let a SQLite connection replace tables that rows of other tables point to; no transaction may be open on it."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")


def check_foreign_keys(connection: Connection) -> None:
    """Check what a SQLite connection did not check while its foreign keys were suspended.

    Raises:
        RuntimeError: rows point to rows that do not exist.
    """
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"rows point to nothing: {broken[:5]}")


def downgrade(url: str, revision: str) -> None:
    """Undo migrations back to a revision."""
    command.downgrade(_config(url), revision)


def current(url: str) -> str | None:
    """Return the revision of a database, or None when the database is empty."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def is_known(revision: str) -> bool:
    """Return whether this version of the product knows a revision."""
    return revision in {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def _config(url: str = "") -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config
