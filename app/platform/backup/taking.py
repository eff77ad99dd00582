"""Takes a backup while the server runs: first all rows as of one moment, then the files that the rows name."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Connection, Table, make_url, select, text

from app.platform.backup.archive import (
    REVISIONS,
    Manifest,
    Rows,
    TableFacts,
    columns_of,
    encode_row,
    file_member,
    hash_file,
    reflect,
    table_member,
    write_manifest,
)
from app.platform.storage.db import make_engine
from app.platform.storage.ledger import LedgerHead
from app.platform.storage.signing.signer import HeadSigner

SUFFIX = ".liangting.zip"
KEY_FILE = "secret_key"
PORTION = 1000
_NOT_KEPT = {"nginx", "backups", "keys", "exports"}
"""Folders left out: what can be made again, other backups, and keys, which must not be stored with what they seal."""


def take_backup(
    path: Path,
    *,
    url: str,
    folder: Path,
    now: datetime,
    with_key: bool = True,
    without: Path | None = None,
    signer: HeadSigner | None = None,
) -> Manifest:
    """Write a backup to a file, whole or not at all, which only its owner may read.

    Rows are read in one transaction that sees a single moment and blocks no writer. Each table is read in the
    order of its primary key, so that the copy does not reveal in which order ballots were cast.

    Args:
        path: the file to make.
        url: the database.
        folder: the data folder; its files are copied after the rows, because a file is stored before a row names it.
        with_key: also copy the key that signs cookies; without it, phones must join again after a restore.
        without: a folder to leave out, such as that of the keys that seal ballots and sign the ledger.
        signer: its public keys go into the backup; its private keys do not.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=3) as archive:
                revision, tables, heads = _copy_rows(archive, url)
                files = _copy_files(archive, _files_of(folder, url, without), folder, with_key=with_key)
                public = {name: key.hex() for name, key in signer.public_keys.items()} if signer else {}
                manifest = Manifest(now.isoformat(), revision, tables, files, heads, public_keys=public)
                write_manifest(archive, manifest)
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return manifest


def name_of(now: datetime) -> str:
    """Return the file name of a backup; such names sort by time."""
    return f"{now:%Y%m%dT%H%M%SZ}{SUFFIX}"


def drop_older(folder: Path, keep: int) -> None:
    """Delete all but the newest `keep` backups in a folder."""
    for path in sorted(folder.glob(f"*{SUFFIX}"))[:-keep]:
        path.unlink()


def table_facts(connection: Connection, table: Table) -> TableFacts:
    """Return the columns, number and digest of a table's present rows."""
    rows = Rows()
    for line in _lines(connection, table):
        rows.add(line)
    return rows.facts(columns_of(table))


@contextmanager
def one_moment(url: str) -> Iterator[Connection]:
    """Yield a connection that sees the database as it is now, whatever is written meanwhile."""
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            connection.begin()
            yield connection
    finally:
        engine.dispose()


def _copy_rows(archive: ZipFile, url: str) -> tuple[str, dict[str, TableFacts], dict[str, tuple[int, str]]]:
    with one_moment(url) as connection:
        revision = connection.scalar(text(f"SELECT version_num FROM {REVISIONS}"))  # noqa: S608 - a constant  # nosec B608
        heads = connection.execute(select(LedgerHead.chain, LedgerHead.seq, LedgerHead.hash))
        head_of = {row.chain: (row.seq, row.hash) for row in heads}
        tables = {table.name: _copy_table(archive, connection, table) for table in reflect(connection)}
        return revision, tables, head_of


def _copy_table(archive: ZipFile, connection: Connection, table: Table) -> TableFacts:
    rows = Rows()
    with archive.open(table_member(table.name), "w", force_zip64=True) as member:
        for line in _lines(connection, table):
            rows.add(line)
            member.write(line)
    return rows.facts(columns_of(table))


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    query = select(*(table.c[name] for name in columns_of(table))).order_by(*table.primary_key.columns)
    query = query.execution_options(stream_results=True, yield_per=PORTION)
    with connection.execute(query) as rows:
        for portion in rows.partitions():
            yield from map(encode_row, portion)


def _copy_files(archive: ZipFile, paths: Iterator[Path], folder: Path, *, with_key: bool) -> dict[str, str]:
    kept: dict[str, str] = {}
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if name == KEY_FILE and not with_key:
            continue
        try:
            with path.open("rb") as stream:
                kept[name] = hash_file(stream)
            archive.write(path, file_member(name))
        except FileNotFoundError:
            kept.pop(name, None)  # erased at somebody's request since the listing
    return kept


def _files_of(folder: Path, url: str, without: Path | None) -> Iterator[Path]:
    """Yield the data's files, without the database, drafts, logs, backups, key folders and what can be made again."""
    database = Path(make_url(url).database or "").name if url.startswith("sqlite") else None
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_passing = parts[0] in _NOT_KEPT or any(part.startswith(".") for part in parts) or path.suffix == ".log"
        is_database = database is not None and path.name.startswith(database)
        is_key = without is not None and path.resolve().is_relative_to(without.resolve())
        if path.is_file() and not is_key and not is_passing and not is_database and not path.name.endswith(SUFFIX):
            yield path
