"""Prints papers: as they stand, or the files that were made when they became final."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from app.documents.blocks import Kind, Paper
from app.documents.formats import Export, find_export
from app.documents.papers import minutes, resolution
from app.documents.place_press import press_for
from app.documents.press import FrozenPaper, PapersOf, Press
from app.exports import names
from app.exports.access import Reader, note_read, read_dossier
from app.exports.dossier import Dossier
from app.meetings import queries as meetings
from app.papers import files, queries
from app.papers.queries import PaperView
from app.papers.rules import ENDINGS
from app.papers.texts import read_text
from app.platform.access.security_log import SecurityKind
from app.platform.access.services import Services
from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Locale, translator_of
from app.platform.ids import MeetingId, ResolutionId
from app.platform.threads import run_native

DOCX, PDF, TEXT = "docx", "pdf", "text"
FORMATS = (DOCX, PDF)
BUILDERS: Mapping[Kind, PapersOf] = {Kind.MINUTES: minutes.papers_of, Kind.RESOLUTION: resolution.papers_of}
"""{paper: the builder of its text}, for each of `queries.KINDS`."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A file to hand out; `plain` is its name in ASCII."""

    content: bytes
    name: str
    media_type: str
    plain: str


def open_press(services: Services, session: Session, meeting_id: MeetingId, locale: Locale = Locale.ZH_HANS) -> Press:
    """Return the press that prints the papers of a meeting in their current versions, final ones unchanged."""
    press = press_for(session, services.settings, meeting_id, locale)
    frozen = {
        (view.kind, view.resolution or ""): frozen_paper(services.settings.papers, view.files[locale.value])
        for view in queries.papers_of(session, meeting_id)
        if view.replaced_by is None and locale.value in view.files
    }
    return replace(press, editions=queries.editions_of(session, meeting_id), frozen=frozen)


@dataclass(frozen=True, slots=True)
class PressReader:
    """Opens the press of one meeting after the other, such as for the archive of a year."""

    services: Services

    def __call__(self, meeting_id: MeetingId, locale: Locale = Locale.ZH_HANS) -> Press:
        with self.services.database.read() as session:
            return open_press(self.services, session, meeting_id, locale)


def frozen_paper(folder: Path, made: Mapping[str, str]) -> FrozenPaper:
    """Return a final paper.

    Args:
        made: {docx | pdf | text: SHA-256} of its files.

    Raises:
        DomainError: as `files.read`.
    """
    return FrozenPaper(
        read_text(files.read(folder, made[TEXT])),
        partial(files.read, folder, made[DOCX]),
        partial(files.read, folder, made[PDF]),
    )


def texts_of(kind: Kind, subject: str, dossier: Dossier, press: Press) -> Sequence[Paper]:
    """Return the text of one paper; nothing if the meeting has no such paper."""
    return [paper for paper in BUILDERS[kind](dossier, press) if paper.subject == subject]


def print_paper(
    services: Services,
    reader: Reader,
    *,
    meeting_id: MeetingId,
    kind: Kind,
    format: str,
    resolution_id: ResolutionId | None = None,
    version: int | None = None,
    language: Locale = Locale.ZH_HANS,
) -> Printed:
    """Log the access, then return one paper as a file: a final version as it was made, any other as it stands.

    Raises:
        DomainError: `not_found`, also for an old version that never became final; or as `queries.paper_of` and
            `files.read`.
    """
    if format not in FORMATS:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    with services.database.read() as session:
        view = queries.paper_of(session, meeting_id, kind, resolution_id, version)
    export = find_export(f"{kind}-{format}")
    note_read(services, SecurityKind.EXPORT_READ, reader, meeting_id, f"{kind}-{format} {view.version}")
    if made := view.files.get(language.value):
        content = files.read(services.settings.papers, made[format])
    elif view.replaced_by is None:
        content = _as_it_stands(services, reader, meeting_id, view, format=format, language=language)
    else:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return Printed(content, _name(services, meeting_id, view, export, language), export.media_type, export.plain)


def read_scan(
    services: Services,
    reader: Reader,
    *,
    meeting_id: MeetingId,
    kind: Kind,
    resolution_id: ResolutionId | None = None,
    version: int | None = None,
) -> Printed:
    """Log the access, then return the scan of a signed paper.

    Raises:
        DomainError: `not_found`; or as `files.read`.
    """
    with services.database.read() as session:
        view = queries.paper_of(session, meeting_id, kind, resolution_id, version)
    if view.scan is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    note_read(services, SecurityKind.EXPORT_READ, reader, meeting_id, f"{kind}-scan {view.version}")
    content = files.read(services.settings.papers, view.scan.sha256)
    ending = ENDINGS[view.scan.media_type]
    stem = names.clean_name(view.scan.name.rpartition(".")[0] or view.scan.name)
    return Printed(content, f"{stem}.{ending}", view.scan.media_type, f"scan.{ending}")


def write_paper(papers: Sequence[Paper], press: Press, format: str) -> bytes:
    """Return papers as a file of one format."""
    return press.write_docx(papers) if format == DOCX else press.write_pdf(papers)


def _as_it_stands(
    services: Services, reader: Reader, meeting_id: MeetingId, view: PaperView, *, format: str, language: Locale
) -> bytes:
    with services.database.read_moment() as session:
        sights = meetings.sights_at(session, meeting_id, reader.actor)
        dossier = read_dossier(session, services, meeting_id, sights)
        press = open_press(services, session, meeting_id, language)

    def make() -> bytes:
        return write_paper(texts_of(view.kind, view.resolution or "", dossier, press), press, format)

    return run_native(make)


def _name(services: Services, meeting_id: MeetingId, view: PaperView, export: Export, language: Locale) -> str:
    """Return the file name in Chinese: the place, the meeting or the resolution, the version, and what the file is."""
    with services.database.read() as session:
        meeting = meetings.meeting_of(session, meeting_id)
    version = translator_of(language)("documents.version", version=view.version)
    return names.file_name((meeting.place_name, view.title or meeting.title, version), export.plain)
