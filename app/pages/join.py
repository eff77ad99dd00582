"""The way in for residents: by code or QR, two taps and no account."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.meetings import actions, rules
from app.meetings.joining import find_meeting
from app.meetings.queries import MeetingView
from app.meetings.schemas import TakeSeat
from app.pages import errors
from app.pages.forms import read_form, read_query
from app.pages.rendering import translator
from app.pages.schemas import AskedCode
from app.platform.access.addresses import address_key
from app.platform.access.permissions import Permission
from app.platform.errors import DomainError
from app.platform.web.admission.visits import note_honest
from app.platform.web.http import STATUS, allow, current_call, keep_seat, seat_token

blueprint = Blueprint("join", __name__)


@blueprint.get("/")
@allow(Permission.PUBLIC)
def home() -> ResponseReturnValue:
    return _ask()


@blueprint.get("/j")
@allow(Permission.PUBLIC)
def ask_code() -> ResponseReturnValue:
    """Where a typed code goes to its meeting; one that leads nowhere stays in its field."""
    code = read_query(AskedCode).code
    if not code:
        return _ask()
    _find(code)
    return redirect(url_for("join.show", code=rules.parse_qr_token(code) or rules.parse_code(code)))


@blueprint.get("/j/<code:code>")
@allow(Permission.PUBLIC)
def show(code: str) -> ResponseReturnValue:
    """What one is about to join, or that joining is closed; a browser that holds a seat goes straight in."""
    meeting = _find(code)
    if seat_token(meeting.id):
        return redirect(url_for("floor.show", meeting_id=meeting.id))
    page = "meeting" if meeting.is_joinable else "closed"
    return render_template(f"join/{page}.html", audience="floor", meeting=meeting, code=code)


@blueprint.post("/j/<code:code>")
@allow(Permission.PUBLIC)
def join(code: str) -> ResponseReturnValue:
    """Take a seat."""
    meeting = _find(code)
    if not seat_token(meeting.id):
        if not meeting.is_joinable:
            return redirect(url_for("join.show", code=code), 303)
        data = read_form(TakeSeat, code=code)
        joined = current_call().write(lambda work: actions.join_meeting(work, **dict(data)))
        keep_seat(joined.meeting, joined.token)
        note_honest(request.environ)
    return redirect(url_for("floor.show", meeting_id=meeting.id), 303)


@blueprint.errorhandler(DomainError)
def ask_again(error: DomainError) -> ResponseReturnValue:
    """The form for a code once more, with what was typed and why it leads nowhere."""
    if error.code not in ("code.unknown", "code.wait"):
        return errors.refuse(error)
    message = translator()(f"errors.{error.code}", **error.params)
    return _ask(g.get("typed_code", ""), message), STATUS[error.kind], errors.retry_after(error)


def _ask(typed: str = "", error: str = "") -> str:
    return render_template("join/home.html", audience="floor", typed=typed, error=error)


def _find(code: str) -> MeetingView:
    g.typed_code = code
    return find_meeting(current_call(), code, address=address_key(request.remote_addr or ""))
