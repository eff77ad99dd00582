"""Back to the desk after an act, at the panel where it was done, with the part of it that was looked at."""

from urllib.parse import parse_qsl, urlsplit

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.pages.desk.look import Look


def back_to(meeting: str, panel: str) -> ResponseReturnValue:
    came_from = urlsplit(request.referrer or "")
    is_desk = came_from.path == url_for("desk.show", meeting=meeting)
    look = Look.asked(dict(parse_qsl(came_from.query))) if is_desk else Look()
    return redirect(url_for("desk.show", meeting=meeting, _anchor=panel, **look.address()), 303)
