"""What may come through a door about meetings."""

from pydantic import Field

from app.meetings.rules import Results
from app.platform.live.specs import Payload
from app.platform.text import CleanLine, Id, Key


class MovePhase(Payload):
    """Go to another phase; backwards only with a reason."""

    key: Key
    meeting: Id
    to: str = Field(max_length=20)
    reason: CleanLine = ""


class ExtendPhase(Payload):
    """Move the end of the present phase."""

    key: Key
    meeting: Id
    minutes: int = Field(ge=-120, le=120)


class ChangeMeeting(Payload):
    """Settings of a meeting that may change while it runs."""

    key: Key
    meeting: Id
    title: CleanLine | None = None
    is_joinable: bool | None = None
    is_reviewed: bool | None = None
    stage_view: str | None = Field(default=None, max_length=60)


class CloseMeeting(Payload):
    """End a meeting."""

    key: Key
    meeting: Id


class ShowResults(Payload):
    """Say when residents see how the others have reacted; `open` shows them now."""

    key: Key
    meeting: Id
    results: Results


class CreateMeeting(Payload):
    """Set up a meeting from a template."""

    place: Id
    title: CleanLine = Field(min_length=1, max_length=120)
    question: CleanLine = Field(default="", max_length=300)
    template: str = Field(default="T1", max_length=10)
    stakes: tuple[CleanLine, ...] = Field(default=(), max_length=12)
    is_reviewed: bool = False
    results: Results = Results.OPEN


class TakeSeat(Payload):
    """Join a meeting by its code or QR secret."""

    code: str = Field(min_length=1, max_length=64)
    alias: CleanLine = Field(default="", max_length=40)
    stake: CleanLine | None = None
    attendance: str = Field(default="hall", max_length=10)


class RevokeSeat(Payload):
    """End somebody's seat; what it has said and cast stays."""

    key: Key
    seat: Id


class RestoreSeat(Payload):
    """Give an ended seat back."""

    key: Key
    seat: Id


class LeaveSeat(Payload):
    """Give one's own seat up; what it has said and cast stays."""

    key: Key
    seat: Id
