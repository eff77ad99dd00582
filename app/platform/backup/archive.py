"""The format of a backup: a ZIP with a file of JSON lines for each table, the data folder's files and a manifest."""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import JSON, Date, DateTime, LargeBinary, MetaData, Table, event

from app.platform.errors import DomainError, ErrorKind
from app.platform.storage.db import UtcDateTime

FORMAT = "liangting-backup-1"
MANIFEST = "manifest.json"
REVISIONS = "alembic_version"


@dataclass(frozen=True, slots=True)
class TableFacts:
    columns: tuple[str, ...]
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of a backup; `heads` is {chain: (number, hash)} of the ledger heads at that moment.

    `public_keys` is {key id: public key in hex} of the keys that have signed the ledger; no private key is backed up.
    """

    at: str
    revision: str
    tables: dict[str, TableFacts]
    files: dict[str, str]
    heads: dict[str, tuple[int, str]]
    format: str = FORMAT
    public_keys: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


class Rows:
    """Counts rows and sums their digests, so that the same rows give the same facts in any order."""

    def __init__(self) -> None:
        self.count = 0
        self._sum = 0

    def add(self, line: bytes) -> None:
        self.count += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(line).digest())) % 2**256

    def facts(self, columns: Sequence[str]) -> TableFacts:
        return TableFacts(tuple(columns), self.count, f"{self._sum:064x}")


def table_member(name: str) -> str:
    return f"tables/{name}.jsonl"


def file_member(name: str) -> str:
    return f"files/{name}"


def reflect(bind: Any) -> list[Table]:
    """Return the present tables of a database without Alembic's own; a table comes after the tables it refers to."""
    metadata = MetaData()

    @event.listens_for(metadata, "column_reflect")
    def _neutral(_inspector: Any, _table: Any, column: Any) -> None:
        if isinstance(column["type"], DateTime):
            column["type"] = UtcDateTime()
        elif isinstance(column["type"], JSON):
            column["type"] = JSON(none_as_null=True)

    metadata.reflect(bind)
    return [table for table in metadata.sorted_tables if table.name != REVISIONS]


def columns_of(table: Table) -> list[str]:
    """Return the sorted names of a table's columns; their order thus does not depend on how the table was made."""
    return sorted(column.name for column in table.columns)


def encode_row(values: Iterable[Any]) -> bytes:
    """Return a row as one line: a JSON list of its values."""
    return json.dumps([_plain(value) for value in values], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decoder_of(table: Table, columns: Sequence[str]) -> Callable[[bytes], dict[str, Any]]:
    """Return a function that turns a line back into a row, with the types that the table's columns need."""
    readers = [(name, _reader_of(table.c[name].type)) for name in columns]

    def decode(line: bytes) -> dict[str, Any]:
        return {
            name: None if value is None else read(value)
            for (name, read), value in zip(readers, json.loads(line), strict=True)
        }

    return decode


def hash_file(stream: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in stream:
        digest.update(part)
    return digest.hexdigest()


def write_manifest(archive: ZipFile, manifest: Manifest) -> None:
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))


def open_backup(path: Path) -> tuple[ZipFile, Manifest]:
    """Open a backup and read its manifest.

    Raises:
        DomainError: `backup.unreadable` when the file is not a backup.
    """
    with ExitStack() as opened:
        try:
            archive = opened.enter_context(ZipFile(path))
            manifest = _read_manifest(json.loads(archive.read(MANIFEST)))
        except (OSError, BadZipFile, AttributeError, KeyError, TypeError, ValueError) as error:
            raise DomainError(ErrorKind.INVALID, "backup.unreadable", file=path.name) from error
        opened.pop_all()
        return archive, manifest


def _read_manifest(written: dict[str, Any]) -> Manifest:
    if written["format"] != FORMAT:
        raise ValueError(written["format"])
    tables = {
        name: TableFacts(tuple(facts["columns"]), facts["rows"], facts["digest"])
        for name, facts in written["tables"].items()
    }
    heads = {chain: (seq, mark) for chain, (seq, mark) in written["heads"].items()}
    keys = written.get("public_keys", {})
    return Manifest(written["at"], written["revision"], tables, written["files"], heads, public_keys=keys)


def check_archive(archive: ZipFile, manifest: Manifest) -> None:
    """Read a whole backup and compare it with its manifest, before the backup replaces anything.

    Raises:
        DomainError: `backup.damaged`, with the first part that differs from the manifest.
    """
    for part in _damaged(archive, manifest):
        raise DomainError(ErrorKind.INVALID, "backup.damaged", part=part)


def _damaged(archive: ZipFile, manifest: Manifest) -> Iterator[str]:
    for name, facts in manifest.tables.items():
        if not _is_whole(archive, table_member(name), partial(_facts_of, columns=facts.columns), facts):
            yield table_member(name)
    for name, digest in manifest.files.items():
        if not _is_whole(archive, file_member(name), hash_file, digest):
            yield file_member(name)


def _is_whole(archive: ZipFile, member: str, read: Callable[[Iterable[bytes]], object], expected: object) -> bool:
    try:
        with archive.open(member) as stream:
            return read(stream) == expected
    except (KeyError, BadZipFile, OSError, EOFError, ValueError, zlib.error):
        return False


def _facts_of(stream: Iterable[bytes], *, columns: Sequence[str]) -> TableFacts:
    rows = Rows()
    for line in stream:
        rows.add(line)
    return rows.facts(columns)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def _reader_of(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    return lambda value: value
