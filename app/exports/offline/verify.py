#!/usr/bin/env python3
"""Checks a bundle of Liangting; needs Python 3.9 or newer and nothing else.

    python3 verify.py BUNDLE.zip (or the folder into which it was unpacked) [--head FINGERPRINT] [--key PUBLIC_KEY]

Take the fingerprint from a print-out and the public key from the installation's page /m/<meeting>/ledger-head, not
from the bundle, and run a copy of this file that you trust: whoever forges a bundle can forge the copy in it.
Exit code 0: the bundle holds; 1: it does not; 2: wrong use.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import re
import sys
import zipfile
from typing import Any, Dict, List, Tuple

Json = Dict[str, Any]
Point = Tuple[int, int, int, int]
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MILESTONES = {"poll.closed", "resolution.adopted", "meeting.closed"}
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


class FaultError(Exception):
    """Something that does not hold."""


def add(one: Point, other: Point) -> Point:
    """Add two points of the curve in extended coordinates (RFC 8032, 5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(number: int, point: Point) -> Point:
    """Multiply a point by a whole number."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def decode(data: bytes) -> Point:
    """Read a point from 32 bytes (RFC 8032, 5.1.3)."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        raise FaultError("a point is not on the curve")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x * ROOT % P if (x * x - square) % P else x
    if (x * x - square) % P or (x == 0 and sign):
        raise FaultError("a point is not on the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public: bytes, message: bytes, signature: str) -> bool:
    """Return whether a signature in Base64 is that of a message (Ed25519, RFC 8032, 5.1.7)."""
    try:
        data = base64.b64decode(signature, validate=True)
        number = int.from_bytes(data[32:], "little")
        if len(data) != 64 or len(public) != 32 or number >= L:
            return False
        mark = int.from_bytes(hashlib.sha512(data[:32] + public + message).digest(), "little") % L
        left, right = multiply(number, BASE), add(decode(data[:32]), multiply(mark, decode(public)))
    except (FaultError, ValueError):
        return False
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]


def fingerprint(mark: str) -> str:
    bits = int(mark, 16) >> (len(mark) * 4 - 100)
    return "".join(ALPHABET[bits >> 5 * (19 - at) & 31] for at in range(20))


def is_head(typed: str, mark: str) -> bool:
    plain = re.sub(r"[\s-]", "", typed)
    return plain.lower() == mark or plain.upper().translate(str.maketrans("ILO", "110")) == fingerprint(mark)


def entry_hash(entry: Json, algorithm: str) -> str:
    """Hash an entry as the product does: the hash of its payload stands for the payload."""
    fields = [entry[name] for name in ("prev", "chain", "seq", "kind", "topic", "actor", "key", "payload_hash", "at")]
    return hashlib.new(algorithm, json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


def check_files(files: Dict[str, bytes], listed: Json) -> None:
    for path in sorted(set(files) | set(listed)):
        if path not in files or path not in listed:
            raise FaultError(f"{path} is {'not in the manifest' if path in files else 'missing'}")
        if path != "ledger.jsonl" and hashlib.sha256(files[path]).hexdigest() != listed[path]["sha256"]:
            raise FaultError(f"{path} was changed")


def check_chain(lines: List[str], meeting: str, ledger: Json) -> List[Json]:
    """Follow the chain from its first entry to its head; returns the entries."""
    entries, prev, algorithm = [], "0" * 64, ledger.get("algorithm", "sha256")
    for number, line in enumerate(lines, 1):
        entry = json.loads(line)
        payload = entry["payload"]
        if entry["seq"] != number or entry["prev"] != prev or entry["chain"] != meeting:
            raise FaultError(f"entry {number}: it does not follow the entry before it")
        if payload is not None and hashlib.new(algorithm, payload.encode()).hexdigest() != entry["payload_hash"]:
            raise FaultError(f"entry {number}: its payload was changed")
        if entry_hash(entry, algorithm) != entry["hash"]:
            raise FaultError(f"entry {number}: its hash does not match its content")
        entries.append(entry)
        prev = entry["hash"]
    if (len(entries), prev) != (ledger["number"], ledger["hash"]):
        raise FaultError(f"entry {len(entries) + 1}: the chain ends before its head")
    erased = {json.loads(one["payload"])["seq"]: one["seq"] for one in entries if one["kind"] == "payload.erased"}
    for entry in entries:  # whoever took the bundle may not see a redacted payload; its hash still stands in the chain
        is_gone = entry["payload"] is None and entry.get("redacted") is not True
        if is_gone and erased.get(entry["seq"], 0) <= entry["seq"]:
            raise FaultError(f"entry {entry['seq']}: its payload is gone, and no later entry says why")
    return entries


def check_signatures(text: bytes, signature: str, manifest: Json, entries: List[Json], public: bytes) -> None:
    """Check manifest, head and milestones against the public key."""
    if not is_signed(public, b"liangting-manifest-1\n" + hashlib.sha256(text).hexdigest().encode(), signature):
        raise FaultError("the manifest is not as the installation has signed it")
    ledger, meeting = manifest["ledger"], manifest["meeting"]
    head = ["liangting-head-1", ledger["algorithm"], meeting, str(ledger["number"]), ledger["hash"], ledger["seals"]]
    if ledger["key"] == key_id(public) and not is_signed(public, "\n".join(head).encode(), ledger["signature"]):
        raise FaultError(f"entry {ledger['number']}: the head of the chain is not signed by the installation")
    kept = {(row["seq"], row["reason"]): row for row in manifest["milestones"]}
    first = min((seq for seq, _ in kept), default=len(entries))
    for entry in entries:
        row = kept.pop((entry["seq"], entry["kind"]), None)
        if row is None and entry["kind"] in MILESTONES and entry["seq"] > first:
            raise FaultError(f"entry {entry['seq']}: its signed head is missing")
        if row is not None and row["key"] == key_id(public):
            parts = ["liangting-milestone-1", ledger["algorithm"], meeting, str(entry["seq"]), entry["hash"]]
            if not is_signed(public, "\n".join([*parts, entry["at"], entry["kind"]]).encode(), row["signature"]):
                raise FaultError(f"entry {entry['seq']}: its signed head is not the installation's")
    if kept:
        raise FaultError(f"entry {min(kept)[0]}: a signed head belongs to no entry")


def read_files(path: str) -> Dict[str, bytes]:
    """Read {path: content} of a bundle or of the folder into which it was unpacked."""
    if pathlib.Path(path).is_dir():
        paths = [one for one in pathlib.Path(path).rglob("*") if one.is_file()]
        return {one.relative_to(path).as_posix(): one.read_bytes() for one in paths}
    with zipfile.ZipFile(path) as packed:
        return {one.filename: packed.read(one) for one in packed.infolist()}


def check(bundle: str, head: str, key: str) -> None:
    files = read_files(bundle)
    text, signed = files.pop("manifest.json"), json.loads(files.pop("manifest.sig", b"{}"))
    manifest = json.loads(text)
    check_files(files, manifest["files"])
    entries = check_chain(files["ledger.jsonl"].decode().split("\n")[:-1], manifest["meeting"], manifest["ledger"])
    if hashlib.sha256(files["ledger.jsonl"]).hexdigest() != manifest["files"]["ledger.jsonl"]["sha256"]:
        raise FaultError("ledger.jsonl was changed")
    public = bytes.fromhex(key or signed.get("public_key", ""))
    if signed or key:
        check_signatures(text, signed.get("signature", ""), manifest, entries, public)
    if head and not any(is_head(head, entry["hash"]) for entry in entries):
        raise FaultError(f"no entry of the record has the fingerprint {head}")
    print(f"ok {manifest['meeting']}: {len(entries)} entries, head {fingerprint(manifest['ledger']['hash'])}")
    bound = "--head binds the entries up to that head alone; --key binds every file"
    if not key:
        print("note: " + (bound if head else "without --key or --head only the bundle's inner consistency was checked"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Check a bundle of Liangting.")
    parser.add_argument("bundle")
    parser.add_argument("--head", default="", help="fingerprint or hash from a print-out")
    parser.add_argument("--key", default="", help="public key of the installation, 64 hex digits")
    try:
        check(**vars(parser.parse_args()))
    except FaultError as fault:
        sys.exit(f"error: {fault}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        sys.exit(f"error: no bundle ({type(error).__name__})")
