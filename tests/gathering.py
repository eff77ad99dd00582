"""Beginnings, made once for all tests of a process: their rows and keys are laid into each new database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, exists, or_, select

from app.factory import create_services
from app.platform.access.services import Services
from app.platform.storage.db import Base
from app.platform.storage.ledger.models import LedgerHead
from app.settings import Settings
from tests.clocks import StandingClock
from tests.exports.walk import Walk, walk_through
from tests.people import Cast, gather_cast

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The cast, the rows of each table and the files of the key folder, as gathering at noon leaves them."""

    cast: Cast
    rows: Rows
    files: dict[Path, bytes]

    def suits(self, services: Services) -> bool:
        """Return whether a database and its key folder are empty, and hash and clock are those of the gathering."""
        if not is_usual(services):
            return False
        with services.database.read() as session:
            has_rows = session.scalar(select(or_(*(exists(table.select()) for table in _tables(self.rows)))))
        return not has_rows and not any(services.settings.keys.glob("*"))

    def lay(self, services: Services) -> Cast:
        """Put the rows and the files in their places."""
        write_files(services.settings, self.files)
        with services.database.write_engine.begin() as connection:
            for table in _tables(self.rows):
                connection.execute(table.insert(), self.rows[table.name])
        return self.cast


@dataclass(frozen=True, slots=True)
class Walked:
    """A meeting that has gone the whole way: the rows and files that the walk has added to those of the cast."""

    walk: Walk
    gathered: Gathered
    added: Rows
    changed: Rows
    files: dict[Path, bytes]

    def suits(self, services: Services, cast: Cast) -> bool:
        """Return whether a database holds the cast as gathered, and no chain has gone on or begun since."""
        heads = LedgerHead.__table__
        if cast is not self.gathered.cast or not is_usual(services):
            return False
        with services.database.read() as session:
            return _read(session.connection(), heads.name) == self.gathered.rows.get(heads.name, [])

    def lay(self, services: Services) -> Walk:
        """Put the rows and the files in their places."""
        write_files(services.settings, self.files)
        with services.database.write_engine.begin() as connection:
            for table in _tables(self.changed):
                for row in self.changed[table.name]:
                    connection.execute(table.update().where(_is(table, row)).values(row))
            for table in _tables(self.added):
                connection.execute(table.insert(), self.added[table.name])
        return replace(self.walk, services=services, seats=list(self.walk.seats))


def is_usual(services: Services) -> bool:
    """Return whether hash and clock are those with which beginnings are made."""
    settings, own = services.settings, Settings(_env_file=None)
    return settings.ledger_hash is own.ledger_hash and services.clock.now() == StandingClock().now()


def gather(database_url: str, folder: Path) -> Gathered:
    """Gather the cast in an empty database."""
    with _services(database_url, folder) as services:
        cast = gather_cast(services)
        rows = read_rows(services)
    return Gathered(cast, {name: kept for name, kept in rows.items() if kept}, read_files(services.settings))


def walk_once(gathered: Gathered, database_url: str, folder: Path) -> Walked:
    """Walk through a meeting in an empty database in which the cast is laid first."""
    with _services(database_url, folder) as services:
        gathered.lay(services)
        before = read_rows(services)
        walk = walk_through(services, gathered.cast)
        after = read_rows(services)
    files = read_files(services.settings)
    added, changed = _compare(before, after)
    return Walked(walk, gathered, added, changed, {name: files[name] for name in files.keys() - gathered.files.keys()})


def read_rows(services: Services) -> Rows:
    """Every row of every table."""
    with services.database.read() as session:
        return {table.name: _read(session.connection(), table.name) for table in Base.metadata.sorted_tables}


def read_files(settings: Settings) -> dict[Path, bytes]:
    """Every file of the key folder."""
    keys = [path for path in settings.keys.rglob("*") if path.is_file()]
    return {path.relative_to(settings.keys): path.read_bytes() for path in keys}


def write_files(settings: Settings, files: dict[Path, bytes]) -> None:
    """Put files into the key folder."""
    for name, content in files.items():
        path = settings.keys / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)


@contextmanager
def _services(database_url: str, folder: Path) -> Iterator[Services]:
    settings = Settings(
        _env_file=None, data_dir=folder, database_url=database_url, secret_key="a long key that only the tests know"
    )
    services = create_services(settings, clock=StandingClock())
    try:
        yield services
    finally:
        services.database.dispose()


def _compare(before: Rows, after: Rows) -> tuple[Rows, Rows]:
    """The rows that are new, and those that have changed, by table; the walk deletes none of the cast's."""
    added: Rows = {}
    changed: Rows = {}
    for name, rows in after.items():
        keys = [column.name for column in Base.metadata.tables[name].primary_key.columns]
        known = {tuple(row[key] for key in keys): row for row in before[name]}
        for row in rows:
            old = known.pop(tuple(row[key] for key in keys), None)
            if old is None:
                added.setdefault(name, []).append(row)
            elif old != row:
                changed.setdefault(name, []).append(row)
        if known:
            raise LookupError(f"rows of the cast are gone from {name}")
    return added, changed


def _read(connection: Connection, name: str) -> list[dict[str, Any]]:
    table = Base.metadata.tables[name]
    rows = connection.execute(table.select().order_by(*table.primary_key.columns)).mappings()
    return [dict(row) for row in rows]


def _is(table: Any, row: dict[str, Any]) -> Any:
    """The condition that names a row."""
    return and_(*(column == row[column.name] for column in table.primary_key.columns))


def _tables(rows: Rows) -> list[Any]:
    return [table for table in Base.metadata.sorted_tables if table.name in rows]
