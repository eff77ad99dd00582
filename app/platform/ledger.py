"""The ledger: what happened in each meeting, append-only and hash-chained, in the transaction that did it.

One entry is at once the audit record, the version clock of its topic and the memory of its idempotency
key: the number of the entry is the first snapshot version that contains the write, and the same key
asked again finds the entry and so the same receipt.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, Integer, Text, bindparam, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.platform.db import Base
from app.platform.errors import DomainError, ErrorKind
from app.platform.prepared import Prepared
from app.platform.work import Work

GENESIS = "0" * 64
SALT = "salt"
"""Name of the random text in each stored payload: without it, trying out the few possible payloads of a vote would tell
from its hash what a redacted or erased entry said."""
SALT_BYTES = 12
MOST_ENTRIES = 2**31 - 1
"""What the column of numbers holds."""


class LedgerHead(Base):
    """The last entry of each chain; locking its row puts the chain's writers in a line."""

    __tablename__ = "ledger_head"

    chain: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]


class LedgerEntry(Base):
    """One thing that happened. `payload` may be erased later; `payload_hash` keeps the chain whole."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_chain_topic_seq", "chain", "topic", "seq"),
        Index("uq_ledger_entry_chain_actor_key", "chain", "actor", "key", unique=True),
    )

    chain: Mapped[str] = mapped_column(ForeignKey("ledger_head.chain"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str]
    topic: Mapped[str]
    actor: Mapped[str]
    key: Mapped[str | None]
    payload: Mapped[str | None] = mapped_column(Text)
    payload_hash: Mapped[str]
    prev: Mapped[str]
    hash: Mapped[str]


# Every vote runs these.
_LOCK_HEAD = Prepared(
    select(LedgerHead.seq, LedgerHead.hash).where(LedgerHead.chain == bindparam("of")).with_for_update()
)
_ADD_HEAD = {
    name: insert_once(LedgerHead).values(seq=0, hash=GENESIS).on_conflict_do_nothing()
    for name, insert_once in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_MOVE_HEAD = Prepared(
    update(LedgerHead).where(LedgerHead.chain == bindparam("of")).values(seq=bindparam("seq"), hash=bindparam("hash"))
)
_ADD_ENTRY = Prepared(insert(LedgerEntry))
_OF_KEYS = select(LedgerEntry.actor, LedgerEntry.key, LedgerEntry.topic, LedgerEntry.seq, LedgerEntry.payload).where(
    LedgerEntry.chain == bindparam("chain")
)
_FIND_KEY = Prepared(_OF_KEYS.where(LedgerEntry.actor == bindparam("actor"), LedgerEntry.key == bindparam("key")))
_FIND_KEYS = _OF_KEYS.where(tuple_(LedgerEntry.actor, LedgerEntry.key).in_(bindparam("keys", expanding=True)))
FEW_KEYS = 8
"""So many are sooner looked up one by one; in SQLite any number is, which for pairs would read the whole chain."""


# Every beat of every live meeting runs these.
@cache
def _last_of(count: int) -> Prepared:
    """The numbers of the last entries on so many topics."""
    return Prepared(
        select(
            *(
                select(LedgerEntry.seq)
                .where(LedgerEntry.chain == bindparam("chain"), LedgerEntry.topic == bindparam(f"topic_{at}"))
                .order_by(LedgerEntry.seq.desc())
                .limit(1)
                .scalar_subquery()
                for at in range(count)
            )
        )
    )


_CHANGES = Prepared(
    select(LedgerEntry.kind, LedgerEntry.actor, LedgerEntry.payload)
    .where(
        LedgerEntry.chain == bindparam("chain"),
        LedgerEntry.topic == bindparam("topic"),
        LedgerEntry.seq > bindparam("since"),
    )
    .order_by(LedgerEntry.seq)
    .limit(bindparam("most", type_=Integer))
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a write answers: the first version of the topic's snapshot that contains it, and its facts."""

    topic: str
    version: int
    data: dict[str, Any] = field(default_factory=dict)

    def fact(self, name: str) -> str:
        """One fact that every write of this kind has.

        Raises:
            DomainError: `key.used` when the receipt is of another kind of write, made with the same key.
        """
        if name not in self.data:
            raise DomainError(ErrorKind.CONFLICT, "key.used")
        return str(self.data[name])


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written in the ledger; `append` says what the fields are."""

    chain: str
    kind: str
    topic: str
    actor: str
    payload: Mapping[str, Any]
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry at which a chain does not hold, and why."""

    chain: str
    seq: int
    reason: str


def append(
    work: Work,
    *,
    chain: str,
    kind: str,
    topic: str,
    actor: str,
    payload: Mapping[str, Any],
    key: str | None = None,
) -> Receipt:
    """Write one entry at the end of a chain and mark its topic as changed.

    Args:
        chain: id of the meeting, or of the place for what belongs to no meeting.
        kind: what happened, noun.verb in the past, as `proposal.submitted`.
        topic: the snapshot that shows it.
        actor: id of the seat or staff member, or `system`.
        payload: the facts, JSON; never a secret choice, never a contact.
        key: idempotency key of the request, if it had one.
    """
    return append_all(work, [Entry(chain, kind, topic, actor, payload, key)])[0]


def append_all(work: Work, entries: Sequence[Entry]) -> list[Receipt]:
    """Write entries at the ends of their chains in the order given, in a few statements however many they are."""
    connection = work.session.connection()
    heads = {chain: _lock_head(connection, chain) for chain in sorted({entry.chain for entry in entries})}
    rows: list[dict[str, Any]] = []
    receipts = []
    for entry in entries:
        row = _row_after(heads[entry.chain], entry, work.now)
        heads[entry.chain] = row["seq"], row["hash"]
        rows.append(row)
        receipts.append(Receipt(topic=entry.topic, version=row["seq"], data=dict(entry.payload)))
        work.touch(entry.chain, entry.topic)
    if rows:
        _ADD_ENTRY.run(connection, rows)
        _MOVE_HEAD.run(connection, [{"of": chain, "seq": seq, "hash": mark} for chain, (seq, mark) in heads.items()])
    return receipts


def receipt_of(session: Session, *, chain: str, actor: str, key: str | None) -> Receipt | None:
    """The receipt of an earlier write with this key, or None when the write is new.

    Whoever asks this first stands in the chain's line from here on: another process's write of the same
    chain, perhaps with the same key, is either seen or waits for our commit.
    """
    return receipts_of(session, [(chain, actor, key)]).get((chain, actor, key or ""))


def receipts_of(session: Session, asked: Iterable[tuple[str, str, str | None]]) -> dict[tuple[str, str, str], Receipt]:
    """The same for many (chain, actor, key); those that are new are missing."""
    connection = session.connection()
    by_chain: dict[str, list[tuple[str, str]]] = {}
    for chain, actor, key in asked:
        keys = by_chain.setdefault(chain, [])
        if key is not None:
            keys.append((actor, key))
    found = {}
    for chain, keys in sorted(by_chain.items()):
        if connection.dialect.name != "sqlite":  # there the whole transaction stands in one line already
            _lock_head(connection, chain)
        for actor, key, topic, seq, payload in _entries_with(connection, chain, keys):
            found[chain, actor, key] = Receipt(topic, seq, facts_of(payload))
    return found


def version_of(session: Session, chain: str, *topics: str) -> int:
    """The number of the last entry that changed any of these topics; 0 when none has."""
    wanted = {"chain": chain, **{f"topic_{at}": topic for at, topic in enumerate(topics)}}
    (found,) = _last_of(len(topics)).all(session.connection(), wanted)
    return max(seq or 0 for seq in found)


def head_of(session: Session, chain: str) -> tuple[int, str]:
    """(number, hash) of the last entry of a chain; (0, genesis) when it is empty."""
    head = session.get(LedgerHead, chain)
    return (head.seq, head.hash) if head else (0, GENESIS)


def heads_of(session: Session, chains: Sequence[str]) -> dict[str, int]:
    """{chain: number of its last entry}."""
    rows = session.execute(select(LedgerHead.chain, LedgerHead.seq).where(LedgerHead.chain.in_(chains)))
    return {row.chain: row.seq for row in rows}


def topics_after(session: Session, chain: str, seq: int) -> list[str]:
    """The topics that entries after a number have changed."""
    query = select(LedgerEntry.topic).where(LedgerEntry.chain == chain, LedgerEntry.seq > seq)
    return list(session.scalars(query.distinct()))


def entries_of(session: Session, chain: str) -> Iterator[LedgerEntry]:
    """The entries of a chain, oldest first, read in portions."""
    query = select(LedgerEntry).where(LedgerEntry.chain == chain).order_by(LedgerEntry.seq)
    yield from session.scalars(query.execution_options(yield_per=500))


def entries_after(session: Session, chain: str, seq: int, limit: int) -> list[LedgerEntry]:
    """A page of a chain: the next entries after a number, oldest first."""
    if seq >= MOST_ENTRIES:
        return []
    query = select(LedgerEntry).where(LedgerEntry.chain == chain, LedgerEntry.seq > seq)
    return list(session.scalars(query.order_by(LedgerEntry.seq).limit(limit)))


def payloads_after(session: Session, chain: str, topic: str, seq: int) -> list[dict[str, Any]]:
    """The facts of the entries on one topic after a number, oldest first; an erased payload is empty."""
    query = select(LedgerEntry.payload).where(
        LedgerEntry.chain == chain, LedgerEntry.topic == topic, LedgerEntry.seq > seq
    )
    return [facts_of(payload) for payload in session.scalars(query.order_by(LedgerEntry.seq))]


def facts_of(payload: str | None) -> dict[str, Any]:
    """Return the facts of a stored payload without its salt; an erased or redacted payload has none."""
    facts: dict[str, Any] = json.loads(payload or "{}")
    facts.pop(SALT, None)
    return facts


def changes_of(session: Session, chain: str, topic: str, since: int, limit: int) -> list[tuple[str, str, str | None]]:
    """(kind, actor, payload) of the first entries of a topic after a version."""
    wanted = {"chain": chain, "topic": topic, "since": since, "most": limit}
    return [(kind, actor, payload) for kind, actor, payload in _CHANGES.all(session.connection(), wanted)]


def chains_of(session: Session) -> list[str]:
    """The ids of all chains."""
    return list(session.scalars(select(LedgerHead.chain).order_by(LedgerHead.chain)))


def verify_chain(session: Session, chain: str) -> Fault | None:
    """Recompute a whole chain; the first entry that does not hold, or None when all do."""
    return verify_entries(chain, entries_of(session, chain), head_of(session, chain))


def verify_entries(chain: str, entries: Iterable[LedgerEntry], head: tuple[int, str]) -> Fault | None:
    """The same for entries from anywhere, against the head (number, hash) that was told of them."""
    expected, prev = 1, GENESIS
    for entry in entries:
        reason = _fault_of(entry, expected, prev)
        if reason:
            return Fault(chain, entry.seq, reason)
        expected, prev = expected + 1, entry.hash
    if head != (expected - 1, prev):
        return Fault(chain, expected, "the chain ends before its head")
    return None


def canonical(payload: Mapping[str, Any]) -> str:
    """The one JSON text of a payload: sorted keys, no spaces, characters as they are."""
    return json.dumps(dict(payload), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(entry: dict[str, Any]) -> str:
    """SHA-256 over the previous hash and every column of the entry but the payload, whose own hash stands in."""
    at: datetime = entry["at"]
    fields = [entry[name] for name in ("prev", "chain", "seq", "kind", "topic", "actor", "key", "payload_hash")]
    return digest(json.dumps([*fields, at.isoformat(timespec="microseconds")], ensure_ascii=False))


def _lock_head(connection: Connection, chain: str) -> tuple[int, str]:
    found = _LOCK_HEAD.first(connection, {"of": chain})
    if found is None:
        connection.execute(_ADD_HEAD[connection.dialect.name], {"chain": chain})
        (found,) = _LOCK_HEAD.all(connection, {"of": chain})
    return found[0], found[1]


def _entries_with(connection: Connection, chain: str, keys: Sequence[tuple[str, str]]) -> Iterable[Any]:
    """(actor, key, topic, number, payload) of the entries with these (actor, key)."""
    if len(keys) > FEW_KEYS and connection.dialect.name != "sqlite":
        return connection.execute(_FIND_KEYS, {"chain": chain, "keys": keys})
    asked = [{"chain": chain, "actor": actor, "key": key} for actor, key in keys]
    return [row for one in asked for row in _FIND_KEY.all(connection, one)]


def _row_after(head: tuple[int, str], entry: Entry, at: datetime) -> dict[str, Any]:
    seq, prev = head
    text = canonical({**entry.payload, SALT: secrets.token_urlsafe(SALT_BYTES)})
    row = {
        "chain": entry.chain,
        "seq": seq + 1,
        "at": at,
        "kind": entry.kind,
        "topic": entry.topic,
        "actor": entry.actor,
        "key": entry.key,
        "payload": text,
        "payload_hash": digest(text),
        "prev": prev,
    }
    row["hash"] = entry_hash(row)
    return row


def _fault_of(entry: LedgerEntry, expected: int, prev: str) -> str | None:
    if entry.seq != expected:
        return f"entry {expected} is missing"
    if entry.prev != prev:
        return "it does not follow the entry before it"
    if entry.payload is not None and digest(entry.payload) != entry.payload_hash:
        return "its payload was changed"
    row = {column.name: getattr(entry, column.name) for column in LedgerEntry.__table__.columns}
    return None if entry_hash(row) == entry.hash else "its hash does not match its content"
