"""Writes of the ledger: entries at the ends of chains, signed heads, milestones, erased payloads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.platform.errors import DomainError, ErrorKind
from app.platform.storage.ledger.hashing import add_seals, digest, entry_hash, facts_of, salted
from app.platform.storage.ledger.models import LedgerEntry, LedgerHead, SignedHead
from app.platform.storage.ledger.reading import version_of
from app.platform.storage.ledger.seals import PENDING, mark_seals, take_seals, waiting_chains
from app.platform.storage.prepared import Prepared
from app.platform.storage.signing.signer import GENESIS, Head, milestone_message

if TYPE_CHECKING:
    from app.platform.storage.unit_of_work import Work

MILESTONES = frozenset({"poll.closed", "resolution.adopted", "meeting.closed"})
"""Kinds of entries after which the signed head is stored as a milestone."""
ERASED = "payload.erased"
CHANGED = "rows.changed"
RECORD = "record"
"""Topic of entries that no snapshot shows."""
FEW_KEYS = 8
"""Largest number of keys that are looked up one by one. SQLite looks up any number one by one, because its query for
pairs would read the whole chain."""

# Every vote runs these statements.
_LOCK_HEAD = Prepared(
    select(
        LedgerHead.seq,
        LedgerHead.hash,
        LedgerHead.algorithm,
        LedgerHead.seals,
        LedgerHead.key,
        LedgerHead.signature,
    )
    .where(LedgerHead.chain == bindparam("of"))
    .with_for_update()
)
_LOCK_NEW = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("chain"), 0)))
"""Locks the name of a chain that has no head yet, in PostgreSQL."""
_ADD_HEAD = {
    name: insert_once(LedgerHead).values(seq=0, hash=GENESIS).on_conflict_do_nothing()
    for name, insert_once in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_MOVE_HEAD = Prepared(
    update(LedgerHead)
    .where(LedgerHead.chain == bindparam("of"))
    .values(
        seq=bindparam("seq"),
        hash=bindparam("hash"),
        seals=bindparam("seals"),
        key=bindparam("signed_by"),
        signature=bindparam("signature"),
    )
)
_ADD_ENTRY = Prepared(insert(LedgerEntry))
_OF_KEYS = select(LedgerEntry.actor, LedgerEntry.key, LedgerEntry.topic, LedgerEntry.seq, LedgerEntry.payload).where(
    LedgerEntry.chain == bindparam("chain")
)
_FIND_KEY = Prepared(_OF_KEYS.where(LedgerEntry.actor == bindparam("actor"), LedgerEntry.key == bindparam("key")))
_FIND_KEYS = _OF_KEYS.where(tuple_(LedgerEntry.actor, LedgerEntry.key).in_(bindparam("keys", expanding=True)))


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a write: its topic, its facts, and the first version of the topic's snapshot with the write."""

    topic: str
    version: int
    data: dict[str, Any] = field(default_factory=dict)

    def fact(self, name: str) -> str:
        """Return one fact that every write of this kind has, as text.

        Raises:
            DomainError: `key.used` when the receipt belongs to another kind of write, made with the same key.
        """
        if name not in self.data:
            raise DomainError(ErrorKind.CONFLICT, "key.used")
        return str(self.data[name])


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry to be written in the ledger.

    Attributes:
        chain: id of the meeting, or of the place for an action that belongs to no meeting.
        kind: what happened, as a noun and a verb in the past, such as `proposal.submitted`.
        topic: the snapshot that shows what happened.
        actor: id of the seat or staff member, or `system`.
        payload: the facts, as JSON; never a secret choice or a contact.
        key: idempotency key of the request; None if it had none.
    """

    chain: str
    kind: str
    topic: str
    actor: str
    payload: Mapping[str, Any]
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The result of an action that would change nothing; `topic` is the snapshot that would have shown the change."""

    topic: str


def append(work: Work, entry: Entry, *, key: str | None = None) -> Receipt:
    """Write one entry at the end of its chain and mark its topic as changed.

    The rows that the action has changed so far are written first and sealed in the entry.

    Args:
        key: idempotency key of the request, if it had one.
    """
    return append_all(work, [replace(entry, key=key) if key else entry])[0]


def append_all(work: Work, entries: Sequence[Entry]) -> list[Receipt]:
    """Write entries at the ends of their chains, in the order given, and return their receipts in the same order.

    The number of statements hardly grows with the number of entries.
    """
    work.session.flush()
    connection = work.session.connection()
    heads = {chain: _head_to_build_on(work, connection, chain) for chain in sorted({one.chain for one in entries})}
    seals = take_seals(work.session, work.signer, list(heads)) if work.session.info.get(PENDING) else {}
    rows: list[dict[str, Any]] = []
    receipts = []
    for entry in entries:
        head = heads[entry.chain]
        row = _row_after(head, entry, work.now)
        if entry.chain in seals:
            row["rows"] = mark_seals(work.signer, entry.chain, row["seq"], seals.pop(entry.chain))
        heads[entry.chain] = _head_after(head, row)
        rows.append(row)
        receipts.append(Receipt(topic=entry.topic, version=row["seq"], data=dict(entry.payload)))
        work.touch(entry.chain, entry.topic)
    if work.seen is not None:
        work.written.extend((entry, row["seq"]) for entry, row in zip(entries, rows, strict=True))
    if rows:
        _ADD_ENTRY.run(connection, rows)
        _move_heads(work, connection, list(heads.values()))
        _keep_milestones(work, connection, [row for row in rows if row["kind"] in MILESTONES], heads)
    return receipts


def unchanged(session: Session, chain: str, topic: str) -> Receipt:
    """Return the receipt of a write that would change nothing; no entry is written, and the version stays the same."""
    return Receipt(topic, version_of(session, chain, topic))


def append_unsealed(work: Work) -> None:
    """Append an entry `rows.changed` to each chain with rows that an act has changed and no entry has sealed yet."""
    work.session.flush()
    if not work.session.info.get(PENDING):
        return
    for chain in waiting_chains(work.session):
        append(work, Entry(chain, CHANGED, RECORD, "system", {}))


def erase_payload(work: Work, actor: str, *, chain: str, seq: int, reason: str) -> Receipt:
    """Erase the payload of an entry for good and record the erasure in the chain.

    The hash of the payload stays, so the chain still verifies.

    Raises:
        DomainError: `not_found` when there is no such entry, its payload is erased already, or it records an erasure.
    """
    entry = work.session.get(LedgerEntry, (chain, seq))
    if entry is None or entry.payload is None or entry.kind == ERASED:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    entry.payload = None
    payload = {"seq": seq, "payload_hash": entry.payload_hash, "reason": reason}
    return append(work, Entry(chain, ERASED, RECORD, actor, payload))


def receipt_of(session: Session, *, chain: str, actor: str, key: str | None) -> Receipt | None:
    """Return the receipt of an earlier write with this key, or None when the write is new.

    The call locks the chain until the commit, so a write of another process on the same chain, perhaps with the same
    key, is either found here or waits.
    """
    return receipts_of(session, [(chain, actor, key)]).get((chain, actor, key or ""))


def receipts_of(session: Session, asked: Iterable[tuple[str, str, str | None]]) -> dict[tuple[str, str, str], Receipt]:
    """Return the receipts of earlier writes by (chain, actor, key), not of new writes; PostgreSQL locks the chains."""
    connection = session.connection()
    by_chain: dict[str, list[tuple[str, str]]] = {}
    for chain, actor, key in asked:
        keys = by_chain.setdefault(chain, [])
        if key is not None:
            keys.append((actor, key))
    receipts = {}
    for chain, keys in sorted(by_chain.items()):
        if connection.dialect.name != "sqlite":  # SQLite's writing transactions run one at a time anyway
            _lock_first(connection, chain)
        for actor, key, topic, seq, payload in _entries_with(connection, chain, keys):
            receipts[chain, actor, key] = Receipt(topic, seq, facts_of(payload))
    return receipts


def _lock_first(connection: Connection, chain: str) -> None:
    """Lock a chain before its keys are looked up; a chain without a head, which has no row to lock, by its name."""
    if _lock(connection, chain) is None:
        connection.execute(_LOCK_NEW, {"chain": chain})
        _lock(connection, chain)  # another process may have begun the chain while this one waited


def _head_to_build_on(work: Work, connection: Connection, chain: str) -> Head:
    """Lock the head of a chain, create the chain if there is none, and check the signature of the head."""
    if not work.signer.is_ready:
        work.signer.open(partial(_all_heads, connection))
    row = _lock(connection, chain, work.signer.algorithm)
    head = Head(chain, row[0], row[1], row[2], row[3])
    work.signer.look_at(head, row[4], row[5])
    return head


def _lock(connection: Connection, chain: str, algorithm: str | None = None) -> Any:
    row = _LOCK_HEAD.first(connection, {"of": chain})
    if row is None and algorithm is not None:
        connection.execute(_ADD_HEAD[connection.dialect.name], {"chain": chain, "algorithm": algorithm})
        (row,) = _LOCK_HEAD.all(connection, {"of": chain})
    return row


def _all_heads(connection: Connection) -> dict[str, tuple[int, str]]:
    rows = connection.execute(select(LedgerHead.chain, LedgerHead.seq, LedgerHead.hash).where(LedgerHead.seq > 0))
    return {row.chain: (row.seq, row.hash) for row in rows}


def _move_heads(work: Work, connection: Connection, heads: Sequence[Head]) -> None:
    moved = [
        {
            "of": head.chain,
            "seq": head.seq,
            "hash": head.hash,
            "seals": head.seals,
            "signed_by": work.signer.key_id,
            "signature": work.signer.sign_head(head),
        }
        for head in heads
    ]
    _MOVE_HEAD.run(connection, moved)
    work.after_commit(partial(work.signer.witness.note_heads, {head.chain: (head.seq, head.hash) for head in heads}))


def _keep_milestones(
    work: Work, connection: Connection, rows: Sequence[Mapping[str, Any]], heads: Mapping[str, Head]
) -> None:
    for row in rows:
        head = Head(row["chain"], row["seq"], row["hash"], heads[row["chain"]].algorithm)
        message = milestone_message(head, at=work.now, reason=row["kind"])
        facts = {"chain": head.chain, "seq": head.seq, "hash": head.hash, "reason": row["kind"]}
        signed = {"algorithm": head.algorithm, "key": work.signer.key_id, "signature": work.signer.sign(message)}
        connection.execute(insert(SignedHead), {**facts, **signed, "at": work.now})
        work.after_commit(partial(work.signer.witness.write, [{"what": "milestone", **facts}]))


def _entries_with(connection: Connection, chain: str, keys: Sequence[tuple[str, str]]) -> Iterable[Any]:
    """Return (actor, key, topic, number, payload) of each entry that has one of these pairs (actor, key)."""
    if len(keys) > FEW_KEYS and connection.dialect.name != "sqlite":
        return connection.execute(_FIND_KEYS, {"chain": chain, "keys": keys})
    asked = [{"chain": chain, "actor": actor, "key": key} for actor, key in keys]
    return [row for one in asked for row in _FIND_KEY.all(connection, one)]


def _head_after(head: Head, row: Mapping[str, Any]) -> Head:
    rows = row["rows"]
    seals = head.seals if rows is None else add_seals(head.seals, row["seq"], rows, head.algorithm)
    return Head(head.chain, row["seq"], row["hash"], head.algorithm, seals)


def _row_after(head: Head, entry: Entry, at: datetime) -> dict[str, Any]:
    text = salted(entry.payload)
    row = {
        "chain": entry.chain,
        "seq": head.seq + 1,
        "at": at,
        "kind": entry.kind,
        "topic": entry.topic,
        "actor": entry.actor,
        "key": entry.key,
        "payload": text,
        "payload_hash": digest(text, head.algorithm),
        "prev": head.hash,
        "rows": None,
    }
    row["hash"] = entry_hash(row, head.algorithm)
    return row
