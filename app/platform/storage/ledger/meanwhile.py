"""Two people at one thing: a write that was decided on an older version is refused, and says what came between."""

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
from app.platform.storage.ledger.reading import MOST_ENTRIES

if TYPE_CHECKING:
    from app.platform.storage.unit_of_work import Work

SubjectsOf = Callable[[Mapping[str, Any]], Iterable[str]]
"""The things that an entry with this payload changes or makes, each by a name of its own."""
Subjects = Mapping[str, SubjectsOf]
"""{kind of entry: its subjects}; entries of other kinds, such as votes, never stand in each other's way."""
NameOf = Callable[[Session, str], str | None]
"""The name of a member of staff, "" for one who has given none; None for an actor who is no member of staff."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The version that somebody decides on: the number of the last entry of the chain that it contains."""

    chain: str
    version: int


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """An entry that changed the same thing after the version that was seen; `by` is the name that staff have given."""

    version: int
    kind: str
    by: str
    is_of_staff: bool
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StaleCheck:
    """Compares what a write has changed with what others have changed since the version that it was decided on."""

    subjects: Subjects
    name_of: NameOf

    def check(self, work: Work) -> None:
        """Refuse the write when both have changed the same thing.

        Raises:
            DomainError: `changed_meanwhile` with `meanwhile`, the entries in between, oldest first, and `version`,
                the number of the last of them.
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
        """The refusal of an act that made no sense any more, if that may be because of what other staff have done."""
        if work.seen is None or error.kind not in (ErrorKind.INVALID, ErrorKind.NOT_FOUND):
            return error
        own = [seq for entry, seq in work.written if entry.chain == work.seen.chain]
        with work.session.no_autoflush:  # what the refused act has begun is never written
            between = self._between(work, work.seen, before=min(own, default=MOST_ENTRIES))
        changes = [one for one in between if one.is_of_staff]
        return stale(changes) if changes else error

    def _of(self, kind: str, facts: Mapping[str, Any]) -> set[str]:
        subjects_of = self.subjects.get(kind)
        return set(subjects_of(facts)) if subjects_of else set()

    def _between(
        self, work: Work, seen: Seen, topics: Iterable[str] = (), before: int = MOST_ENTRIES
    ) -> list[Meanwhile]:
        """The entries after the version seen that have subjects, of some topics or of all."""
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
    """The refusal of a write that was decided before others changed the same thing."""
    last = meanwhile[-1]
    code = "changed_meanwhile" if last.by else "changed_meanwhile.other"
    return DomainError(ErrorKind.CONFLICT, code, by=last.by, version=last.version, meanwhile=tuple(meanwhile))


def last_of(session: Session, chain: str, topic: str, kinds: Iterable[str], **facts: str) -> str | None:
    """The actor of the last entry of some kinds that says these facts; None where there is none."""
    query = select(LedgerEntry.actor, LedgerEntry.payload).where(
        LedgerEntry.chain == chain, LedgerEntry.topic == topic, LedgerEntry.kind.in_(tuple(kinds))
    )
    for actor, payload in session.execute(query.order_by(LedgerEntry.seq.desc())):
        if facts.items() <= facts_of(payload).items():
            return str(actor)
    return None
