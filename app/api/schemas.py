"""What REST calls carry where the socket's schemas do not fit: reads, and writes by another path."""

from typing import Annotated

from pydantic import Field

from app.platform.ids import MeetingId
from app.platform.live.specs import Payload
from app.platform.text import HIGHEST, Word


class OfMeeting(Payload):
    """Something of one meeting."""

    meeting_id: MeetingId


class Listing(Payload):
    """A page of a list of one meeting; `cursor` is what the page before gave as `next`."""

    meeting_id: MeetingId
    cursor: Word = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100

    @property
    def after(self) -> int:
        """The number of the last item read; 0, the beginning, for a cursor that is no number."""
        return min(int(self.cursor), HIGHEST) if self.cursor.isdecimal() else 0
