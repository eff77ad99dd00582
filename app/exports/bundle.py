"""The bundle: every file of a meeting in one zip with a manifest of hashes, and its check without any database."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.exports import archive, chain, csv, docx, polis, xlsx
from app.exports import json as document
from app.exports.dossier import Dossier
from app.platform import ledger

MANIFEST, LEDGER = "manifest.json", "ledger.jsonl"
FORMAT = "liangting-bundle"
VERSION = 1
LARGEST = 1 << 30
"""Bytes that a bundle may unpack to; beyond it, it is no bundle of ours."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a bundle was found to be; `fault` says what first does not hold, and where."""

    meeting: str
    entries: int
    fault: str | None


def render(dossier: Dossier) -> bytes:
    """The bundle of a dossier."""
    files = files_of(dossier)
    return archive.pack({**files, MANIFEST: _manifest(dossier, files)}, dossier.printed_at)


def files_of(dossier: Dossier) -> dict[str, bytes]:
    """{path: content} of everything but the manifest."""
    return {
        "minutes.docx": docx.render(dossier),
        "ledger.xlsx": xlsx.render(dossier),
        "ledger.csv": csv.render_ledger(dossier),
        "proposals.csv": csv.render_proposals(dossier),
        "dossier.json": document.render(dossier),
        **{f"polis/{name}": content for name, content in polis.files_of(dossier).items()},
        LEDGER: chain.write_lines(dossier.entries).encode(),
    }


def check(content: bytes) -> Checked:
    """Check a bundle: every file against the manifest, then the chain against its head.

    Raises:
        ValueError: when it is no bundle at all.
    """
    try:
        files = _unpack(content)
        manifest: dict[str, Any] = json.loads(files.pop(MANIFEST))
        meeting, head = manifest["meeting"], manifest["ledger"]
        fault = _file_fault(files, manifest["files"]) or _chain_fault(files, meeting, (head["number"], head["hash"]))
        return Checked(meeting, head["number"], fault)
    except (zipfile.BadZipFile, KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError("no bundle") from error


def _manifest(dossier: Dossier, files: Mapping[str, bytes]) -> bytes:
    facts = {
        "format": FORMAT,
        "version": VERSION,
        "meeting": dossier.meeting,
        "title": dossier.title,
        "left_out": list(dossier.left_out),
        "made_at": dossier.printed_at.isoformat(),
        "ledger": {"number": dossier.head_number, "hash": dossier.head_hash},
        "files": {path: {"sha256": _digest(content), "bytes": len(content)} for path, content in files.items()},
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


def _chain_fault(files: Mapping[str, bytes], meeting: str, head: tuple[int, str]) -> str | None:
    """The chain is asked before its file's hash, for it can name the entry."""
    found = ledger.verify_entries(meeting, chain.read_lines(files[LEDGER].decode()), head)
    return f"{LEDGER} entry {found.seq}: {found.reason}" if found else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
