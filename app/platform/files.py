"""Writes files atomically: a file is either whole or absent."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file atomically: a reader sees the old content or the new content, even after a crash, never a part."""
    with open_atomic(path) as stream:
        stream.write(content)


@contextmanager
def open_atomic(path: Path) -> Iterator[IO[bytes]]:
    """Open a stream whose content becomes the file once the block ends without an error; else nothing changes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write {name: content} into a folder: all files are written beside it before the first moves in.

    Other files of the folder stay.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as drafts:
        for name, content in files.items():
            write_atomic(Path(drafts) / name, content)
        folder.mkdir(exist_ok=True)
        for name in files:
            (Path(drafts) / name).replace(folder / name)
