"""The record of a meeting as people read it, and whether its chain holds."""

from dataclasses import dataclass
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
from app.platform import ledger
from app.platform.security.http import allow, current_call, services
from app.platform.security.permissions import Permission

blueprint = Blueprint("office_ledger", __name__, url_prefix="/office/meetings/<meeting>/ledger")
PAGE = 100
TELLING = ("text", "title", "question", "name", "reason", "note")
"""Facts of an entry that are words of people, in the order in which they say most."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry with what it says in words; `phase` is where a move led."""

    line: EntryLine
    words: str
    phase: str


@blueprint.get("")
@allow(Permission.LEDGER_READ)
def show_ledger(meeting: str) -> ResponseReturnValue:
    """A page of entries; with `check` the whole chain is recomputed, which takes a while on a long one."""
    part = read_query(LedgerPart)
    is_checked = part.check is not None
    note_ledger_read(services(), Reader(current_call().actor, current_call().address), meeting, "page")
    facts = current_call().read(lambda session: _facts(session, meeting, part.after, is_checked=is_checked))
    return show("ledger", "meetings", after=part.after, is_checked=is_checked, **facts)


def _facts(session: Session, meeting: str, after: int, *, is_checked: bool) -> dict[str, Any]:
    page = ledger_page(session, current_call().actor, meeting, after, PAGE)
    number, head = ledger.head_of(session, meeting)
    last = page[-1].seq if page else after
    return {
        "meeting": meetings.meeting_of(session, meeting),
        "entries": [_told(line) for line in page],
        "head_number": number,
        "head_hash": head,
        "next": last if last < number else None,
        "fault": ledger.verify_chain(session, meeting) if is_checked else None,
    }


def _told(line: EntryLine) -> Told:
    facts = line.facts
    words = next((facts[name] for name in TELLING if isinstance(facts.get(name), str) and facts[name]), "")
    return Told(line, words, facts.get("to", "") if line.kind == "phase.moved" else "")
