"""Packs several files into one ZIP file; the same content gives the same bytes."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import IO, Self

from app.platform.local_time import to_local

MODE = 0o644


class Packer:
    """A ZIP file that is being written to a stream, in which every file is dated with the same moment."""

    def __init__(self, stream: IO[bytes], at: datetime) -> None:
        self._file = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
        self._at = at

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, path: str, content: bytes) -> None:
        """Write one file."""
        self._file.writestr(_entry(path, self._at), content)


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
