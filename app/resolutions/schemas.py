"""Input schemas of the commands on resolutions."""

from typing import Annotated

from pydantic import Field

from app.platform.ids import MeetingId, ResolutionId
from app.platform.lengths import LONGEST_TITLE
from app.platform.live.specs import Payload
from app.platform.text import Key, Line, Text, Word
from app.resolutions.rules import LONGEST


class DraftResolution(Payload):
    """Write a first text."""

    key: Key
    meeting_id: MeetingId
    title: Annotated[str, Line(LONGEST_TITLE, code="title.long")]
    text: Annotated[str, Text(LONGEST, code="resolution.text_long")]
    theme: Word | None = None


class ReviseResolution(Payload):
    """Change the text of a draft."""

    key: Key
    resolution_id: ResolutionId
    title: Annotated[str, Line(LONGEST_TITLE, code="title.long")]
    text: Annotated[str, Text(LONGEST, code="resolution.text_long")]


class PutToVote(Payload):
    """Open a poll on a draft."""

    key: Key
    resolution_id: ResolutionId
    rule: Word = "R0"
    is_secret: bool = True


class AdoptResolution(Payload):
    """Adopt what a poll has carried, with the reservations to be recorded."""

    key: Key
    resolution_id: ResolutionId
    reservations: tuple[Annotated[str, Line(1000)], ...] = Field(default=(), max_length=50)
