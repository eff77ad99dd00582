"""Back to the floor after an act: to the part where one was, or to the top, where the page says what was done."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue


def back_to(meeting: str, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("floor.show", meeting=meeting, _anchor=part), 303)
