"""Redirects to the desk after an act: to the panel of the act, with the view state that the desk had."""

from urllib.parse import parse_qsl

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.pages.desk.paging import ViewState
from app.pages.preferences import local_path
from app.platform.ids import MeetingId


def view_state_of_referrer() -> ViewState:
    """Return the view state of the desk page that sent this request; the default if it was another page."""
    path, _, query = local_path(request.referrer).partition("?")
    return ViewState.asked(dict(parse_qsl(query))) if path.endswith("/desk") else ViewState()


def back_to(meeting_id: MeetingId, panel: str) -> ResponseReturnValue:
    look = view_state_of_referrer()
    return redirect(url_for("desk.show", meeting_id=meeting_id, _anchor=panel, **look.address()), 303)
