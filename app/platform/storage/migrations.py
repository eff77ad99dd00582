"""Alembic, called from the code: up, down, where."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.platform.storage.db import make_engine

FOLDER = Path(__file__).parents[3] / "migrations"


def upgrade(url: str, revision: str = "head") -> None:
    """Apply every change up to a revision."""
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take changes back to a revision."""
    command.downgrade(_config(url), revision)


def current(url: str) -> str | None:
    """The revision a database stands at; None when it is empty."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def is_known(revision: str) -> bool:
    """Whether this version of the product knows a revision."""
    return revision in {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config
