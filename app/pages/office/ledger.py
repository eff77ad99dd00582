"""The ledger of a meeting for people to read, and the check of `ledger verify` on a page."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.exports.access import Reader, ledger_page, note_ledger_read
from app.exports.chain import EntryLine
from app.meetings import queries as meetings
from app.pages.forms import read_query
from app.pages.office.frame import show
from app.pages.schemas import LedgerPart
from app.platform.access.permissions import Permission
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId
from app.platform.storage import ledger
from app.platform.storage.ledger.record import Report, check_record
from app.platform.threads import let_others_run
from app.platform.web.http import allow, current_call, services

blueprint = Blueprint("office_ledger", __name__, url_prefix="/office/meetings/<meeting_id>/ledger")
PAGE = 100
BUSY_SECONDS = 5
"""Seconds after which a check may be tried again while another one runs."""
TELLING = ("text", "title", "question", "name", "reason", "note")
"""Facts of an entry that hold people's words, the most informative first."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry with its text in words; `phase` is the new phase if the entry moved the meeting, else empty."""

    line: EntryLine
    words: str
    phase: str


@dataclass(frozen=True, slots=True)
class CheckTurn:
    """Lets one check run at a time in this process, because a check holds one of the few database connections."""

    lock: Any = field(default_factory=Lock)


@blueprint.get("")
@allow(Permission.LEDGER_READ)
def show_ledger(meeting_id: MeetingId) -> ResponseReturnValue:
    """Show a page of entries; with `check`, also check the meeting's whole record as `ledger verify MEETING` does."""
    part = read_query(LedgerPart)
    note_ledger_read(services(), Reader(current_call().actor, current_call().address), meeting_id, "page")
    report = _check(meeting_id) if part.check is not None else None
    facts = current_call().read(lambda session: _facts(session, meeting_id, part.after))
    return show("ledger", "meetings", after=part.after, report=report, **facts)


def _check(meeting_id: MeetingId) -> Report:
    """Check the record of a meeting while the server answers others in between.

    Raises:
        DomainError: `busy`, with `wait_ms`, while another check runs in this process.
    """
    turn = services().instance(CheckTurn)
    if not turn.lock.acquire(blocking=False):
        raise DomainError(ErrorKind.UNAVAILABLE, "busy", wait_ms=BUSY_SECONDS * 1000, seconds=BUSY_SECONDS)
    try:
        with services().database.read_moment() as session:
            signer, replays = services().signer, services().replays
            return check_record(session, signer, replays, chain=meeting_id, pause=let_others_run)
    finally:
        turn.lock.release()


def _facts(session: Session, meeting_id: MeetingId, after: int) -> dict[str, Any]:
    page = ledger_page(session, current_call().actor, meeting_id, after, PAGE)
    number, head = ledger.head_of(session, meeting_id)
    last = page[-1].seq if page else after
    return {
        "meeting": meetings.meeting_of(session, meeting_id),
        "entries": [_told(line) for line in page],
        "head_number": number,
        "head_hash": head,
        "next": last if last < number else None,
    }


def _told(line: EntryLine) -> Told:
    facts = line.facts
    words = next((facts[name] for name in TELLING if isinstance(facts.get(name), str) and facts[name]), "")
    return Told(line, words, facts.get("to", "") if line.kind == "phase.moved" else "")
