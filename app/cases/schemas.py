"""What may come through a door about cases."""

from datetime import date

from pydantic import Field

from app.cases.rules import State
from app.platform.live.specs import Payload
from app.platform.text import CleanLine, CleanText, Id, Key


class OpenCase(Payload):
    """Have an adopted resolution carried out."""

    key: Key
    resolution: Id
    title: CleanLine = Field(default="", max_length=200)
    handler: CleanLine = Field(default="", max_length=60)
    due_on: date | None = None


class MoveCase(Payload):
    """Take a case to its next state."""

    key: Key
    case: Id
    to: State
    note: CleanText = Field(default="", max_length=2000)
    handler: CleanLine | None = Field(default=None, max_length=60)


class RateCase(Payload):
    """Say how content one is with the result."""

    key: Key
    case: Id
    stars: int = Field(ge=1, le=5)
    is_resolved: bool
    note: CleanText = Field(default="", max_length=500)
