"""Exports and the ledger over REST."""

from functools import partial
from typing import Any

from flask import Response, request

from app.api.operations import PREFIX, Operation
from app.api.schemas import Listing, OfMeeting
from app.documents.formats import CSV, EXPORTS, ZIP, find_export
from app.documents.yearly.schemas import AskedYear
from app.documents.yearly.writing import PLAIN, name_of, open_year, write_year
from app.export_jobs import actions
from app.export_jobs import queries as export_jobs
from app.export_jobs.queries import ExportJobView
from app.export_jobs.schemas import AskForExport, CancelExport, OneExportJob
from app.exports import case_ledger, names
from app.exports.access import Reader, ledger_page, note_ledger_read, open_dossier
from app.organisations import queries as organisations
from app.papers.printing import PressReader, open_press
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.i18n import Locale, negotiate, translator_of
from app.platform.ids import ExportJobId, MeetingId, PlaceId
from app.platform.live.specs import Payload
from app.platform.storage import ledger
from app.platform.storage.ledger import LedgerEntry
from app.platform.text import Word
from app.platform.web.downloads import download, download_large
from app.platform.web.reach import start_address

CASES = "ledger.csv"
COLUMNS = tuple(column.name for column in LedgerEntry.__table__.columns if column.name not in ("key", "rows"))
"""The columns of an entry that are listed: not the idempotency key, which only its client needs, nor the row seals."""


class OneExport(Payload):
    """The export of a meeting in one format; papers are made in the language asked for."""

    meeting_id: MeetingId
    format: Word
    language: Locale = Locale.ZH_HANS


class CaseLedger(Payload):
    """The case ledger of a place."""

    place_id: PlaceId


def read_export(call: Call, data: OneExport) -> Response:
    export_format = find_export(data.format)
    dossier = open_dossier(call.services, _reader(call), data.meeting_id, data.format)
    press = call.read(lambda session: open_press(call.services, session, data.meeting_id, data.language))
    return download(
        partial(export_format.render, dossier, press),
        name=export_format.file_name(dossier),
        media_type=export_format.media_type,
        plain=export_format.plain,
    )


def start(call: Call, data: AskForExport) -> dict[str, Any]:
    """Have the worker make an export and return its job."""
    language = find_export(data.format).language_for(data.language).value
    facts: dict[str, Any] = {
        "meeting_id": data.meeting_id,
        "format": data.format,
        "language": language,
        "key": data.key,
    }
    export_job_id = call.write(lambda work: actions.ask_for_export(work, call.actor, **facts))
    return _job(call, export_job_id)


def read_job(call: Call, data: OneExportJob) -> dict[str, Any]:
    return _job(call, data.export_job_id)


def list_jobs(call: Call, data: OfMeeting) -> dict[str, Any]:
    now = call.services.clock.now()
    views = call.read(lambda session: export_jobs.last_jobs(session, data.meeting_id, call.actor, now))
    return {"items": [_shown(call, view) for view in views], "next": None}


def cancel(call: Call, data: CancelExport | OneExportJob) -> dict[str, Any]:
    call.write(lambda work: actions.cancel_export(work, call.actor, export_job_id=data.export_job_id))
    return _job(call, data.export_job_id)


def _job(call: Call, export_job_id: ExportJobId) -> dict[str, Any]:
    now = call.services.clock.now()
    return _shown(call, call.read(lambda session: export_jobs.job_of(session, export_job_id, call.actor, now)))


def _shown(call: Call, view: ExportJobView) -> dict[str, Any]:
    """Return a job as JSON; `link` opens for whoever asked while signed in or with an API token, until it expires."""
    words = translator_of(negotiate(request.headers.get("Accept-Language")))
    progress, link = view.progress, f"{start_address(call.services.settings)}/office/exports/{view.id}/file"
    return {
        "id": view.id,
        "meeting": view.meeting,
        "format": view.format,
        "language": view.language,
        "staff": view.staff_name,
        "state": view.state,
        "progress": {
            "done": progress.done,
            "total": progress.total,
            "words": export_jobs.progress_words(view, words) if view.is_unfinished else "",
        },
        "error": export_jobs.fault_words(view, words) or None,
        "file_name": view.file_name,
        "size": view.size,
        "sha256": view.sha256,
        "asked_at": view.asked_at,
        "finished_at": view.finished_at,
        "expires_at": view.expires_at,
        "link": link if view.is_fetchable else None,
    }


def read_case_ledger(call: Call, data: CaseLedger) -> Response:
    content = case_ledger.read_case_ledger(call.services, _reader(call), data.place_id)
    place = call.read(lambda session: organisations.place_of(session, data.place_id))
    name = names.file_name([place.name] if place else [], CASES)
    return download(lambda: content, name=name, media_type=CSV, plain=CASES)


def read_archive(call: Call, data: AskedYear) -> Response:
    reader = _reader(call)
    year = open_year(call.services, reader, data.place_id, data.year)
    return download_large(
        lambda stream: write_year(call.services, reader, year, stream, open_press=PressReader(call.services)),
        folder=call.services.settings.data_dir,
        name=name_of(year),
        media_type=ZIP,
        plain=PLAIN,
    )


def list_entries(call: Call, data: Listing) -> dict[str, Any]:
    """Return a page of entries, oldest first; the cursor is the number of the last entry read.

    `redacted` marks an entry whose payload this reader may not see.
    """
    note_ledger_read(call.services, _reader(call), data.meeting_id, "api")
    lines = call.read(lambda session: ledger_page(session, call.actor, data.meeting_id, data.after, data.limit))
    page = [{name: getattr(line, name) for name in COLUMNS} | {"redacted": line.is_redacted} for line in lines]
    number, head = call.read(lambda session: ledger.head_of(session, data.meeting_id))
    is_last = not page or page[-1]["seq"] >= number
    return {"items": page, "next": None if is_last else str(page[-1]["seq"]), "head": {"number": number, "hash": head}}


def _reader(call: Call) -> Reader:
    return Reader(call.actor, request.remote_addr or "")


OPERATIONS = (
    Operation(
        "GET",
        "/meetings/<meeting>/exports/<format>",
        Permission.EXPORT_READ,
        OneExport,
        read_export,
        f"A meeting as a file: {', '.join(EXPORTS)}; the schema of `json` is at {PREFIX}/schemas/dossier.json.",
    ),
    Operation(
        "POST",
        "/meetings/<meeting>/exports",
        Permission.EXPORT_READ,
        AskForExport,
        start,
        "Have the worker make an export; answers with its job.",
        202,
    ),
    Operation(
        "GET",
        "/meetings/<meeting>/exports",
        Permission.EXPORT_READ,
        OfMeeting,
        list_jobs,
        "The last exports that the worker was asked for.",
    ),
    Operation(
        "GET",
        "/exports/<export_job>",
        Permission.EXPORT_READ,
        OneExportJob,
        read_job,
        "An export of one's own: state, progress, size, SHA-256, and the link to its file.",
    ),
    Operation(
        "DELETE", "/exports/<export_job>", Permission.EXPORT_READ, OneExportJob, cancel, "Stop an unfinished export."
    ),
    Operation(
        "POST",
        "/exports/<export_job>/cancel",
        Permission.EXPORT_READ,
        CancelExport,
        cancel,
        "Stop an unfinished export.",
    ),
    Operation(
        "GET",
        f"/places/<place>/exports/{case_ledger.FORMAT}",
        Permission.EXPORT_READ,
        CaseLedger,
        read_case_ledger,
        "All cases of a place as CSV, also those from no meeting.",
    ),
    Operation(
        "GET",
        "/places/<place>/archive",
        Permission.ARCHIVE_READ,
        AskedYear,
        read_archive,
        "The archive of a place for a year as ZIP: its closed meetings, resolutions and cases with an index.",
    ),
    Operation("GET", "/meetings/<meeting>/ledger", Permission.LEDGER_READ, Listing, list_entries, "The record."),
)
