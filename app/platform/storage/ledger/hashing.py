"""The hashes of entries, the same here and in the verifier that travels with a bundle."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

GENESIS = "0" * 64
SHA256 = "sha256"
SALT = "salt"
"""Key of the random text in each stored payload. Without it, anybody could hash the few possible payloads of a vote and
so find out what a redacted or erased entry said."""
SALT_BYTES = 12


def canonical(payload: Mapping[str, Any]) -> str:
    """Return the canonical JSON text of a payload: sorted keys, no spaces, no escaped characters."""
    return json.dumps(dict(payload), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def salted(payload: Mapping[str, Any]) -> str:
    """Return the JSON text of a payload with a salt, as it is stored."""
    return canonical({**payload, SALT: secrets.token_urlsafe(SALT_BYTES)})


def facts_of(payload: str | None) -> dict[str, Any]:
    """Return the facts of a stored payload without its salt; an erased or redacted payload has none."""
    facts: dict[str, Any] = json.loads(payload or "{}")
    facts.pop(SALT, None)
    return facts


def digest(text: str, algorithm: str = SHA256) -> str:
    """Hash a text."""
    if algorithm == SHA256:
        return hashlib.sha256(text.encode()).hexdigest()
    return hashlib.new(algorithm, text.encode()).hexdigest()


def entry_hash(entry: Mapping[str, Any], algorithm: str = SHA256) -> str:
    """Hash the previous hash and every column of an entry but the payload, whose own hash stands in.

    Seals of rows are bound by the signature of the head, not by the hash: the chain holds without them.
    """
    at: datetime = entry["at"]
    fields = [entry[name] for name in ("prev", "chain", "seq", "kind", "topic", "actor", "key", "payload_hash")]
    fields.append(at.isoformat(timespec="microseconds"))
    return digest(json.dumps(fields, ensure_ascii=False), algorithm)


def add_seals(before: str, seq: int, rows: str, algorithm: str = SHA256) -> str:
    """Hash the seals of one entry onto those of all entries before it."""
    return digest(f"{before}\n{seq}\n{rows}", algorithm)
