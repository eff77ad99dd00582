"""The replay: what the entries of a chain say that the rows must be, row by row and column by column.

Each room says for its kinds of entries which facts follow (`record.py` in the room); `registry` lists the rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.platform.storage.ledger.hashing import facts_of


@dataclass(frozen=True, slots=True)
class Event:
    """One entry as a replay reads it; the facts of an erased payload are None."""

    chain: str
    seq: int
    kind: str
    actor: str
    at: datetime
    facts: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that is not what the entries say; `seq` is the last entry that tells of the row, 0 where none does."""

    seq: int
    row: str
    reason: str


@dataclass(slots=True)
class Facts:
    """What the entries read so far say of rows: {(table, key): {column: value}}, and which entry said so last."""

    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    seqs: dict[tuple[str, str], int] = field(default_factory=dict)

    def put(self, table: str, key: str, event: Event, **columns: Any) -> None:
        """Record the values that an entry gives some columns of a row."""
        self.rows.setdefault((table, key), {}).update(columns)
        self.seqs[table, key] = event.seq

    def drop(self, table: str, key: str) -> None:
        """Forget what the entries have said of a row."""
        self.rows.pop((table, key), None)


Tell = Callable[[Facts, Event, Mapping[str, Any]], None]
"""(facts, event, payload): records in `facts` what an entry says of rows."""


class Replay(Protocol):
    """The replay of rows without seals, such as ballots: each change of such a row is an entry."""

    unchecked: int
    """Number of rows that the entries do not describe well enough to check."""

    def read(self, event: Event) -> None:
        """Read the next entry."""
        ...

    def faults(self, session: Session) -> Iterator[RowFault]:
        """Compare the rows in the database with the entries read."""
        ...


@dataclass(frozen=True, slots=True)
class Replays:
    """How the whole record is replayed: facts by kind of entry, and what replays the frequent rows of a chain."""

    tells: Mapping[str, Tell]
    makers: Sequence[Callable[[str], Replay]]
    strays: Sequence[Callable[[Session], Iterator[RowFault]]] = ()
    """Each finds frequent rows that belong to no chain."""


def event_of(row: Any) -> Event:
    """Return an entry, a row of the ledger, as an event."""
    facts = None if row.payload is None else facts_of(row.payload)
    return Event(row.chain, row.seq, row.kind, row.actor, row.at, facts)
