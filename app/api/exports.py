"""Exports and the ledger over REST."""

from functools import partial
from typing import Any

from flask import Response, request

from app.api.operations import Operation
from app.api.schemas import Listing
from app.exports import case_ledger
from app.exports.access import Reader, ledger_page, note_ledger_read, open_dossier
from app.exports.formats import CSV, EXPORTS, find_export
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.ids import MeetingId, PlaceId
from app.platform.live.specs import Payload
from app.platform.storage import ledger
from app.platform.storage.ledger import LedgerEntry
from app.platform.text import Word
from app.platform.web.downloads import download

COLUMNS = tuple(column.name for column in LedgerEntry.__table__.columns if column.name not in ("key", "rows"))
"""The columns of an entry that are listed: not the idempotency key, which only its client needs, nor the row seals."""


class OneExport(Payload):
    """The export of a meeting in one format."""

    meeting_id: MeetingId
    format: Word


class CaseLedger(Payload):
    """The case ledger of a place."""

    place_id: PlaceId


def read_export(call: Call, data: OneExport) -> Response:
    export_format = find_export(data.format)
    dossier = open_dossier(call.services, _reader(call), data.meeting_id, data.format)
    return download(
        partial(export_format.render, dossier),
        name=export_format.file_name(dossier),
        media_type=export_format.media_type,
    )


def read_case_ledger(call: Call, data: CaseLedger) -> Response:
    content = case_ledger.read_case_ledger(call.services, _reader(call), data.place_id)
    return download(lambda: content, name="cases.csv", media_type=CSV)


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
        f"A meeting as a file: {', '.join(EXPORTS)}.",
    ),
    Operation(
        "GET",
        f"/places/<place>/exports/{case_ledger.FORMAT}",
        Permission.EXPORT_READ,
        CaseLedger,
        read_case_ledger,
        "All cases of a place as CSV, also those from no meeting.",
    ),
    Operation("GET", "/meetings/<meeting>/ledger", Permission.LEDGER_READ, Listing, list_entries, "The record."),
)
