"""The signer: the key outside the database that signs heads, its public keys, and the key that seals rows."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.platform.clock import SystemClock
from app.platform.files import write_atomic
from app.platform.logs import get_logger
from app.platform.storage.keys import KeyFolder
from app.platform.storage.signing.witness import Memory, SeqHash, Witness

log = get_logger(__name__)
SIGNING_KEY, ROW_KEY = "ledger-signing", "ledger-rows"
PUBLIC_KEYS = "ledger-public-keys.json"
SEAL_BYTES = 12
MAX_REMEMBERED = 10_000
GENESIS = "0" * 64
"""Hash before the first entry of a chain."""


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


def key_id_of(public: bytes) -> str:
    """Return the short name of a public key: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def is_signed(public: bytes, message: bytes, signature: str | None) -> bool:
    """Return whether a signature in Base64 is valid for a message under an Ed25519 public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature or "", validate=True), message)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


class HeadSigner:
    """Signs heads of the ledger and checks earlier signatures; reads the key at the first signature.

    Attributes:
        algorithm: the hash function of chains that are begun from now on.
        witness: the file that remembers what was signed.
    """

    def __init__(self, keys: KeyFolder, algorithm: str = "sha256") -> None:
        hashlib.new(algorithm)  # a Python that lacks the algorithm must not start
        self.algorithm = algorithm
        self.witness = Witness(keys.folder)
        self._keys = keys
        self._private: Ed25519PrivateKey | None = None
        self._key_id = ""
        self._row_key: tuple[str, bytes] | None = None
        self._last: dict[str, str] = {}
        self._memory: Memory | None = None

    @property
    def folder(self) -> Path:
        """The folder of the keys."""
        return self._keys.folder

    @property
    def is_ready(self) -> bool:
        """Whether the signing key has been read."""
        return self._private is not None

    @property
    def key_id(self) -> str:
        """The short name of the public key; empty before the first signature."""
        return self._key_id

    @property
    def has_key(self) -> bool:
        """Whether the folder holds a signing key."""
        return self._keys.read(SIGNING_KEY) is not None

    @property
    def public_keys(self) -> dict[str, bytes]:
        """{key id: public key} of every key that has signed here, and of the keys that came with a backup."""
        return {name: bytes.fromhex(facts["public"]) for name, facts in self._listed().items()}

    def open(self, heads: Callable[[], dict[str, SeqHash]] = dict) -> None:
        """Read the signing key, or create the key at the first start.

        Args:
            heads: reads {chain: (number, hash)} of the chains in the database; called only if a new witness begins,
                which notes that these heads, older than the first signature, are legitimately unsigned.
        """
        self._private_key(heads)

    def sign(self, message: bytes) -> str:
        """Return the signature of a message in Base64."""
        return base64.b64encode(self._private_key(dict).sign(message)).decode()

    def sign_head(self, head: Head) -> str:
        """Return the signature of a head that is about to be written."""
        if len(self._last) > MAX_REMEMBERED:
            self._last.clear()
        self._last[head.chain] = head.hash
        return self.sign(head_message(head))

    def is_ours(self, key_id: str | None, message: bytes, signature: str | None) -> bool:
        """Return whether a known key, of this installation or of a restored backup, has signed a message."""
        public = self.public_keys.get(key_id or "")
        return public is not None and is_signed(public, message, signature)

    def look_at(self, head: Head, key_id: str | None, signature: str | None) -> None:
        """Check the signature of a head before the next entry is appended; note a doubt in the witness on failure.

        A head that this process has signed needs no check. The write goes on in any case, so that a changed database
        does not stop a meeting; `ledger verify` reports the doubt.
        """
        if self._last.get(head.chain) == head.hash or (head.seq == 0 and head.hash == GENESIS):
            return
        if self.is_ours(key_id, head_message(head), signature) or self._was_adopted(head, signature):
            return
        log.error("a head that nobody here has signed", chain=head.chain, seq=head.seq)
        self.witness.write([{"what": "doubt", "chain": head.chain, "seq": head.seq, "hash": head.hash}])

    def seal(self, text: bytes) -> str:
        """Return a keyed digest of a row; without the key, the digest tells nothing about the row."""
        _, key = self._rows()
        return hmac.digest(key, text, "sha256")[:SEAL_BYTES].hex()

    @property
    def row_key_id(self) -> str:
        """The short name of the key that seals rows."""
        name, _ = self._rows()
        return name

    def add_public_keys(self, keys: dict[str, bytes], *, source: str) -> None:
        """Add public keys to the list of known keys.

        Args:
            keys: {key id: public key}.
            source: where the keys come from, as `here` or `backup`.
        """
        listed = self._listed()
        now = SystemClock().now().isoformat(timespec="seconds")
        for name, public in keys.items():
            listed.setdefault(name, {"public": public.hex(), "since": now, "source": source})
        path = self._keys.folder / PUBLIC_KEYS
        self._keys.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomic(path, json.dumps(listed, indent=1).encode())

    def note_restore(self, facts: dict[str, Any]) -> None:
        """Sign a note in the witness that a backup was restored, so that the older state is not reported as a fault.

        Args:
            facts: the times of the restore (`at`) and of the backup (`backup`), {chain: (number, hash)} of its heads
                (`heads`) and of the unsigned ones (`unsigned`), and its (chain, number, reason) `milestones`.
        """
        self.open()
        text = json.dumps(facts, sort_keys=True)
        self.witness.write(
            [{"what": "restored", **facts, "key": self.key_id, "signature": self.sign(restore_message(text))}]
        )
        self._memory = None

    def _private_key(self, heads: Callable[[], dict[str, SeqHash]]) -> Ed25519PrivateKey:
        if self._private is None:
            self._private = Ed25519PrivateKey.from_private_bytes(self._keys.read(SIGNING_KEY) or self._create(heads))
            public = self._private.public_key().public_bytes_raw()
            self._key_id = key_id_of(public)
            if self._key_id not in self._listed():
                self.add_public_keys({self._key_id: public}, source="here")
        return self._private

    def _create(self, heads: Callable[[], dict[str, SeqHash]]) -> bytes:
        """Create the signing key; first note in the witness that the witness begins, or that a key was replaced."""
        with self.witness.locked():
            private = self._keys.read(SIGNING_KEY)  # another process may have been faster
        if private is not None:
            return private
        if self.witness.exists and self._listed():
            self.witness.write([{"what": "key", "at": SystemClock().now().isoformat(timespec="seconds")}])
        else:
            self.witness.write([{"what": "begun", "heads": heads()}])
        return self._keys.read_or_create(SIGNING_KEY)

    def _was_adopted(self, head: Head, signature: str | None) -> bool:
        if self._memory is None:
            self._memory = self.witness.read()
        return signature is None and self._memory.adopted.get(head.chain) == (head.seq, head.hash)

    def _rows(self) -> tuple[str, bytes]:
        if self._row_key is None:
            key = self._keys.read_or_create(ROW_KEY)
            self._row_key = hashlib.sha256(b"name" + key).hexdigest()[:8], key
        return self._row_key

    def _listed(self) -> dict[str, dict[str, str]]:
        path: Path = self._keys.folder / PUBLIC_KEYS
        if not path.exists():
            return {}
        listed: dict[str, dict[str, str]] = json.loads(path.read_text())
        return listed
