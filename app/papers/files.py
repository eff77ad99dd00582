"""The folder of final papers and scans: each file is named by its SHA-256, written once and never changed."""

import errno
import hashlib
import os
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from app.platform.errors import DomainError, ErrorKind
from app.platform.files import write_atomic

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
SWEPT_AFTER = 24 * 3600
"""Seconds after which a file that no row names is deleted: its row was never written, or was restored away."""


@dataclass(frozen=True, slots=True)
class StoredScan:
    """A scan on the disk: its SHA-256, its media type, which its content has decided, and its size in bytes."""

    sha256: str
    media_type: str
    size: int


def store(folder: Path, content: bytes) -> str:
    """Write a file onto the disk, before any row names it, and return its SHA-256 as 64 hex digits.

    Raises:
        DomainError: `paper.no_room` if the disk is full.
    """
    digest = hashlib.sha256(content).hexdigest()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomic(folder / digest, content)
        _flush_folder(folder)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise DomainError(ErrorKind.UNAVAILABLE, "paper.no_room") from error
    return digest


def read(folder: Path, digest: str) -> bytes:
    """Return a stored file, which must still be what its name says.

    Raises:
        DomainError: `paper.file_missing`, `paper.file_damaged`.
    """
    try:
        content = (folder / digest).read_bytes()
    except FileNotFoundError as error:
        raise DomainError(ErrorKind.UNAVAILABLE, "paper.file_missing", sha256=digest[:16]) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise DomainError(ErrorKind.UNAVAILABLE, "paper.file_damaged", sha256=digest[:16])
    return content


def sweep(folder: Path, named: Collection[str]) -> int:
    """Delete old files that no row names, and drafts of processes that were killed; return how many."""
    oldest, gone = time.time() - SWEPT_AFTER, 0
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.name not in named and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _flush_folder(folder: Path) -> None:
    """Write the folder's list of files onto the disk, so that a new file outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
