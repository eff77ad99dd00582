"""What a backup is: a ZIP with one file of JSON lines for each table, the files of the data folder, and a manifest."""

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

from app.platform.db import UtcDateTime
from app.platform.errors import DomainError, ErrorKind

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
    """What a backup holds; `heads` is {chain: (number, hash)} of the ledger at that moment.

    `public_keys` is {key id: public key in hex} of what has signed the ledger; the private keys stay where they are.
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
    """Counts rows and sums their digests, so that the same rows in any order are the same."""

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
    """The tables of a database as they stand, those that others refer to first."""
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
    """The names of a table's columns in an order that does not depend on how the table came about."""
    return sorted(column.name for column in table.columns)


def encode_row(values: Iterable[Any]) -> bytes:
    """One line: a JSON list of a row's values."""
    return json.dumps([_plain(value) for value in values], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decoder_of(table: Table, columns: Sequence[str]) -> Callable[[bytes], dict[str, Any]]:
    """Makes rows of lines again, as the columns of a table need them."""
    readers = [(name, _reader_of(table.c[name].type)) for name in columns]

    def decode(line: bytes) -> dict[str, Any]:
        return {
            name: None if value is None else read(value)
            for (name, read), value in zip(readers, json.loads(line), strict=True)
        }

    return decode


def hash_file(stream: Iterable[bytes]) -> str:
    found = hashlib.sha256()
    for part in stream:
        found.update(part)
    return found.hexdigest()


def write_manifest(archive: ZipFile, manifest: Manifest) -> None:
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))


def open_backup(path: Path) -> tuple[ZipFile, Manifest]:
    """A backup and its manifest.

    Raises:
        DomainError: `backup.unreadable` when it is none.
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
    """Read a whole backup and compare it with its manifest, before anything is replaced by it.

    Raises:
        DomainError: `backup.damaged`, with the first part that is not as it was written.
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
