"""Back to the floor after an act: to the part where one was, or to the top, where the page says what was done."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.platform.ids import MeetingId


def back_to(meeting_id: MeetingId, part: str | None = None, *, posted: str | None = None) -> ResponseReturnValue:
    """`posted`: a card whose look-alikes the page is to show."""
    return redirect(url_for("floor.show", meeting_id=meeting_id, posted=posted, _anchor=part), 303)
