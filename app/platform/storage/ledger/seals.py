"""Seals of rows: each act's entry carries a keyed digest of every row that the act has changed.

The seals reveal a row that was changed outside the product, in whatever column, and name the last entry about the row.
Frequent rows (reactions, ballots) carry no seal: their entries contain every change, and the check replays them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Select, Table, and_, event, select
from sqlalchemy.orm import ORMExecuteState, Session

from app.platform.storage.db import Base
from app.platform.storage.signing.signer import HeadSigner

KEY = "key"
PENDING = "rows without a seal"
_EMPTY: tuple[object, ...] = (False, 0, "", [], {})
Pending = dict[tuple[str, tuple[Any, ...]], str | None]
"""{(table, primary key): chain if known before the row is read, else None}"""


@dataclass(frozen=True, slots=True)
class Covered:
    """A table whose rows are sealed one by one or in groups; `name` is the name of the table or of the group.

    Attributes:
        chain: an SQL expression for the id of a row's chain.
        keys: the columns that identify a row, or a group of rows.
        only: the condition that selects the rows to seal; None for all rows.
    """

    name: str
    table: Table
    chain: ColumnElement[Any]
    keys: tuple[Column[Any], ...]
    is_group: bool = False
    only: ColumnElement[bool] | None = None

    def rows(self) -> Select[Any]:
        """Return the query for whole rows, with the chain of each as the last column, ordered by key."""
        query = select(*self.table.columns, self.chain).order_by(*self.keys)
        return query if self.only is None else query.where(self.only)

    def is_named(self, key: Sequence[Any]) -> ColumnElement[bool]:
        """Return the condition that selects the row, or the group of rows, with a key."""
        return and_(*(column == value for column, value in zip(self.keys, key, strict=True)))

    def key_of(self, row: Sequence[Any]) -> str:
        """Return the key of a row that `rows` has selected, as text."""
        places = {column.name: at for at, column in enumerate(self.table.columns)}
        return key_text([row[places[column.name]] for column in self.keys])


COVERED: dict[str, Covered] = {}
"""The sealed tables and groups by name; each module `models.py` adds its own."""


def cover(model: type[Base], chain: ColumnElement[Any]) -> None:
    """Register a table: every row is sealed by the entry of the act that changes the row."""
    table = cast(Table, model.__table__)
    COVERED[table.name] = Covered(table.name, table, chain, tuple(table.primary_key.columns))


def cover_group(
    name: str, model: type[Base], *, chain: ColumnElement[Any], key: Any, only: ColumnElement[bool] | None = None
) -> None:
    """Register a group: the rows of a table that share a key get one seal when `seal_group` is called."""
    table = cast(Table, model.__table__)
    COVERED[name] = Covered(name, table, chain, (table.columns[key.key],), is_group=True, only=only)


def seal_group(session: Session, name: str, key: str) -> None:
    """Have the next entry of the chain seal a group of rows as they are at that time."""
    _pending(session)[name, (key,)] = None


def take_seals(session: Session, signer: HeadSigner, chains: Sequence[str]) -> dict[str, str]:
    """Seal the rows changed since the last entry and return {chain: seals as JSON} for these chains.

    Rows that belong to other chains wait for an entry of their own chain.
    """
    pending: Pending | None = session.info.pop(PENDING, None)
    if not pending:
        return {}
    sealed: dict[str, dict[str, dict[str, str | None]]] = {}
    for (name, key), known in pending.items():
        chain, seal = _seal(session, signer, COVERED[name], key, known)
        if chain in chains:
            sealed.setdefault(str(chain), {}).setdefault(name, {})[key_text(key)] = seal
        elif chain is not None:
            _pending(session)[name, key] = chain
    return {chain: json.dumps({KEY: signer.row_key_id, **tables}, sort_keys=True) for chain, tables in sealed.items()}


def mark_seals(signer: HeadSigner, chain: str, seq: int, seals: str) -> str:
    """Return seals behind a keyed digest of the seals and their entry's place, by which a check finds changed seals."""
    return f"{signer.seal(_place(chain, seq, seals))} {seals}"


def read_seals(signer: HeadSigner, chain: str, seq: int, rows: str) -> tuple[dict[str, Any], bool]:
    """Return the seals of an entry and whether they are unchanged; seals under another key count as unchanged."""
    mark, _, seals = rows.partition(" ")
    texts: dict[str, Any] = json.loads(seals)
    is_ours = texts[KEY] != signer.row_key_id or mark == signer.seal(_place(chain, seq, seals))
    return texts, is_ours


def waiting_chains(session: Session) -> list[str]:
    """Flush the session and return the chains of the sealed rows that changed since the last entry sealed them."""
    session.flush()
    chains = set()
    for (name, key), known in _pending(session).items():
        covered = COVERED[name]
        chains.add(known or session.connection().scalar(select(covered.chain).where(covered.is_named(key)).limit(1)))
    return sorted(chain for chain in chains if chain)


def row_text(covered: Covered, row: Sequence[Any]) -> bytes:
    """Return the bytes of a row that its seal covers; a column added later with an empty default changes nothing."""
    facts = {
        column.name: plain_value(value)
        for column, value in zip(covered.table.columns, row, strict=False)
        if value is not None and not (column.server_default is not None and value in _EMPTY)
    }
    return json.dumps([covered.table.name, facts], ensure_ascii=False, sort_keys=True).encode()


def seal_rows(signer: HeadSigner, covered: Covered, rows: Sequence[Sequence[Any]]) -> str | None:
    """Return the seal of a row, or of all rows of a group in any order; None when there are no rows."""
    texts = sorted(row_text(covered, row[:-1]) for row in rows)
    return signer.seal(b"\n".join(texts)) if texts else None


def _place(chain: str, seq: int, seals: str) -> bytes:
    return f"{chain}\n{seq}\n{seals}".encode()


def key_text(key: Sequence[Any]) -> str:
    return " ".join(str(part) for part in key)


def _seal(
    session: Session, signer: HeadSigner, covered: Covered, key: tuple[Any, ...], known: str | None
) -> tuple[str | None, str | None]:
    rows = session.connection().execute(covered.rows().where(covered.is_named(key))).all()
    return (rows[0][-1] if rows else known), seal_rows(signer, covered, rows)


def plain_value(value: Any) -> Any:
    """Return a column's value in its JSON form."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return value.value if isinstance(value, Enum) else value


def _pending(session: Session) -> Pending:
    pending: Pending = session.info.setdefault(PENDING, {})
    return pending


@event.listens_for(Session, "before_flush")
def _note_deleted(session: Session, *_: object) -> None:
    """Note the chain of a row before the row is deleted."""
    for row in session.deleted:
        name = row.__table__.name
        if name in COVERED:
            key = _key_of(row)
            query = select(COVERED[name].chain).where(COVERED[name].is_named(key))
            _pending(session)[name, key] = session.connection().scalar(query)


@event.listens_for(Session, "after_flush")
def _note_changed(session: Session, *_: object) -> None:
    for row in _changed(session):
        if row.__table__.name in COVERED:
            _pending(session).setdefault((row.__table__.name, _key_of(row)), None)


def _changed(session: Session) -> Iterator[Any]:
    yield from session.new
    for row in session.dirty:
        if session.is_modified(row):
            yield row


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    """Note the rows that a statement is about to change: the rows it inserts, or the rows its condition selects."""
    table = getattr(state.statement, "table", None)
    if not (state.is_insert or state.is_update or state.is_delete) or table is None or table.name not in COVERED:
        return
    covered, pending = COVERED[table.name], _pending(state.session)
    names = [column.name for column in covered.table.primary_key.columns]
    if state.is_insert:
        given: Any = state.parameters
        keys = [tuple(row[name] for name in names) for row in (given if isinstance(given, list) else [given])]
        pending.update({(table.name, key): None for key in keys})
        return
    where = getattr(state.statement, "whereclause", None)
    query = select(covered.chain, *covered.table.primary_key.columns)
    for row in state.session.connection().execute(query if where is None else query.where(where)):
        pending[table.name, tuple(row[1:])] = row[0]


def _key_of(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, column.name) for column in row.__table__.primary_key.columns)
