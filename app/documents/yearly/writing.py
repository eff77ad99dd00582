"""Writes the yearly archive of a place to a stream, one meeting after the other, so that memory holds one at a time."""

import errno
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from app.documents import bundle
from app.documents.press import Press
from app.documents.yearly import index
from app.documents.yearly.contents import YearOfPlace, read_year
from app.documents.yearly.index import MeetingLine
from app.exports import names
from app.exports.access import Reader, note_read, open_dossier
from app.exports.archive import Content, Packed, Packer
from app.exports.dossier import Dossier
from app.exports.sealing import sign_manifest
from app.meetings.queries import MeetingView
from app.platform.access.security_log import SecurityKind
from app.platform.access.services import Services
from app.platform.errors import DomainError, ErrorKind
from app.platform.files import open_atomic
from app.platform.ids import MeetingId, PlaceId
from app.platform.local_time import to_local
from app.platform.memory import release_memory
from app.platform.threads import run_native

FORMAT, VERSION = "liangting-year", 1
ACCESS = "year-archive"
FOLDER = "meetings"
PLAIN = "archive.zip"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
OpenPress = Callable[[MeetingId], Press]
"""Returns the press that prints the papers of a meeting."""
Progress = Callable[[int, int], None]
"""Called with the number of meetings written and the number of all."""
Files = dict[str, dict[str, object]]


def open_year(services: Services, reader: Reader, place_id: PlaceId, year: int | None = None) -> YearOfPlace:
    """Log the access, then read what belongs to a year of a place; without a year, to the present one.

    Raises:
        DomainError: `not_found`, `archive.year`, `archive.empty`.
    """
    now = services.clock.now()
    with services.database.read() as session:
        contents = read_year(session, place_id, to_local(now).year if year is None else year, now)
    note_read(services, SecurityKind.EXPORT_READ, reader, place_id, f"{ACCESS} {contents.year}")
    return contents


def write_file(
    services: Services,
    reader: Reader,
    year: YearOfPlace,
    path: Path,
    *,
    open_press: OpenPress,
    progress: Progress = lambda _done, _all: None,
) -> None:
    """Write the archive to a file, which is there as a whole or not at all.

    Raises:
        DomainError: `archive.no_room` if the disk is full.
    """
    with _refusing_full_disk(), open_atomic(path) as stream:
        write_year(services, reader, year, stream, open_press=open_press, progress=progress)


def write_year(
    services: Services,
    reader: Reader,
    year: YearOfPlace,
    stream: IO[bytes],
    *,
    open_press: OpenPress,
    progress: Progress = lambda _done, _all: None,
) -> None:
    """Write the archive to a stream: a folder for each meeting, the lists of the year, the index and the manifest.

    Each meeting is read with the reader's sights, and the reading is logged.

    Raises:
        DomainError: `archive.no_room` if the disk is full.
    """
    with _refusing_full_disk():
        with Packer(stream, year.made_at) as packer:
            _write_parts(services, reader, year, packer, open_press=open_press, progress=progress)
        stream.flush()


def name_of(year: YearOfPlace) -> str:
    """Return the file name of the archive."""
    return names.file_name((f"{year.place_name}{year.year}",), PLAIN)


@contextmanager
def _refusing_full_disk() -> Iterator[None]:
    """Turn the system's error about a full disk into one clear sentence.

    Raises:
        DomainError: `archive.no_room`.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise DomainError(ErrorKind.UNAVAILABLE, "archive.no_room") from error


def _write_parts(
    services: Services, reader: Reader, year: YearOfPlace, packer: Packer, *, open_press: OpenPress, progress: Progress
) -> None:
    listed: Files = {}
    lines: list[MeetingLine] = []

    def add(path: str, content: Content) -> Packed:
        packed = packer.add(path, content)
        listed[path] = {"sha256": packed.sha256, "bytes": packed.size}
        return packed

    for number, meeting in enumerate(year.meetings, 1):
        lines.append(_add_meeting(services, reader, number, meeting, open_press=open_press, add=add))
        progress(number, len(year.meetings))
    for path, content in run_native(lambda: index.files_of(year, lines)).items():
        add(path, content)
    manifest = _manifest(year, lines, listed)
    packer.add(bundle.MANIFEST, manifest)
    packer.add(bundle.SIGNATURE, sign_manifest(services.signer, manifest))


def _add_meeting(
    services: Services,
    reader: Reader,
    number: int,
    meeting: MeetingView,
    *,
    open_press: OpenPress,
    add: bundle.Add,
) -> MeetingLine:
    """Add the folder of a meeting with the files of its bundle."""
    dossier = open_dossier(services, reader, meeting.id, ACCESS)
    day = to_local(meeting.closed_at or meeting.created_at).date().isoformat()
    name = names.cut_name(f"{number:02}_{day}_{names.clean_name(meeting.title)}", names.MOST_BYTES)
    folder = f"{names.kind_name(FOLDER)}/{name}"
    press = open_press(meeting.id)
    return run_native(lambda: _add_folder(number, folder, dossier, press, add))


def _add_folder(number: int, folder: str, dossier: Dossier, press: Press, add: bundle.Add) -> MeetingLine:
    files = bundle.write(dossier, press, lambda path, content: add(f"{folder}/{path}", content))
    release_memory()
    return index.line_of(number, folder, files, dossier)


def _manifest(year: YearOfPlace, lines: list[MeetingLine], listed: Files) -> bytes:
    facts: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "place": year.place,
        "place_name": year.place_name,
        "year": year.year,
        "made_at": year.made_at.isoformat(),
        "left_out": list(dict.fromkeys(code for line in lines for code in line.left_out)),
        "meetings": [
            {
                "number": line.number,
                "meeting": line.meeting,
                "title": line.title,
                "closed_at": line.closed_at.isoformat(),
                "folder": line.folder,
                "ledger": {"number": line.head[0], "hash": line.head[1]},
            }
            for line in lines
        ],
        "files": listed,
    }
    return json.dumps(facts, ensure_ascii=False, indent=1).encode()
