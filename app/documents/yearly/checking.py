"""Checks a yearly archive without a database: every file against the manifest, and the bundle of every meeting."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.documents import bundle
from app.documents.yearly.writing import FORMAT
from app.exports.trust import signature_fault

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class CheckedYear:
    """Result of a check; `entries`: {meeting: entries of its ledger}; `fault`: what is wrong first, or None."""

    entries: Mapping[str, int]
    fault: str | None
    notes: tuple[str, ...]


def is_year(file: Path) -> bool:
    """Return whether a file is a yearly archive."""
    try:
        with zipfile.ZipFile(file) as packed:
            return bool(json.loads(packed.read(bundle.MANIFEST))["format"] == FORMAT)
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError):
        return False


def check_year(file: Path, *, keys: Mapping[str, bytes]) -> CheckedYear:
    """Check a yearly archive.

    Args:
        keys: {key id: public key} of the installation; without any, signatures are not checked.

    Raises:
        ValueError: the file is no yearly archive at all.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            return _check(packed, keys)
    except (zipfile.BadZipFile, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise ValueError("no yearly archive") from error


def _check(packed: zipfile.ZipFile, keys: Mapping[str, bytes]) -> CheckedYear:
    text = packed.read(bundle.MANIFEST)
    manifest: dict[str, Any] = json.loads(text)
    fault = _files_fault(packed, manifest["files"])
    if fault is None and keys:
        has_signature = bundle.SIGNATURE in packed.namelist()
        fault = signature_fault(text, packed.read(bundle.SIGNATURE) if has_signature else None, keys)
    entries: dict[str, int] = {}
    notes: dict[str, None] = {}
    for meeting in manifest["meetings"] if fault is None else ():
        checked = bundle.check_files(_folder(packed, f"{meeting['folder']}/"), keys=keys)
        if checked.fault is None and (checked.meeting, checked.entries) != (
            meeting["meeting"],
            meeting["ledger"]["number"],
        ):
            checked = bundle.Checked(checked.meeting, checked.entries, "is not the meeting that the manifest names")
        if checked.fault:
            return CheckedYear(entries, f"{meeting['folder']}: {checked.fault}", ())
        entries[checked.meeting] = checked.entries
        notes.update(dict.fromkeys(checked.notes))
    return CheckedYear(entries, fault, tuple(notes))


def _files_fault(packed: zipfile.ZipFile, listed: Mapping[str, Mapping[str, Any]]) -> str | None:
    names = packed.namelist()
    present = set(names) - {bundle.MANIFEST, bundle.SIGNATURE}
    if len(names) != len(set(names)):
        return "a file is in the archive twice"
    for path in sorted(present | set(listed)):
        if path not in present:
            return f"{path} is missing"
        if path not in listed:
            return f"{path} is not in the manifest"
        if _digest(packed, path) != listed[path]["sha256"]:
            return f"{path} was changed"
    return None


def _digest(packed: zipfile.ZipFile, path: str) -> str:
    digest = hashlib.sha256()
    with packed.open(path) as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _folder(packed: zipfile.ZipFile, folder: str) -> dict[str, bytes]:
    return {name.removeprefix(folder): packed.read(name) for name in packed.namelist() if name.startswith(folder)}
