"""Packs several files into one ZIP file; the same content gives the same bytes."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Self

from app.platform.local_time import to_local

MODE = 0o644
Content = bytes | Iterable[bytes]
"""The content of a file, whole or in portions."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that was written: its SHA-256 as 64 hex digits, and its size in bytes."""

    sha256: str
    size: int


class Packer:
    """A ZIP file that is being written to a stream, in which every file is dated with the same moment."""

    def __init__(self, stream: IO[bytes], at: datetime) -> None:
        self._file = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
        self._at = at

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, path: str, content: Content) -> Packed:
        """Write one file, whole or in portions."""
        digest, size = hashlib.sha256(), 0
        with self._file.open(_entry(path, self._at), "w") as file:
            for portion in (content,) if isinstance(content, bytes) else content:
                digest.update(portion)
                size += len(portion)
                file.write(portion)
        return Packed(digest.hexdigest(), size)


def pack(files: Mapping[str, bytes], at: datetime) -> bytes:
    """Return a ZIP file of {path: content} in which every file is dated `at`."""
    stream = io.BytesIO()
    with Packer(stream, at) as packer:
        for path, content in files.items():
            packer.add(path, content)
    return stream.getvalue()


def _entry(path: str, at: datetime) -> zipfile.ZipInfo:
    local = to_local(at)
    entry = zipfile.ZipInfo(path, (local.year, local.month, local.day, local.hour, local.minute, local.second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = MODE << 16
    return entry
