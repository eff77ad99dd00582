"""The byte strings that the ledger's signatures cover, and the short fingerprint of a head."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits without the easily confused I, L, O and U."""
GROUPS, GROUP_LENGTH = 5, 4
HASH_LENGTH = 64
GENESIS = "0" * HASH_LENGTH
"""Hash before the first entry of a chain."""
_LOOK_ALIKES = str.maketrans("ILO", "110")


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain at some moment: its number, its hash and the hash function of the chain."""

    chain: str
    seq: int
    hash: str
    algorithm: str
    seals: str = ""
    """Hash over the seals of rows in all entries up to this one."""


def head_message(head: Head) -> bytes:
    """Return the bytes that the signature of a head covers."""
    return f"liangting-head-1\n{head.algorithm}\n{head.chain}\n{head.seq}\n{head.hash}\n{head.seals}".encode()


def milestone_message(head: Head, *, at: datetime, reason: str) -> bytes:
    """Return the bytes that the signature of a milestone covers."""
    parts = ["liangting-milestone-1", head.algorithm, head.chain, str(head.seq), head.hash]
    return "\n".join([*parts, at.isoformat(timespec="microseconds"), reason]).encode()


def manifest_message(manifest: bytes) -> bytes:
    """Return the bytes that the signature of a bundle's manifest covers."""
    return b"liangting-manifest-1\n" + hashlib.sha256(manifest).hexdigest().encode()


def restore_message(line: str) -> bytes:
    """Return the bytes that the signature of a note about a restored backup covers."""
    return b"liangting-restore-1\n" + line.encode()


def fingerprint_of(hash_: str) -> str:
    """Return the first 100 bits of a hash as five groups of four characters, short enough to read aloud."""
    bits = int(hash_, 16) >> (len(hash_) * 4 - GROUPS * GROUP_LENGTH * 5)
    length = GROUPS * GROUP_LENGTH
    text = "".join(ALPHABET[(bits >> 5 * (length - 1 - at)) & 31] for at in range(length))
    return "-".join(text[at : at + GROUP_LENGTH] for at in range(0, length, GROUP_LENGTH))


def is_same_head(typed: str, hash_: str) -> bool:
    """Return whether a typed fingerprint, or a typed whole hash, belongs to this hash."""
    plain = "".join(typed.split()).replace("-", "")
    if len(plain) == len(hash_):
        return plain.lower() == hash_
    return plain.upper().translate(_LOOK_ALIKES) == fingerprint_of(hash_).replace("-", "")


def is_fingerprint(typed: str) -> bool:
    """Return whether a text could be a fingerprint or a whole hash."""
    plain = "".join(typed.split()).replace("-", "").upper()
    is_short = len(plain) == GROUPS * GROUP_LENGTH and set(plain.translate(_LOOK_ALIKES)) <= set(ALPHABET)
    return is_short or (len(plain) == HASH_LENGTH and set(plain) <= set("0123456789ABCDEF"))


def is_public_key(typed: str) -> bool:
    """Return whether a text is a public key in hex digits."""
    return len(typed) == HASH_LENGTH and set(typed.lower()) <= set("0123456789abcdef")
