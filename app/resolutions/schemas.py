"""Input schemas of the commands on resolutions."""

from typing import Annotated

from pydantic import Field

from app.platform.ids import MeetingId, ResolutionId
from app.platform.lengths import LONGEST_TITLE
from app.platform.live.specs import CommandPayload
from app.platform.text import Line, Text, Word
from app.resolutions.rules import LONGEST


class DraftResolution(CommandPayload):
    """Write a first text."""

    meeting_id: MeetingId
    title: Annotated[str, Line(LONGEST_TITLE, code="title.long")]
    text: Annotated[str, Text(LONGEST, code="resolution.text_long")]
    theme: Word | None = None


class ReviseResolution(CommandPayload):
    """Change the text of a draft."""

    resolution_id: ResolutionId
    title: Annotated[str, Line(LONGEST_TITLE, code="title.long")]
    text: Annotated[str, Text(LONGEST, code="resolution.text_long")]


class PutToVote(CommandPayload):
    """Open a poll on a draft."""

    resolution_id: ResolutionId
    rule: Word = "R0"
    is_secret: bool = True


class AdoptResolution(CommandPayload):
    """Adopt what a poll has carried, with the reservations to be recorded."""

    resolution_id: ResolutionId
    reservations: tuple[Annotated[str, Line(1000)], ...] = Field(default=(), max_length=50)
