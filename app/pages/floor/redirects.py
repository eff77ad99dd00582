"""Redirects to the floor after a post: to a section, or to the top, where the page says what was done."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.platform.ids import MeetingId


def back_to(meeting_id: MeetingId, part: str = "", *, posted: str | None = None) -> ResponseReturnValue:
    """Redirect to the floor, at the section `part` or at the top; `posted` is a card whose similar cards it shows."""
    return redirect(url_for("floor.show", meeting_id=meeting_id, posted=posted, _anchor=part or None), 303)
