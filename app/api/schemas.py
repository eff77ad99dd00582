"""What REST calls carry where the socket's schemas do not fit: reads, and writes by another path."""

from pydantic import Field

from app.platform.live.specs import Payload
from app.platform.text import Id


class OfMeeting(Payload):
    """Something of one meeting."""

    meeting: Id


class Listing(Payload):
    """A page of a list of one meeting; `cursor` is what the page before gave as `next`."""

    meeting: Id
    cursor: str = Field(default="", max_length=40)
    limit: int = Field(default=100, ge=1, le=1000)
