"""Back to the desk after an act, at the panel where it was done, with the part of it that was looked at."""

from urllib.parse import parse_qsl

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.pages.desk.look import Look
from app.pages.preferences import local_path


def back_to(meeting: str, panel: str) -> ResponseReturnValue:
    path, _, query = local_path(request.referrer).partition("?")
    is_desk = path == url_for("desk.show", meeting=meeting)
    look = Look.asked(dict(parse_qsl(query))) if is_desk else Look()
    return redirect(url_for("desk.show", meeting=meeting, _anchor=panel, **look.address()), 303)
