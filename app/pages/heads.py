"""Public pages of a meeting's ledger head: its number, fingerprint and signature, and a QR code that links to them."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.pages.forms import read_query
from app.pages.qr import base_url, qr_svg
from app.pages.schemas import AskedHead
from app.platform.access.permissions import Permission
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId
from app.platform.local_time import short_time
from app.platform.serialise import to_json_value
from app.platform.storage import ledger
from app.platform.storage.signing.fingerprints import fingerprint_of, is_fingerprint, is_same_head
from app.platform.web.http import allow, current_call, services

blueprint = Blueprint("heads", __name__, url_prefix="/m/<meeting_id>/ledger-head")


@dataclass(frozen=True, slots=True)
class HeadFacts:
    """The ledger head as the stage shows it; `square` is the address of its QR code."""

    number: int
    fingerprint: str
    square: str


@blueprint.get("")
@allow(Permission.PUBLIC)
def show(meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the last entry of the meeting's ledger; the query may ask whether an earlier entry is still in the ledger.

    The query gives the earlier entry's `number` and `head`, the fingerprint that its page showed.
    """
    asked = read_query(AskedHead)
    facts = current_call().read(lambda session: _read(session, meeting_id, asked.number, asked.head))
    public = services().signer.public_keys.get(facts["head"].key or "", b"").hex()
    square = qr_svg(_address(meeting_id, facts["head"].seq, facts["fingerprint"]))
    return render_template("join/ledger_head.html", audience="floor", public_key=public, qr=square, **facts)


@blueprint.get("/facts")
@allow(Permission.MEETING_WATCH)
def facts(meeting_id: MeetingId) -> ResponseReturnValue:
    """Return the current head as JSON for the corner of the stage: number, fingerprint, address of its QR code."""
    heads = current_call().read(lambda session: _read(session, meeting_id, 0, ""))
    number, fingerprint = heads["head"].seq, heads["fingerprint"]
    square = url_for("heads.square", meeting_id=meeting_id, number=number, head=fingerprint)
    return jsonify(to_json_value(HeadFacts(number, fingerprint, square)))


@blueprint.get("/square.svg")
@allow(Permission.PUBLIC)
def square(meeting_id: MeetingId) -> ResponseReturnValue:
    """Return the QR code of a head as an SVG image."""
    asked = read_query(AskedHead)
    if not is_fingerprint(asked.head):
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    drawn = str(qr_svg(_address(meeting_id, asked.number, asked.head))).replace(
        "<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1
    )
    return Response(drawn, mimetype="image/svg+xml")


def _address(meeting_id: MeetingId, number: int, fingerprint: str) -> str:
    path = url_for("heads.show", meeting_id=meeting_id, number=number, head=fingerprint)
    return f"{base_url()}{path}"


def _read(session: Session, meeting_id: MeetingId, number: int, typed: str) -> dict[str, Any]:
    view = meetings.meeting_of(session, meeting_id)
    head = ledger.signed_head_of(session, meeting_id)
    if head is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    (last,) = ledger.entries_after(session, meeting_id, head.seq - 1, 1)
    asked = ledger.entries_after(session, meeting_id, number - 1, 1) if number > 0 else []
    is_there = bool(asked) and asked[0].seq == number and is_same_head(typed, asked[0].hash)
    return {
        "meeting": view,
        "head": head,
        "fingerprint": fingerprint_of(head.hash),
        "at": short_time(last.at),
        "asked": number if typed else 0,
        "is_there": is_there,
        "later": head.seq - number,
    }
