"""Packs several files into one ZIP file; the same content gives the same bytes."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime

from app.platform.local_time import to_local

MODE = 0o644


def pack(files: Mapping[str, bytes], at: datetime) -> bytes:
    """Return a ZIP file of {path: content} in which every file is dated `at`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(_entry(path, at), content)
    return stream.getvalue()


def _entry(path: str, at: datetime) -> zipfile.ZipInfo:
    local = to_local(at)
    entry = zipfile.ZipInfo(path, (local.year, local.month, local.day, local.hour, local.minute, local.second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = MODE << 16
    return entry
