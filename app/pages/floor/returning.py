"""Back to the floor after an act: to the part where one was, or to the top, where the page says what was done."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue


def back_to(meeting: str, part: str | None = None, *, posted: str | None = None) -> ResponseReturnValue:
    """`posted`: a card whose look-alikes the page is to show."""
    return redirect(url_for("floor.show", meeting=meeting, posted=posted, _anchor=part), 303)
