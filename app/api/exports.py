"""Exports and the ledger over REST."""

from functools import partial
from typing import Any

from flask import Response

from app.api.operations import Operation
from app.api.schemas import Listing
from app.exports.dossier import dossier_of
from app.exports.formats import EXPORTS, find_export
from app.platform import ledger
from app.platform.downloads import download
from app.platform.ledger import LedgerEntry
from app.platform.live.specs import Payload
from app.platform.security.permissions import Permission
from app.platform.services import Call
from app.platform.text import Id

COLUMNS = tuple(column.name for column in LedgerEntry.__table__.columns if column.name not in ("key", "rows"))
"""The idempotency key is its client's business, and seals of rows tell a reader nothing."""


class OneExport(Payload):
    """A meeting in one format."""

    meeting: Id
    format: str


def read_export(call: Call, data: OneExport) -> Response:
    found, now = find_export(data.format), call.services.clock.now()
    dossier = call.read(lambda session: dossier_of(session, data.meeting, now, call.services.signer))
    return download(partial(found.render, dossier), name=found.file_name(dossier), media_type=found.media_type)


def list_entries(call: Call, data: Listing) -> dict[str, Any]:
    """Entries oldest first; the cursor is the number of the last one read."""
    after = int(data.cursor) if data.cursor.isdecimal() else 0
    page = call.read(
        lambda session: [
            {name: getattr(entry, name) for name in COLUMNS}
            for entry in ledger.entries_after(session, data.meeting, after, data.limit)
        ]
    )
    number, head = call.read(lambda session: ledger.head_of(session, data.meeting))
    is_last = not page or page[-1]["seq"] >= number
    return {"items": page, "next": None if is_last else str(page[-1]["seq"]), "head": {"number": number, "hash": head}}


OPERATIONS = (
    Operation(
        "GET",
        "/meetings/<meeting>/exports/<format>",
        Permission.EXPORT_READ,
        OneExport,
        read_export,
        f"A meeting as a file: {', '.join(EXPORTS)}.",
    ),
    Operation("GET", "/meetings/<meeting>/ledger", Permission.LEDGER_READ, Listing, list_entries, "The record."),
)
