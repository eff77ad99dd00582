"""Seals of rows: each act's entry carries a keyed digest of every row that the act has changed.

So a row that somebody changes past the product is found, whatever the column, and the entry that last told of the row
is named. Frequent rows (reactions, ballots) carry no seal: their entries say everything, and the record is replayed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, event, select, tuple_
from sqlalchemy.orm import ORMExecuteState, Session

from app.platform.db import Base
from app.platform.signing.signer import HeadSigner

KEY = "key"
_PENDING = "rows without a seal"
_EMPTY: tuple[object, ...] = (False, 0, "", [], {})
Pending = dict[tuple[str, tuple[Any, ...]], str | None]
"""{(table, primary key): chain, where known before the row is read}"""


@dataclass(frozen=True, slots=True)
class Covered:
    """A table whose rows are sealed, and how a row's chain is found."""

    table: Table
    chain: ColumnElement[Any]

    def rows(self) -> Select[Any]:
        """Select whole rows with the chain of each as the last column."""
        return select(*self.table.columns, self.chain)

    def is_row(self, key: Sequence[Any]) -> ColumnElement[bool]:
        return tuple_(*self.table.primary_key.columns) == tuple_(*key) if len(key) > 1 else self._first == key[0]

    @property
    def _first(self) -> Column[Any]:
        return next(iter(self.table.primary_key.columns))


COVERED: dict[str, Covered] = {}
"""Every table whose rows are sealed, by name; the rooms' models fill it."""


def cover(model: type[Base], chain: ColumnElement[Any]) -> None:
    """Have the rows of a table sealed; `chain` is an expression over the row that gives the chain's id."""
    table = model.__table__
    if isinstance(table, Table):
        COVERED[table.name] = Covered(table, chain)


def take_seals(session: Session, signer: HeadSigner, chains: Sequence[str]) -> dict[str, str]:
    """Seal the rows that were changed since the last entry; returns {chain: seals as JSON} for these chains.

    Rows that belong to other chains wait for an entry of their own chain.
    """
    pending: Pending | None = session.info.pop(_PENDING, None)
    if not pending:
        return {}
    sealed: dict[str, dict[str, dict[str, str | None]]] = {}
    for (name, key), known in pending.items():
        chain, seal = _seal(session, signer, COVERED[name], key, known)
        if chain in chains:
            sealed.setdefault(str(chain), {}).setdefault(name, {})[key_text(key)] = seal
        elif chain is not None:
            _pending(session)[name, key] = chain
    head = {KEY: signer.row_key_id}
    return {chain: json.dumps({**head, **tables}, sort_keys=True) for chain, tables in sealed.items()}


def waiting_chains(session: Session) -> list[str]:
    """Return the chains of rows that were changed and told of in no entry."""
    session.flush()
    chains = set()
    for (name, key), known in _pending(session).items():
        covered = COVERED[name]
        chains.add(known or session.connection().scalar(select(covered.chain).where(covered.is_row(key))))
    return sorted(chain for chain in chains if chain)


def row_text(covered: Covered, row: Sequence[Any]) -> bytes:
    """Write a row as the bytes that its seal covers; a column that a later version adds empty changes nothing."""
    facts = {
        column.name: _plain(value)
        for column, value in zip(covered.table.columns, row, strict=False)
        if value is not None and not (column.server_default is not None and value in _EMPTY)
    }
    return json.dumps([covered.table.name, facts], ensure_ascii=False, sort_keys=True).encode()


def key_text(key: Sequence[Any]) -> str:
    return " ".join(str(part) for part in key)


def key_of(covered: Covered, row: Sequence[Any]) -> str:
    """Return the primary key of a row that `Covered.rows` has selected, as a text."""
    places = [column.name for column in covered.table.columns]
    return key_text([row[places.index(column.name)] for column in covered.table.primary_key.columns])


def _seal(
    session: Session, signer: HeadSigner, covered: Covered, key: tuple[Any, ...], known: str | None
) -> tuple[str | None, str | None]:
    row = session.connection().execute(covered.rows().where(covered.is_row(key))).first()
    return (known, None) if row is None else (row[-1], signer.seal(row_text(covered, row[:-1])))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _pending(session: Session) -> Pending:
    found: Pending = session.info.setdefault(_PENDING, {})
    return found


@event.listens_for(Session, "before_flush")
def _note_deleted(session: Session, *_: object) -> None:
    """Remember the chain of a row before the row goes."""
    for row in session.deleted:
        name = row.__table__.name
        if name in COVERED:
            key = _key_of(row)
            query = select(COVERED[name].chain).where(COVERED[name].is_row(key))
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
    """Note the rows that a statement is about to change: those it names, or those that it would find."""
    table = getattr(state.statement, "table", None)
    if not (state.is_insert or state.is_update or state.is_delete) or table is None or table.name not in COVERED:
        return
    covered, pending = COVERED[table.name], _pending(state.session)
    names = [column.name for column in covered.table.primary_key.columns]
    if state.is_insert:
        given = state.parameters if isinstance(state.parameters, list) else [state.parameters or {}]
        keys = [tuple(row[name] for name in names) for row in given]
        pending.update({(table.name, key): None for key in keys})
        return
    where = getattr(state.statement, "whereclause", None)
    query = select(covered.chain, *covered.table.primary_key.columns)
    for row in state.session.connection().execute(query if where is None else query.where(where)):
        pending[table.name, tuple(row[1:])] = row[0]


def _key_of(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, column.name) for column in row.__table__.primary_key.columns)
