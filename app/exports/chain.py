"""The ledger of a meeting in exports: its entries, the phases that they record, and its file of JSON lines."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy.orm import Session

from app.platform.access.actors import SYSTEM
from app.platform.ids import MeetingId, SeatId
from app.platform.storage import ledger
from app.platform.storage.ledger import LedgerEntry
from app.platform.storage.ledger.writing import ERASED
from app.proposals import imports

SEAT, STAFF = "seat", "staff"
MOVES = ("meeting.created", "phase.moved", "meeting.closed")
"""Kinds of entries that begin or end a phase."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One ledger entry with every column; `party` is the kind of its actor: seat, staff or system.

    `is_redacted`: the payload is left out because the reader may not see it; it is not erased.
    """

    seq: int
    at: datetime
    chain: str
    kind: str
    topic: str
    actor: str
    key: str | None
    payload: str | None
    payload_hash: str
    prev: str
    hash: str
    party: str
    is_redacted: bool = False

    @property
    def facts(self) -> dict[str, Any]:
        return ledger.facts_of(self.payload)


@dataclass(frozen=True, slots=True)
class PhaseRun:
    """A phase that the meeting went through; `reason` is the reason given for a step back."""

    key: str
    started_at: datetime
    ended_at: datetime | None
    reason: str


_FIELDS = tuple(field.name for field in fields(EntryLine))
COLUMNS = tuple(name for name in _FIELDS if name not in ("party", "is_redacted"))
_CELLS, _ACTOR, _AT = attrgetter(*_FIELDS), COLUMNS.index("actor"), COLUMNS.index("at")


def entries_of(
    session: Session, chain: str, seat_ids: Collection[SeatId], kinds: Collection[str] = ()
) -> tuple[EntryLine, ...]:
    """Return the entries of a chain, of some kinds or of all, oldest first; `seat_ids` are the residents' seats."""
    return tuple(read_entries(session, chain, seat_ids, kinds))


def fact_entries_of(session: Session, meeting_id: MeetingId) -> tuple[EntryLine, ...]:
    """Return the entries that the facts of a meeting follow from: its moves, and the import of a conversation."""
    return entries_of(session, meeting_id, (), (*MOVES, imports.KIND))


def read_entries(
    session: Session, chain: str, seat_ids: Collection[SeatId], kinds: Collection[str] = ()
) -> Iterator[EntryLine]:
    """Yield what `entries_of` returns, one by one."""
    for row in ledger.cells_of(session, chain, COLUMNS, kinds):
        yield EntryLine(*(*row, _party_of(row[_ACTOR], seat_ids)))


def line_of(entry: LedgerEntry, seat_ids: Collection[SeatId]) -> EntryLine:
    """Return one entry as a frozen line."""
    return EntryLine(*(*(getattr(entry, name) for name in COLUMNS), _party_of(entry.actor, seat_ids)))


def cells_of(entry: EntryLine) -> list[Any]:
    """Return the values of an entry in the order of its fields, as JSON can hold them."""
    cells = list(_CELLS(entry))
    cells[_AT] = entry.at.isoformat(timespec="microseconds")
    return cells


def phases_run(entries: Sequence[EntryLine], first: str) -> tuple[PhaseRun, ...]:
    """Return the phases in the order in which they ran; the last one has no end unless the meeting was closed."""
    runs: list[PhaseRun] = []
    begun: tuple[str, datetime, str] | None = None
    for entry in entries:
        if entry.kind not in MOVES:
            continue
        if begun is not None:
            runs.append(PhaseRun(begun[0], begun[1], entry.at, begun[2]))
        facts = entry.facts
        begun = None if entry.kind == "meeting.closed" else (facts.get("to", first), entry.at, facts.get("reason", ""))
    if begun is not None:
        runs.append(PhaseRun(begun[0], begun[1], None, begun[2]))
    return tuple(runs)


def write_lines(entries: Iterable[EntryLine]) -> Iterator[str]:
    """Yield one JSON object per line, with every column that the chain's hashes cover.

    `redacted` marks an entry whose payload is left out because the reader may not see it.
    """
    write = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
    for entry in entries:
        yield f"{write(_plain(entry))}\n"


def read_lines(text: str) -> Iterator[LedgerEntry]:
    """Yield the entries that `write_lines` wrote.

    Raises:
        ValueError: a line is no entry; the message names the line.
    """
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):  # payloads may contain other line ends
        try:
            row = json.loads(line)
            row["at"] = datetime.fromisoformat(row["at"])
            yield LedgerEntry(**{name: row[name] for name in COLUMNS})
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"line {number} is no ledger entry") from error


def unexplained_erasure(text: str) -> int | None:
    """Return the number of the first entry whose payload is gone without a reason, or None when there is none.

    A payload may be missing from a bundle because the reader may not see it (`redacted`), or because it was erased and
    a later entry `payload.erased` names it.

    Args:
        text: what `write_lines` wrote.
    """
    gone: dict[int, None] = {}
    for line in text.removesuffix("\n").split("\n"):
        row = json.loads(line)
        if row["payload"] is None and row.get("redacted") is not True:
            gone[row["seq"]] = None
        elif row["kind"] == ERASED:
            gone.pop(ledger.facts_of(row["payload"]).get("seq", 0), None)
    return min(gone, default=None)


def _party_of(actor: str, seat_ids: Collection[SeatId]) -> str:
    return SYSTEM.id if actor == SYSTEM.id else SEAT if actor in seat_ids else STAFF


def _plain(entry: EntryLine) -> dict[str, Any]:
    row = dict(zip(COLUMNS, cells_of(entry), strict=False))  # without the fields that are no columns
    return {**row, "redacted": True} if entry.is_redacted else row
