"""The ledger of a meeting in exports: its entries, the phases that they record, and its file of JSON lines."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.platform.access.actors import SYSTEM
from app.platform.ids import SeatId
from app.platform.storage import ledger
from app.platform.storage.ledger import LedgerEntry
from app.platform.storage.ledger.writing import ERASED

SEAT, STAFF = "seat", "staff"
MOVES = ("meeting.created", "phase.moved", "meeting.closed")
"""Kinds of entries that begin or end a phase."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One ledger entry with every column; `party` is the kind of its actor: seat, staff or system.

    `is_redacted`: the payload is left out because the reader may not see it; it is not erased.
    """

    chain: str
    seq: int
    at: datetime
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


COLUMNS = tuple(field.name for field in fields(EntryLine) if field.name not in ("party", "is_redacted"))


def entries_of(
    session: Session, chain: str, seat_ids: Collection[SeatId], kinds: Collection[str] = ()
) -> tuple[EntryLine, ...]:
    """Return the entries of a chain, of some kinds or of all, oldest first; `seat_ids` are the residents' seats."""
    return tuple(line_of(entry, seat_ids) for entry in ledger.entries_of(session, chain, kinds))


def line_of(entry: LedgerEntry, seat_ids: Collection[SeatId]) -> EntryLine:
    """Return one entry as a frozen line."""
    party = SYSTEM.id if entry.actor == SYSTEM.id else SEAT if entry.actor in seat_ids else STAFF
    return EntryLine(**{name: getattr(entry, name) for name in COLUMNS}, party=party)


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


def write_lines(entries: Iterable[EntryLine]) -> str:
    """Return one JSON object per line, with every column that the chain's hashes cover.

    `redacted` marks an entry whose payload is left out because the reader may not see it.
    """
    return "".join(json.dumps(_plain(entry), ensure_ascii=False, sort_keys=True) + "\n" for entry in entries)


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


def _plain(entry: EntryLine) -> dict[str, Any]:
    row = {name: getattr(entry, name) for name in COLUMNS}
    mark = {"redacted": True} if entry.is_redacted else {}
    return {**row, **mark, "at": entry.at.isoformat(timespec="microseconds")}
