"""Alembic's environment: migrates a database to the tables that the models of all rooms define."""

from alembic import context

from app import registry  # noqa: F401  every room's tables are known once the registry is
from app.platform.storage.db import Base, UtcDateTime, make_engine


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our moment type as what it is in the database, so that old changes need no code of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    engine = make_engine(context.config.attributes["url"], immediate=True)
    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:  # it changes a table by making it anew, which the rows that point to it would forbid
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=is_sqlite,
            compare_type=True,
            render_item=render_item,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"rows point to nothing: {broken[:5]}")
        connection.commit()
    engine.dispose()


run()
