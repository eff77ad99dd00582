"""The replay: derives from the entries of a chain what its rows must contain, row by row and column by column.

Each room (a package such as `app.voting`) says in its `record.py` which facts follow from its kinds of entries;
`registry` lists the rooms.
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
    """One entry as a replay reads it; `facts` is None when the payload was erased."""

    chain: str
    seq: int
    kind: str
    actor: str
    at: datetime
    facts: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that differs from the entries; `seq` is the number of the last entry about the row, 0 if there is none."""

    seq: int
    row: str
    reason: str


@dataclass(slots=True)
class Facts:
    """What the entries read so far say about rows.

    `rows` is {(table, key): {column: value}}, and `seqs` is {(table, key): number of the last entry that said so}.
    """

    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    seqs: dict[tuple[str, str], int] = field(default_factory=dict)

    def put(self, table: str, key: str, event: Event, **columns: Any) -> None:
        """Record the values that an entry gives some columns of a row."""
        self.rows.setdefault((table, key), {}).update(columns)
        self.seqs[table, key] = event.seq

    def drop(self, table: str, key: str) -> None:
        """Forget what the entries have said about a row."""
        self.rows.pop((table, key), None)


Tell = Callable[[Facts, Event, Mapping[str, Any]], None]
"""Called with (facts, event, payload); records in `facts` what an entry says about rows."""


class Replay(Protocol):
    """Replays rows without seals, such as ballots; every change of such a row has an entry of its own."""

    unchecked: int
    """Number of rows that the entries do not describe well enough to check."""

    def read(self, event: Event) -> None:
        """Read the next entry."""
        ...

    def faults(self, session: Session) -> Iterator[RowFault]:
        """Yield each row of this replay that is missing, that differs from the entries read, or that has no entry."""
        ...


@dataclass(frozen=True, slots=True)
class Replays:
    """The functions that compute from the ledger what the tables should contain.

    tells: {kind of entry: function that records which column values such an entry sets}; makers: functions that take
    a chain and return a `Replay` of its frequent rows (ballots, reactions), which are read one entry at a time.
    """

    tells: Mapping[str, Tell]
    makers: Sequence[Callable[[str], Replay]]
    strays: Sequence[Callable[[Session], Iterator[RowFault]]] = ()
    """Functions that find frequent rows which belong to no chain."""


def event_of(row: Any) -> Event:
    """Return a row of the table of entries as an event."""
    facts = None if row.payload is None else facts_of(row.payload)
    return Event(row.chain, row.seq, row.kind, row.actor, row.at, facts)
