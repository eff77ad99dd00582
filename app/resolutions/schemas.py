"""What may come through a door about resolutions."""

from pydantic import Field

from app.platform.live.specs import Payload
from app.platform.text import CleanLine, CleanText, Id, Key


class DraftResolution(Payload):
    """Write a first text."""

    key: Key
    meeting: Id
    title: CleanLine = Field(max_length=200)
    text: CleanText = Field(max_length=6000)
    theme: str | None = Field(default=None, max_length=40)


class ReviseResolution(Payload):
    """Change the text of a draft."""

    key: Key
    resolution: Id
    title: CleanLine = Field(max_length=200)
    text: CleanText = Field(max_length=6000)


class PutToVote(Payload):
    """Open a poll on a draft."""

    key: Key
    resolution: Id
    rule: str = Field(default="R0", max_length=10)
    is_secret: bool = True


class AdoptResolution(Payload):
    """Adopt what a poll has carried, with the reservations to be recorded."""

    key: Key
    resolution: Id
    reservations: tuple[CleanLine, ...] = Field(default=(), max_length=50)
