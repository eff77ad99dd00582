"""Checks where a bundle comes from: its signatures against the installation's keys, its chain against a print-out."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.platform.storage.ledger import LedgerEntry
from app.platform.storage.ledger.writing import MILESTONES
from app.platform.storage.signing.fingerprints import is_same_head
from app.platform.storage.signing.signer import (
    Head,
    head_message,
    is_signed,
    key_id_of,
    manifest_message,
    milestone_message,
)

INNER = "neither a key of the installation nor a print-out was given: only the bundle's inner consistency was checked"
UNSIGNED = "the manifest is not signed"


@dataclass(slots=True)
class Trust:
    """The claims of a bundle, and what is known independently of it.

    `facts`: the manifest as read; `keys`: {key id: public key} of the installation; `head`: fingerprint or hash from a
    print-out; `notes`: what could not be checked.
    """

    manifest: bytes
    signature: bytes | None
    facts: Mapping[str, Any]
    keys: Mapping[str, bytes]
    head: str
    notes: tuple[str, ...] = field(default=())


def trust_fault(trust: Trust, entries: Iterable[LedgerEntry]) -> str | None:
    """Return the first fault in the signatures or the head, or None; add to `trust.notes` what could not be checked."""
    if not trust.keys and not trust.head:
        trust.notes = (INNER,)
    keys = dict(trust.keys) or _own_keys(trust)
    if trust.signature is None and not trust.keys:
        trust.notes = (*trust.notes, UNSIGNED)
        return _entry_faults(trust, entries, {})
    if fault := signature_fault(trust.manifest, trust.signature, keys):
        return fault
    return _head_fault(trust, keys) or _entry_faults(trust, entries, keys)


def signature_fault(manifest: bytes, signature: bytes | None, keys: Mapping[str, bytes]) -> str | None:
    """Return what is wrong with the signature of a manifest, given {key id: public key}, or None."""
    if signature is None:
        return UNSIGNED
    signed = json.loads(signature)
    public = keys.get(signed["key"])
    if public is None:
        return f"the manifest is signed by the key {signed['key']}, which is not known here"
    if not is_signed(public, manifest_message(manifest), signed["signature"]):
        return "the manifest is not as it was signed"
    return None


def _own_keys(trust: Trust) -> dict[str, bytes]:
    texts = [trust.facts.get("public_key", "")]
    if trust.signature is not None:
        texts.append(json.loads(trust.signature)["public_key"])
    return {key_id_of(bytes.fromhex(text)): bytes.fromhex(text) for text in texts if text}


def _head_fault(trust: Trust, keys: Mapping[str, bytes]) -> str | None:
    told = trust.facts["ledger"]
    head = Head(trust.facts["meeting"], told["number"], told["hash"], told["algorithm"], told["seals"])
    public = keys.get(told["key"])
    if public is None or not is_signed(public, head_message(head), told["signature"]):
        return f"entry {head.seq}: the head of the chain is not signed by the installation"
    return None


def _entry_faults(trust: Trust, entries: Iterable[LedgerEntry], keys: Mapping[str, bytes]) -> str | None:
    """Return the first milestone without a valid signed head, or the absence of the print-out's head, or None."""
    kept = {(row["seq"], row["reason"]): row for row in trust.facts.get("milestones", ())}
    is_there = not trust.head
    first = min((seq for seq, _ in kept), default=0)
    for entry in entries:
        is_there = is_there or is_same_head(trust.head, entry.hash)
        if entry.kind in MILESTONES and keys and (row := kept.pop((entry.seq, entry.kind), None)) is None:
            if entry.seq > first > 0:
                return f"entry {entry.seq}: its signed head ({entry.kind}) is missing"
        elif entry.kind in MILESTONES and keys and not _is_kept(row, entry, trust.facts["ledger"]["algorithm"], keys):
            return f"entry {entry.seq}: its signed head ({entry.kind}) is not the installation's"
    if kept and keys:
        return f"entry {min(kept)[0]}: a signed head belongs to no entry"
    return None if is_there else f"no entry of the record has the fingerprint {trust.head}"


def _is_kept(row: Any, entry: LedgerEntry, algorithm: str, keys: Mapping[str, bytes]) -> bool:
    head = Head(entry.chain, entry.seq, entry.hash, algorithm)
    at = datetime.fromisoformat(row["at"])
    public = keys.get(row["key"])
    is_same = (row["hash"], at) == (entry.hash, entry.at)
    return (
        is_same
        and public is not None
        and is_signed(public, milestone_message(head, at=at, reason=entry.kind), row["signature"])
    )
