"""The ledger: an append-only, hash-chained record of each meeting, written in the transaction of the act it records.

One entry is at once the audit record, the version clock of its topic and the memory of its idempotency key: the number
of the entry is the first snapshot version that contains the write, and a request repeated with the same key finds the
entry and gets the same receipt.
"""

from app.platform.storage.ledger.checking import Fault, verify_chain, verify_entries
from app.platform.storage.ledger.hashing import SALT, canonical, digest, entry_hash, facts_of
from app.platform.storage.ledger.meanwhile import Meanwhile, Seen, StaleCheck, Subjects, last_of, stale
from app.platform.storage.ledger.models import OFFICE, LedgerEntry, LedgerHead, SignedHead
from app.platform.storage.ledger.reading import (
    busiest_of,
    cells_of,
    chains_of,
    changes_of,
    entries_after,
    entries_of,
    head_of,
    heads_of,
    milestones_of,
    payloads_after,
    signed_head_of,
    topics_after,
    version_of,
)
from app.platform.storage.ledger.writing import (
    Entry,
    Receipt,
    Unchanged,
    append,
    append_all,
    append_unsealed,
    erase_payload,
    receipt_of,
    receipts_of,
    unchanged,
)
from app.platform.storage.signing.signer import GENESIS

__all__ = [
    "GENESIS",
    "OFFICE",
    "SALT",
    "Entry",
    "Fault",
    "LedgerEntry",
    "LedgerHead",
    "Meanwhile",
    "Receipt",
    "Seen",
    "SignedHead",
    "StaleCheck",
    "Subjects",
    "Unchanged",
    "append",
    "append_all",
    "append_unsealed",
    "busiest_of",
    "canonical",
    "chains_of",
    "changes_of",
    "digest",
    "entries_after",
    "cells_of",
    "entries_of",
    "entry_hash",
    "erase_payload",
    "facts_of",
    "head_of",
    "heads_of",
    "last_of",
    "milestones_of",
    "payloads_after",
    "receipt_of",
    "receipts_of",
    "signed_head_of",
    "stale",
    "topics_after",
    "unchanged",
    "verify_chain",
    "verify_entries",
    "version_of",
]
