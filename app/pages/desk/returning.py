"""Back to the desk after an act, at the panel where it was done."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue


def back_to(meeting: str, panel: str) -> ResponseReturnValue:
    return redirect(url_for("desk.show", meeting=meeting, _anchor=panel), 303)
