"""The cast, gathered once for all tests of a process: its rows and keys are laid into each new database."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import exists, or_, select

from app.factory import create_services
from app.platform.access.services import Services
from app.platform.storage.db import Base
from app.settings import Settings
from tests.clocks import StandingClock
from tests.people import Cast, gather_cast


@dataclass(frozen=True, slots=True)
class Gathered:
    """The cast, the rows of each table and the files of the key folder, as gathering at noon leaves them."""

    cast: Cast
    rows: dict[str, list[dict[str, Any]]]
    files: dict[Path, bytes]

    def suits(self, services: Services) -> bool:
        """Return whether a database and its key folder are empty, and hash and clock are those of the gathering."""
        settings, own = services.settings, Settings(_env_file=None)
        if settings.ledger_hash is not own.ledger_hash or services.clock.now() != StandingClock().now():
            return False
        with services.database.read() as session:
            has_rows = session.scalar(select(or_(*(exists(table.select()) for table in _tables(self.rows)))))
        return not has_rows and not any(settings.keys.glob("*"))

    def lay(self, services: Services) -> Cast:
        """Put the rows and the files in their places."""
        for name, content in self.files.items():
            path = services.settings.keys / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o600)
        with services.database.write_engine.begin() as connection:
            for table in _tables(self.rows):
                connection.execute(table.insert(), self.rows[table.name])
        return self.cast


def gather(database_url: str, folder: Path) -> Gathered:
    """Gather the cast in an empty database."""
    settings = Settings(_env_file=None, data_dir=folder, database_url=database_url, secret_key="a key for tests")
    services = create_services(settings, clock=StandingClock())
    try:
        cast = gather_cast(services)
        with services.database.read() as session:
            tables = {
                table.name: [dict(row) for row in session.execute(table.select()).mappings()]
                for table in Base.metadata.sorted_tables
            }
    finally:
        services.database.dispose()
    keys = [path for path in settings.keys.rglob("*") if path.is_file()]
    return Gathered(
        cast=cast,
        rows={name: rows for name, rows in tables.items() if rows},
        files={path.relative_to(settings.keys): path.read_bytes() for path in keys},
    )


def _tables(rows: dict[str, list[dict[str, Any]]]) -> list[Any]:
    return [table for table in Base.metadata.sorted_tables if table.name in rows]
