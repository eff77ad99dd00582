"""Runs Alembic from the code: upgrade, downgrade and the current revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.platform.storage.db import make_engine

FOLDER = Path(__file__).parents[3] / "migrations"


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
    return revision in {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}


def _config(url: str = "") -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config
