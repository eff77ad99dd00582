"""The folder of finished exports: a file is written beside its place, and moved there once it is whole."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.platform.ids import ExportJobId

PART = ".part"


@dataclass(frozen=True, slots=True)
class Written:
    """A whole file that waits for its place: where it is, its size in bytes, and its SHA-256 as 64 hex digits."""

    path: Path
    size: int
    sha256: str


def path_of(folder: Path, export_job_id: ExportJobId) -> Path:
    """Return the place of the finished file of a job."""
    return folder / export_job_id


def part_of(folder: Path, export_job_id: ExportJobId, run: int) -> Path:
    """Return where a run writes its file before the file is whole."""
    return folder / f"{export_job_id}.{run}{PART}"


def write_part(folder: Path, export_job_id: ExportJobId, run: int, content: bytes) -> Written:
    """Write the file of a run beside its place, onto the disk; only its owner may read it."""
    path = part_of(folder, export_job_id, run)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return Written(path, len(content), digest_of(content))


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a file as 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def move_into_place(written: Written, place: Path) -> None:
    """Move a written file to its place, so that the move outlives a power cut."""
    written.path.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def drop_parts(folder: Path, export_job_id: ExportJobId) -> None:
    """Delete what earlier runs of a job have left."""
    for path in folder.glob(f"{export_job_id}.*{PART}"):
        path.unlink(missing_ok=True)


def files_in(folder: Path) -> Iterator[tuple[Path, ExportJobId, int | None]]:
    """Yield each file of the folder with its job, and the number of the run if the file is not in its place."""
    for path in sorted(folder.glob("*")):
        export_job_id, _, rest = path.name.partition(".")
        run = rest.removesuffix(PART)
        yield path, ExportJobId(export_job_id), int(run) if run.isdecimal() else None
