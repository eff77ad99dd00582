"""Pages by which residents join a meeting: with a code or QR code, in two taps and without an account."""

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
    """Ask for a join code, or redirect a typed code to its meeting; an unknown code stays in the field."""
    code = read_query(AskedCode).code
    if not code:
        return _ask()
    _find(code)
    return redirect(url_for("join.show", code=rules.parse_qr_token(code) or rules.parse_code(code)))


@blueprint.get("/j/<code:code>")
@allow(Permission.PUBLIC)
def show(code: str) -> ResponseReturnValue:
    """Show the meeting to join, or that joining is closed; redirect a browser that holds a seat to the floor."""
    meeting = _find(code)
    if seat_token(meeting.id):
        return redirect(url_for("floor.show", meeting_id=meeting.id))
    page = "meeting" if meeting.is_joinable else "closed"
    return render_template(f"join/{page}.html", audience="floor", meeting=meeting, code=code)


@blueprint.post("/j/<code:code>")
@allow(Permission.PUBLIC)
def join(code: str) -> ResponseReturnValue:
    """Take a seat, unless this browser holds one, and open the floor."""
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
    """Show the form for the meeting's code again if the code is unknown or guessed too often.

    The form keeps what was typed. Any other error is answered with its usual page.
    """
    if error.code not in ("code.unknown", "code.wait"):
        return errors.refuse(error)
    message = translator()(f"errors.{error.code}", **error.params)
    return _ask(g.get("typed_code", ""), message), STATUS[error.kind], errors.retry_after(error)


def _ask(typed: str = "", error: str = "") -> str:
    return render_template("join/home.html", audience="floor", typed=typed, error=error)


def _find(code: str) -> MeetingView:
    g.typed_code = code
    return find_meeting(current_call(), code, address=address_key(request.remote_addr or ""))
