"""Reads of the ledger: versions of topics, heads, entries and pages of entries."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import Session

from app.platform.storage.ledger.hashing import facts_of
from app.platform.storage.ledger.models import LedgerEntry, LedgerHead, SignedHead
from app.platform.storage.prepared import Prepared
from app.platform.storage.signing.signer import GENESIS

Name = TypeVar("Name", bound=str)
MAX_ENTRIES = 2**31 - 1
"""Largest entry number that the column `seq` can store; PostgreSQL's integers have 32 bits."""


# Every live meeting runs these queries each time its changes are published.
@cache
def _last_of(count: int) -> Prepared:
    """Return the query for the last entry number of each of several topics."""
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


def version_of(session: Session, chain: str, *topics: str) -> int:
    """Return the number of the last entry on any of these topics; 0 when there is none."""
    wanted = {"chain": chain, **{f"topic_{at}": topic for at, topic in enumerate(topics)}}
    (row,) = _last_of(len(topics)).all(session.connection(), wanted)
    return max(seq or 0 for seq in row)


def head_of(session: Session, chain: str) -> tuple[int, str]:
    """Return (number, hash) of the last entry of a chain; (0, `GENESIS`) when the chain is empty."""
    head = session.get(LedgerHead, chain)
    return (head.seq, head.hash) if head else (0, GENESIS)


def heads_of(session: Session, chains: Sequence[Name]) -> dict[Name, int]:
    """Return {chain: number of its last entry}; an unknown chain has no item."""
    rows = session.execute(select(LedgerHead.chain, LedgerHead.seq).where(LedgerHead.chain.in_(chains)))
    return {row.chain: row.seq for row in rows}


def topics_after(session: Session, chain: str, seq: int) -> list[str]:
    """Return the topics that entries after a number have changed, each once."""
    query = select(LedgerEntry.topic).where(LedgerEntry.chain == chain, LedgerEntry.seq > seq)
    return list(session.scalars(query.distinct()))


def entries_of(session: Session, chain: str, kinds: Collection[str] = ()) -> Iterator[LedgerEntry]:
    """Yield the entries of a chain, of some kinds or of all, oldest first; the database is read in portions."""
    query = select(LedgerEntry).where(LedgerEntry.chain == chain).order_by(LedgerEntry.seq)
    query = query.where(LedgerEntry.kind.in_(kinds)) if kinds else query
    yield from session.scalars(query.execution_options(yield_per=500))


def cells_of(
    session: Session, chain: str, columns: Sequence[str], kinds: Collection[str] = ()
) -> Iterator[Sequence[Any]]:
    """Yield some columns of what `entries_of` yields, in half its time."""
    table = LedgerEntry.__table__.c
    query = select(*(table[name] for name in columns)).where(LedgerEntry.chain == chain).order_by(LedgerEntry.seq)
    query = query.where(LedgerEntry.kind.in_(kinds)) if kinds else query
    yield from session.execute(query.execution_options(yield_per=500))


def busiest_of(session: Session, chain: str, actors: Collection[str], kinds: Collection[str] = ()) -> list[str]:
    """Return those of the actors who have written entries of a chain, of some kinds or of any, the busiest first."""
    query = select(LedgerEntry.actor).where(LedgerEntry.chain == chain, LedgerEntry.actor.in_(actors))
    query = query.where(LedgerEntry.kind.in_(kinds)) if kinds else query
    busiest = query.group_by(LedgerEntry.actor).order_by(func.count().desc(), func.min(LedgerEntry.seq))
    return list(session.scalars(busiest)) if actors else []


def entries_after(session: Session, chain: str, seq: int, limit: int) -> list[LedgerEntry]:
    """Return a page of a chain: at most `limit` entries after a number, oldest first."""
    if seq >= MAX_ENTRIES:
        return []
    query = select(LedgerEntry).where(LedgerEntry.chain == chain, LedgerEntry.seq > seq)
    return list(session.scalars(query.order_by(LedgerEntry.seq).limit(limit)))


def payloads_after(session: Session, chain: str, topic: str, seq: int) -> list[dict[str, Any]]:
    """Return the facts of the entries on one topic after a number, oldest first; {} for an erased payload."""
    query = select(LedgerEntry.payload).where(
        LedgerEntry.chain == chain, LedgerEntry.topic == topic, LedgerEntry.seq > seq
    )
    return [facts_of(payload) for payload in session.scalars(query.order_by(LedgerEntry.seq))]


def changes_of(session: Session, chain: str, topic: str, since: int, limit: int) -> list[tuple[str, str, str | None]]:
    """Return (kind, actor, stored payload) of at most `limit` entries on a topic after a version, oldest first."""
    wanted = {"chain": chain, "topic": topic, "since": since, "most": limit}
    return [(kind, actor, payload) for kind, actor, payload in _CHANGES.all(session.connection(), wanted)]


def chains_of(session: Session) -> list[str]:
    """Return the ids of all chains, sorted."""
    return list(session.scalars(select(LedgerHead.chain).order_by(LedgerHead.chain)))


def signed_head_of(session: Session, chain: str) -> LedgerHead | None:
    """Return the head of a chain with its signature, or None when the chain does not exist yet."""
    return session.get(LedgerHead, chain)


def milestones_of(session: Session, chain: str | None = None) -> list[SignedHead]:
    """Return the milestones of a chain, oldest first, or those of all chains, chain by chain."""
    query = select(SignedHead).order_by(SignedHead.chain, SignedHead.seq)
    return list(session.scalars(query if chain is None else query.where(SignedHead.chain == chain)))
