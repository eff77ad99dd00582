"""Restores a backup into a database of either kind, empty unless forced, with checks before, during and after."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar
from zipfile import ZipFile

from sqlalchemy import Connection, MetaData, Table, func, insert, inspect, select

from app.platform.backup.archive import (
    Manifest,
    check_archive,
    decoder_of,
    file_member,
    open_backup,
    reflect,
    table_member,
)
from app.platform.backup.taking import KEY_FILE, PORTION, table_facts
from app.platform.clock import SystemClock
from app.platform.errors import DomainError, ErrorKind
from app.platform.files import write_atomic
from app.platform.storage import lease, ledger, migrations
from app.platform.storage.db import Database, make_engine
from app.platform.storage.ledger import LedgerHead
from app.platform.storage.signing.signer import HeadSigner

T = TypeVar("T")


def restore_backup(
    path: Path, *, url: str, folder: Path, is_forced: bool = False, signer: HeadSigner | None = None
) -> Manifest:
    """Restore the rows and files of a backup; no server may run on the database or the folder meanwhile.

    The whole backup is read and checked before anything is touched. One transaction replaces the tables, inserts the
    rows, and counts and digests every table again. Then the schema is upgraded to the newest revision and every chain
    of the ledger is recomputed.

    Args:
        path: the backup.
        url: the database to fill, SQLite or PostgreSQL; the backup may come from the other kind.
        folder: the data folder.
        is_forced: replace rows and files that are there.
        signer: adds the backup's public keys to the known ones, and signs a note beside the keys that the ledger was
            restored.

    Raises:
        DomainError: `backup.unreadable`, `backup.damaged`, `backup.newer`, `backup.not_empty`, `backup.unequal`;
            `storage.in_use` when a server or a worker uses the database.
    """
    archive, manifest = open_backup(path)
    with archive:
        check_archive(archive, manifest)
        if not migrations.is_known(manifest.revision):
            raise DomainError(ErrorKind.CONFLICT, "backup.newer", revision=manifest.revision)
        if not is_forced:
            _refuse_what_is_there(manifest, url, folder)
        with lease.alone(url):
            _restore_rows(archive, manifest, url)
            _restore_files(archive, manifest, folder)
            migrations.upgrade(url)
    _check_ledger(manifest, url)
    if signer is not None:
        _note_restore(manifest, url, signer)
    return manifest


def _refuse_what_is_there(manifest: Manifest, url: str, folder: Path) -> None:
    engine = make_engine(url)
    with engine.connect() as connection:
        full = [
            table.name for table in reflect(connection) if connection.scalar(select(func.count()).select_from(table))
        ]
    engine.dispose()
    there = full + [name for name in manifest.files if (folder / name).exists()]
    if there:
        raise DomainError(ErrorKind.CONFLICT, "backup.not_empty", what=there[0])


def _restore_rows(archive: ZipFile, manifest: Manifest, url: str) -> None:
    engine = make_engine(url, immediate=True)
    try:
        with engine.connect() as connection:
            migrations.suspend_foreign_keys(connection)
            with connection.begin():
                _drop_tables(connection)
                migrations.upgrade_within(connection, manifest.revision)
                _fill_tables(connection, archive, manifest)
                migrations.check_foreign_keys(connection)
    finally:
        engine.dispose()


def _drop_tables(connection: Connection) -> None:
    if inspect(connection).get_table_names():
        metadata = MetaData()
        metadata.reflect(connection)
        metadata.drop_all(connection)


def _fill_tables(connection: Connection, archive: ZipFile, manifest: Manifest) -> None:
    tables = reflect(connection)
    for table in reversed(tables):
        connection.execute(table.delete())  # rows that the migrations themselves have inserted
    for table in tables:
        if table.name in manifest.tables:
            _fill(connection, table, archive, manifest)


def _fill(connection: Connection, table: Table, archive: ZipFile, manifest: Manifest) -> None:
    facts = manifest.tables[table.name]
    decode = decoder_of(table, facts.columns)
    with archive.open(table_member(table.name)) as lines:
        for portion in _portions(map(decode, lines)):
            connection.execute(insert(table), portion)
    if table_facts(connection, table) != facts:
        raise DomainError(ErrorKind.UNAVAILABLE, "backup.unequal", part=table.name)


def _restore_files(archive: ZipFile, manifest: Manifest, folder: Path) -> None:
    root = folder.resolve()
    for name in manifest.files:
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise DomainError(ErrorKind.INVALID, "backup.damaged", part=name)
        write_atomic(path, archive.read(file_member(name)))
        path.chmod(0o600 if name == KEY_FILE else 0o640)


def _check_ledger(manifest: Manifest, url: str) -> None:
    database = Database(url)
    try:
        with database.read() as session:
            for chain, head in manifest.heads.items():
                if ledger.head_of(session, chain) != head or ledger.verify_chain(session, chain) is not None:
                    raise DomainError(ErrorKind.UNAVAILABLE, "backup.unequal", part=chain)
    finally:
        database.dispose()


def _note_restore(manifest: Manifest, url: str, signer: HeadSigner) -> None:
    database = Database(url)
    try:
        with database.read() as session:
            unsigned = session.execute(select(LedgerHead.chain).where(LedgerHead.signature.is_(None))).scalars().all()
            milestones = [(kept.chain, kept.seq, kept.reason) for kept in ledger.milestones_of(session)]
    finally:
        database.dispose()
    signer.add_public_keys({name: bytes.fromhex(key) for name, key in manifest.public_keys.items()}, source="backup")
    signer.open(lambda: {chain: manifest.heads[chain] for chain in unsigned if manifest.heads[chain][0] > 0})
    facts = {
        "at": SystemClock().now().isoformat(timespec="seconds"),
        "backup": manifest.at,
        "heads": manifest.heads,
        "unsigned": {chain: manifest.heads[chain] for chain in unsigned},
        "milestones": milestones,
    }
    signer.note_restore(facts)


def _portions(rows: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(rows)
    while portion := list(islice(waiting, PORTION)):
        yield portion
