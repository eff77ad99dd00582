"""The signatures that bind an exported ledger: signed head, signed milestones, and the signer of the manifest."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.platform.storage import ledger
from app.platform.storage.signing.fingerprints import fingerprint_of
from app.platform.storage.signing.signer import Head, HeadSigner, manifest_message

_KEPT = ("chain", "seq", "reason", "hash", "algorithm", "key", "signature")


@dataclass(frozen=True, slots=True)
class Seal:
    """The signed head of a meeting's ledger, the signed heads of its milestones, and the signer of a manifest."""

    head: Head
    key_id: str
    signature: str
    public_key: str
    milestones: tuple[Mapping[str, Any], ...]
    signer: HeadSigner | None

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.head.hash)

    @property
    def line(self) -> str:
        """The facts that identify the head, as the QR code on the minutes holds them."""
        return f"liangting {self.head.chain} {self.head.seq} {self.fingerprint} {self.key_id}"

    def sign(self, manifest: bytes) -> bytes | None:
        """Return the signature of a bundle's manifest as JSON with its public key; None without a signer."""
        if self.signer is None:
            return None
        return sign_manifest(self.signer, manifest)


def sign_manifest(signer: HeadSigner, manifest: bytes) -> bytes:
    """Return the signature of a manifest as JSON with its public key."""
    signature = signer.sign(manifest_message(manifest))
    key = signer.key_id
    return json.dumps(
        {"key": key, "public_key": signer.public_keys[key].hex(), "signature": signature}, indent=1
    ).encode()


def seal_of(session: Session, chain: str, signer: HeadSigner | None) -> Seal:
    """Read the signed head and the milestones of a meeting's ledger at this moment."""
    signed_head = ledger.signed_head_of(session, chain)
    head = Head(chain, 0, ledger.GENESIS, "sha256")
    if signed_head:
        head = Head(chain, signed_head.seq, signed_head.hash, signed_head.algorithm, signed_head.seals)
    key_id, signature = (signed_head.key or "", signed_head.signature or "") if signed_head else ("", "")
    public = signer.public_keys.get(key_id, b"") if signer else b""
    milestones = tuple(
        {**{name: getattr(kept, name) for name in _KEPT}, "at": kept.at.isoformat(timespec="microseconds")}
        for kept in ledger.milestones_of(session, chain)
    )
    return Seal(head, key_id, signature, public.hex(), milestones, signer)
