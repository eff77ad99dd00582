"""Computes the hashes of entries; the verifier inside an exported bundle computes the same hashes."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

SHA256 = "sha256"
SALT = "salt"
"""Key of the random text in each stored payload. Without the salt, anybody could hash the few possible payloads of a
vote and so find out what a redacted or erased entry said."""
SALT_BYTES = 12


def canonical(payload: Mapping[str, Any]) -> str:
    """Return the canonical JSON text of a payload: sorted keys, no spaces, no escaped characters."""
    return json.dumps(dict(payload), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def salted(payload: Mapping[str, Any]) -> str:
    """Return the JSON text of a payload with a salt, as it is stored."""
    return canonical({**payload, SALT: secrets.token_urlsafe(SALT_BYTES)})


def facts_of(payload: str | None) -> dict[str, Any]:
    """Return the facts of a stored payload without its salt; {} for an erased or redacted payload."""
    facts: dict[str, Any] = json.loads(payload or "{}")
    facts.pop(SALT, None)
    return facts


def digest(text: str, algorithm: str = SHA256) -> str:
    """Return the hash of a text in hex digits."""
    if algorithm == SHA256:
        return hashlib.sha256(text.encode()).hexdigest()
    return hashlib.new(algorithm, text.encode()).hexdigest()


def entry_hash(entry: Mapping[str, Any], algorithm: str = SHA256) -> str:
    """Return the hash over the previous hash and the columns of an entry; the payload enters by its own hash.

    The seals of rows are not part of this hash, so the chain verifies without them; the signature of the head covers
    the seals.
    """
    at: datetime = entry["at"]
    fields = [entry[name] for name in ("prev", "chain", "seq", "kind", "topic", "actor", "key", "payload_hash")]
    fields.append(at.isoformat(timespec="microseconds"))
    return digest(json.dumps(fields, ensure_ascii=False), algorithm)


def add_seals(before: str, seq: int, rows: str, algorithm: str = SHA256) -> str:
    """Return the running hash over seals: the seals of one entry added to the hash over all seals before them."""
    return digest(f"{before}\n{seq}\n{rows}", algorithm)
