"""The event with which a connection begins to listen to a meeting."""

from typing import Annotated, Any

from pydantic import Field

from app.platform.access.permissions import Permission
from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, EventSpec, Payload
from app.platform.text import HIGHEST, Line

Version = Annotated[int, Field(ge=-HIGHEST, le=HIGHEST)]


class JoinMeeting(Payload):
    """Listen to a meeting; `seen` says which version of each topic the client already shows."""

    meeting_id: MeetingId
    audience: Audience = Audience.ROOM
    seen: Annotated[dict[Annotated[str, Line(40)], Version], Field(max_length=40)] = {}


def _never(_call: Any, _payload: Any) -> None:
    raise RuntimeError("the board answers this event itself")


JOIN = EventSpec("meeting:join", JoinMeeting, Permission.MEETING_SEE, _never)
