"""The bundle: all files of a meeting in one ZIP file with a signed manifest, and its check without a database."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.documents.papers import minutes
from app.documents.press import Press
from app.exports import archive, chain, csv, dossier_schema, names, polis, xlsx
from app.exports import json as document
from app.exports.dossier import Dossier
from app.exports.trust import Trust, trust_fault
from app.platform.ids import MeetingId
from app.platform.progress import Report, unreported
from app.platform.storage import ledger
from app.platform.storage.ledger.record import UNEXPLAINED

MANIFEST, SIGNATURE, LEDGER, VERIFIER = "manifest.json", "manifest.sig", "ledger.jsonl", "verify.py"
FORMAT = "liangting-bundle"
VERSION = 3
FILES: Mapping[str, Callable[[Dossier, Press], bytes]] = {
    "minutes.docx": lambda dossier, press: press.write_docx(minutes.papers_of(dossier, press)),
    "minutes.pdf": lambda dossier, press: press.write_pdf(minutes.papers_of(dossier, press)),
    "ledger.xlsx": lambda dossier, _: xlsx.render(dossier),
    "ledger.csv": lambda dossier, _: csv.render_ledger(dossier),
    "cases-history.csv": lambda dossier, _: csv.render_case_history(dossier),
    "proposals.csv": lambda dossier, _: csv.render_proposals(dossier),
    "entries.csv": lambda dossier, _: csv.render_entries(dossier),
    "dossier.json": lambda dossier, _: document.render(dossier),
    "dossier.schema.json": lambda _dossier, _press: dossier_schema.render(),
}
"""{English name: how the file is made}; in the bundle each has its Chinese name, and the manifest tells the English."""
LARGEST = 1 << 30
"""Largest size in bytes of an unpacked bundle; anything larger is refused as no bundle."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Result of a check; `fault`: what is wrong first, and where, or None; `notes`: what was not checked."""

    meeting: MeetingId
    entries: int
    fault: str | None
    notes: tuple[str, ...] = field(default=(), compare=False)


def render(dossier: Dossier, press: Press, report: Report = unreported) -> bytes:
    """Return the bundle of a dossier and report each of its files before the file is made."""
    return archive.pack(signed_files_of(dossier, press, report), dossier.printed_at)


def signed_files_of(dossier: Dossier, press: Press, report: Report = unreported) -> dict[str, bytes]:
    """Return {path: content} of all files, with the manifest and, if the installation has a key, its signature."""
    files = files_of(dossier, press, report)
    manifest = _manifest(dossier, files)
    signature = dossier.seal.sign(manifest)
    return {**files, MANIFEST: manifest, **({} if signature is None else {SIGNATURE: signature})}


def files_of(dossier: Dossier, press: Press, report: Report = unreported) -> dict[str, bytes]:
    """Return {path: content} of all files except the manifest and its signature; report each before it is made."""
    files: dict[str, bytes] = {}
    total = len(FILES) + 3
    for done, (plain, make) in enumerate(FILES.items()):
        name = names.kind_name(plain)
        report(done, total, name)
        files[name] = make(dossier, press)
    report(total - 3, total, "polis")
    files |= {f"polis/{name}": content for name, content in polis.files_of(dossier).items()}
    report(total - 2, total, LEDGER)
    files[LEDGER] = chain.write_lines(dossier.entries).encode()
    report(total - 1, total, VERIFIER)
    files[VERIFIER] = (Path(archive.__file__).parent / "offline" / VERIFIER).read_bytes()
    return files


def check(content: bytes, *, keys: Mapping[str, bytes] | None = None, head: str = "") -> Checked:
    """Check a bundle: every file against the manifest, the chain against its head, signatures against the keys.

    Args:
        keys: {key id: public key} of the installation; without any, only the bundle's own keys can be used.
        head: fingerprint or hash from a print-out; some entry of the chain must have it.

    Raises:
        ValueError: the content is no bundle at all.
    """
    try:
        return check_files(_unpack(content), keys=keys, head=head)
    except zipfile.BadZipFile as error:
        raise ValueError("no bundle") from error


def check_files(
    packed_files: Mapping[str, bytes], *, keys: Mapping[str, bytes] | None = None, head: str = ""
) -> Checked:
    """Check the {path: content} of an unpacked bundle, with the arguments of `check`.

    Raises:
        ValueError: the files are no bundle at all.
    """
    files = dict(packed_files)
    try:
        text, signature = files.pop(MANIFEST), files.pop(SIGNATURE, None)
        manifest: dict[str, Any] = json.loads(text)
        meeting, told = manifest["meeting"], manifest["ledger"]
        trust = Trust(text, signature, manifest, keys or {}, head)
        fault = _file_fault(files, manifest["files"]) or _chain_fault(files, meeting, told)
        fault = fault or _ledger_fault(files, manifest["files"])
        fault = fault or trust_fault(trust, chain.read_lines(files[LEDGER].decode()))
        return Checked(meeting, told["number"], fault, trust.notes)
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise ValueError("no bundle") from error


def _manifest(dossier: Dossier, files: Mapping[str, bytes]) -> bytes:
    kinds = {names.kind_name(plain): plain for plain in FILES}
    facts = {
        "format": FORMAT,
        "version": VERSION,
        "meeting": dossier.meeting,
        "title": dossier.title,
        "left_out": list(dossier.left_out),
        "made_at": dossier.printed_at.isoformat(),
        "ledger": {
            "number": dossier.head_number,
            "hash": dossier.head_hash,
            "algorithm": dossier.seal.head.algorithm,
            "seals": dossier.seal.head.seals,
            "fingerprint": dossier.seal.fingerprint,
            "key": dossier.seal.key_id,
            "signature": dossier.seal.signature,
        },
        "public_key": dossier.seal.public_key,
        "milestones": [dict(kept) for kept in dossier.seal.milestones],
        "files": {
            path: {"sha256": _digest(content), "bytes": len(content), "kind": kinds.get(path, path)}
            for path, content in files.items()
        },
    }
    return json.dumps(facts, ensure_ascii=False, indent=1).encode()


def _unpack(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > LARGEST:
            raise ValueError("no bundle")
        return {entry.filename: packed.read(entry) for entry in packed.infolist()}


def _file_fault(files: Mapping[str, bytes], listed: Mapping[str, Mapping[str, object]]) -> str | None:
    for path in sorted({*files, *listed}):
        if path not in files:
            return f"{path} is missing"
        if path not in listed:
            return f"{path} is not in the manifest"
        if path != LEDGER and _digest(files[path]) != listed[path]["sha256"]:
            return f"{path} was changed"
    return None


def _chain_fault(files: Mapping[str, bytes], meeting_id: MeetingId, told: Mapping[str, Any]) -> str | None:
    """Return the first fault of the chain, or None.

    The chain is checked before the hash of its file, because the chain can name the faulty entry.
    """
    head, algorithm = (told["number"], told["hash"]), told.get("algorithm", "sha256")
    if algorithm not in ("sha256", "sm3"):
        return f"{MANIFEST} names the unknown hash function {algorithm}"
    text = files[LEDGER].decode()
    fault = ledger.verify_entries(meeting_id, chain.read_lines(text), head, algorithm=algorithm)
    if fault:
        return f"{LEDGER} entry {fault.seq}: {fault.reason}"
    gone = chain.unexplained_erasure(text)
    return None if gone is None else f"{LEDGER} entry {gone}: {UNEXPLAINED}"


def _ledger_fault(files: Mapping[str, bytes], listed: Mapping[str, Mapping[str, object]]) -> str | None:
    """Return a fault if the ledger file differs from the listed one in a part that the entry hashes do not cover."""
    return None if _digest(files[LEDGER]) == listed[LEDGER]["sha256"] else f"{LEDGER} was changed"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
