"""The security log for administrators, in pages, newest first: events of all kinds or of one kind."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.meetings import queries as meetings
from app.pages.forms import read_query
from app.pages.office.frame import check_everywhere, show
from app.pages.schemas import LogPart
from app.platform.access.actors import NOBODY, SYSTEM
from app.platform.access.permissions import Permission
from app.platform.access.security_log import Cursor, SecurityEvent, SecurityKind, security_events
from app.platform.errors import DomainError
from app.platform.ids import MeetingId, StaffId
from app.platform.web.http import allow, current_call

blueprint = Blueprint("office_security", __name__, url_prefix="/office/security")
PAGE = 50
SHOWN_FACTS = ("format", "started", "fetched", "role", "count", "unlogged")
"""Facts of an event that the page shows; the message `office.security.fact.<name>` words each."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the security log as the page shows it.

    actor: name of the member of staff who acted; party: empty, or if nobody was signed in or the command line acted,
    the id of that party (then `actor` is empty); subject: name of whom the event is about.
    """

    event: SecurityEvent
    party: str
    actor: str
    subject: str
    facts: dict[str, object]


@blueprint.get("")
@allow(Permission.STAFF_MANAGE)
def log() -> ResponseReturnValue:
    call = current_call()
    check_everywhere(call.actor)
    part = read_query(LogPart)
    kind = _kind(part.kind)
    lines = call.read(lambda session: _lines(session, kind, _cursor(part.after)))
    page, is_last = lines[:PAGE], len(lines) <= PAGE
    last = None if is_last else f"{page[-1].event.at.timestamp():.6f}-{page[-1].event.id}"
    return show(
        "security",
        "security",
        lines=page,
        kind=kind.value if kind else "",
        kinds=[kind.value for kind in SecurityKind],
        is_first=not part.after,
        next=last,
    )


def _kind(asked: str) -> SecurityKind | None:
    return SecurityKind(asked) if asked in set(SecurityKind) else None


def _cursor(asked: str) -> Cursor | None:
    """Return where the previous page ended; None, which begins at the newest event, for an invalid cursor."""
    moment, _, event = asked.partition("-")
    try:
        return Cursor(datetime.fromtimestamp(float(moment), UTC), event)
    except (ValueError, OverflowError, OSError):
        return None


def _lines(session: Session, kind: SecurityKind | None, after: Cursor | None) -> list[Line]:
    events = security_events(session, limit=PAGE + 1, kind=kind, after=after)
    names = {name: _name(session, name) for event in events for name in (event.actor, event.subject or "")}
    return [
        Line(
            event,
            event.actor if event.actor in (SYSTEM.id, NOBODY.id) else "",
            names[event.actor],
            names[event.subject or ""],
            {name: event.facts[name] for name in SHOWN_FACTS if name in event.facts},
        )
        for event in events
    ]


def _name(session: Session, subject: str) -> str:
    """Return the e-mail of a member of staff, the title of a meeting, or the id itself; empty for no person."""
    if subject in ("", SYSTEM.id, NOBODY.id):
        return ""
    staff = accounts.staff_of(session, StaffId(subject))
    if staff is not None:
        return staff.email
    try:
        return meetings.meeting_of(session, MeetingId(subject)).title
    except DomainError:
        return subject
