"""The check of one chain by its hashes alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.platform.storage.ledger.hashing import SHA256, digest, entry_hash
from app.platform.storage.ledger.models import LedgerEntry, LedgerHead
from app.platform.storage.ledger.reading import entries_of, head_of
from app.platform.storage.signing.signer import GENESIS


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry of a chain that is missing, was changed or does not follow the entry before it, and why."""

    chain: str
    seq: int
    reason: str


def verify_chain(session: Session, chain: str) -> Fault | None:
    """Recompute the hashes of a whole chain and return the first faulty entry, or None if there is no fault."""
    head = session.get(LedgerHead, chain)
    algorithm = head.algorithm if head else SHA256
    return verify_entries(chain, entries_of(session, chain), head_of(session, chain), algorithm=algorithm)


def verify_entries(
    chain: str, entries: Iterable[LedgerEntry], head: tuple[int, str], *, algorithm: str = SHA256
) -> Fault | None:
    """Recompute the hashes of entries from any source and return the first faulty entry, or None.

    Args:
        head: (number, hash) that the last entry must have.
    """
    links = Links(algorithm)
    for entry in entries:
        reason = links.fault_of({name: getattr(entry, name) for name in COLUMNS})
        if reason:
            return Fault(chain, entry.seq, reason)
    if head != (links.seq, links.hash):
        return Fault(chain, links.seq + 1, "the chain ends before its head")
    return None


COLUMNS = tuple(column.name for column in LedgerEntry.__table__.columns)


class Links:
    """Follows a chain entry by entry; `seq` and `hash` are those of the last entry without a fault."""

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        self.seq, self.hash = 0, GENESIS

    def fault_of(self, entry: Mapping[str, Any]) -> str | None:
        """Return why the next entry is faulty, or None when it is not."""
        if entry["seq"] != self.seq + 1:
            return f"entry {self.seq + 1} is missing"
        if entry["prev"] != self.hash:
            return "it does not follow the entry before it"
        payload = entry["payload"]
        if payload is not None and digest(payload, self.algorithm) != entry["payload_hash"]:
            return "its payload was changed"
        if entry_hash(entry, self.algorithm) != entry["hash"]:
            return "its hash does not match its content"
        self.seq, self.hash = entry["seq"], entry["hash"]
        return None
