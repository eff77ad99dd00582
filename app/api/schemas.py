"""Schemas of REST calls for which no schema of a websocket event fits."""

from typing import Annotated

from pydantic import Field

from app.platform.ids import MeetingId
from app.platform.live.specs import Payload
from app.platform.text import HIGHEST, Word


class OfMeeting(Payload):
    """A call about one meeting."""

    meeting_id: MeetingId


class Listing(Payload):
    """A page of a list of one meeting; `cursor` is the `next` of the previous page."""

    meeting_id: MeetingId
    cursor: Word = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100

    @property
    def after(self) -> int:
        """Return the number of the last item read; 0, the beginning, if the cursor is not a number."""
        return min(int(self.cursor), HIGHEST) if self.cursor.isdecimal() else 0
