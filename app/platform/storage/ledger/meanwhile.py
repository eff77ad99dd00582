"""Refuses a write that was decided on an older version of the thing it changes, and names the changes made since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.platform.errors import DomainError, ErrorKind
from app.platform.storage.ledger.hashing import facts_of
from app.platform.storage.ledger.models import LedgerEntry
from app.platform.storage.ledger.reading import MAX_ENTRIES

if TYPE_CHECKING:
    from app.platform.storage.unit_of_work import Work

SubjectsOf = Callable[[Mapping[str, Any]], Iterable[str]]
"""Returns the names of the things that an entry with this payload changes or makes."""
Subjects = Mapping[str, SubjectsOf]
"""{kind of entry: function that returns its subjects}; entries of other kinds, such as votes, never conflict."""
NameOf = Callable[[Session, str], str | None]
"""Returns the name of a member of staff, "" for one who has given no name, None for an actor who is not staff."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The version of a chain on which a caller decides: the number of the last entry that the version contains."""

    chain: str
    version: int


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """An entry that changed the same thing after the version seen; `by` is the name of a member of staff, or empty."""

    version: int
    kind: str
    by: str
    is_of_staff: bool
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StaleCheck:
    """Compares what a write changes with what was changed since the version on which the write was decided."""

    subjects: Subjects
    name_of: NameOf

    def check(self, work: Work) -> None:
        """Refuse the write if an entry after the version seen has changed the same thing.

        Raises:
            DomainError: `changed_meanwhile`, or `changed_meanwhile.other` when the last of these entries has no name of
                staff; `meanwhile` holds these entries, oldest first, and `version` the number of the last of them.
        """
        if work.seen is None:
            return
        written = [(entry, seq) for entry, seq in work.written if entry.chain == work.seen.chain]
        wanted = {subject for entry, _ in written for subject in self._of(entry.kind, entry.payload)}
        if not wanted:
            return
        topics = {entry.topic for entry, _ in written}
        between = self._between(work, work.seen, topics, before=min(seq for _, seq in written))
        overlapping = [one for one in between if wanted.intersection(self._of(one.kind, one.facts))]
        if overlapping:
            raise stale(overlapping)

    def explain(self, work: Work, error: DomainError) -> DomainError:
        """Return a stale refusal if staff have made changes since the version seen, else the error of the refused act.

        Only an `INVALID` or `NOT_FOUND` error is replaced, because such changes may have caused the refusal.
        """
        if work.seen is None or error.kind not in (ErrorKind.INVALID, ErrorKind.NOT_FOUND):
            return error
        own = [seq for entry, seq in work.written if entry.chain == work.seen.chain]
        with work.session.no_autoflush:  # what the refused act has begun must never be written
            between = self._between(work, work.seen, before=min(own, default=MAX_ENTRIES))
        changes = [one for one in between if one.is_of_staff]
        return stale(changes) if changes else error

    def _of(self, kind: str, facts: Mapping[str, Any]) -> set[str]:
        subjects_of = self.subjects.get(kind)
        return set(subjects_of(facts)) if subjects_of else set()

    def _between(
        self, work: Work, seen: Seen, topics: Iterable[str] = (), before: int = MAX_ENTRIES
    ) -> list[Meanwhile]:
        """Return the entries with subjects between the version seen and a number, on some topics or on all."""
        query = select(LedgerEntry.seq, LedgerEntry.kind, LedgerEntry.actor, LedgerEntry.at, LedgerEntry.payload)
        query = query.where(
            LedgerEntry.chain == seen.chain,
            LedgerEntry.seq > seen.version,
            LedgerEntry.seq < before,
            LedgerEntry.kind.in_(self.subjects),
            LedgerEntry.payload.is_not(None),
        )
        if topics:
            query = query.where(LedgerEntry.topic.in_(tuple(topics)))
        changes = []
        for row in work.session.execute(query.order_by(LedgerEntry.seq)):
            name = self.name_of(work.session, row.actor)
            changes.append(Meanwhile(row.seq, row.kind, name or "", name is not None, row.at, facts_of(row.payload)))
        return changes


def stale(meanwhile: Sequence[Meanwhile]) -> DomainError:
    """Return the refusal of a write that was decided before the same thing was changed.

    Args:
        meanwhile: the changes since then, oldest first; at least one.
    """
    last = meanwhile[-1]
    code = "changed_meanwhile" if last.by else "changed_meanwhile.other"
    return DomainError(ErrorKind.CONFLICT, code, by=last.by, version=last.version, meanwhile=tuple(meanwhile))


def last_of(session: Session, chain: str, topic: str, kinds: Iterable[str], **facts: str) -> str | None:
    """Return the actor of the last entry of these kinds whose payload holds these facts, or None when there is none."""
    query = select(LedgerEntry.actor, LedgerEntry.payload).where(
        LedgerEntry.chain == chain, LedgerEntry.topic == topic, LedgerEntry.kind.in_(tuple(kinds))
    )
    for actor, payload in session.execute(query.order_by(LedgerEntry.seq.desc())):
        if facts.items() <= facts_of(payload).items():
            return str(actor)
    return None
