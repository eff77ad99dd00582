"""Alembic's environment: migrates a database to the tables that the models of all rooms define."""

from alembic import context
from sqlalchemy import Connection, event, text

from app import registry  # noqa: F401  every room's tables are known once the registry is
from app.platform.storage.db import REVISION_TABLE, Base, UtcDateTime, make_engine
from app.platform.storage.migrations import check_foreign_keys, suspend_foreign_keys


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our moment type as what it is in the database, so that old changes need no code of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """Migrate in the transaction of a connection that the caller gives, or else in one for each migration."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        migrate(connection)
        return
    engine = make_engine(context.config.attributes["url"], immediate=True)
    if engine.dialect.name == "postgresql":
        event.listen(engine, "begin", keep_writers_out)
    with engine.connect() as connection:
        suspend_foreign_keys(connection)  # SQLite changes a table by making it anew
        migrate(connection)
        connection.commit()
    engine.dispose()


def keep_writers_out(connection: Connection) -> None:
    """Let the transactions that write end, and make later ones wait: they all read the revision when they begin."""
    if connection.scalar(text(f"SELECT to_regclass('{REVISION_TABLE}')")) is not None:
        connection.execute(text(f"LOCK TABLE {REVISION_TABLE} IN ACCESS EXCLUSIVE MODE"))


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    check_foreign_keys(connection)


run()
