"""Payloads of requests about meetings and seats."""

from typing import Annotated

from pydantic import Field

from app.meetings.rules import LONGEST_QUESTION, ResultsVisibility
from app.platform.ids import MeetingId, PlaceId, SeatId
from app.platform.lengths import LONGEST_NAME, LONGEST_REASON, LONGEST_TITLE
from app.platform.live.specs import CommandPayload, Payload
from app.platform.text import JoinCode, Line, ViewName, Word


class MovePhase(CommandPayload):
    """Move to another phase; a move backwards needs a reason."""

    meeting_id: MeetingId
    to: Word
    reason: Annotated[str, Line(LONGEST_REASON)] = ""


class ExtendPhase(CommandPayload):
    """Move the end of the present phase by some minutes, later or earlier."""

    meeting_id: MeetingId
    minutes: int = Field(ge=-120, le=120)


class ChangeMeeting(CommandPayload):
    """Change settings of a running meeting; fields that are None stay unchanged."""

    meeting_id: MeetingId
    title: Annotated[str, Line(LONGEST_TITLE, code="title.long")] | None = None
    is_joinable: bool | None = None
    is_reviewed: bool | None = None
    stage_view: ViewName | None = None


class ShowResults(CommandPayload):
    """Set when counts of reactions are shown: `open` at once, `answered` after one's own reaction, `held` not yet."""

    meeting_id: MeetingId
    results: ResultsVisibility


class CreateMeeting(Payload):
    """Set up a meeting from a template."""

    place_id: PlaceId
    title: Annotated[str, Line(LONGEST_TITLE, least=1, code="title.long")]
    question: Annotated[str, Line(LONGEST_QUESTION)] = ""
    template: Word = "T1"
    stakeholder_groups: tuple[Annotated[str, Line(LONGEST_NAME)], ...] = Field(
        default=(), max_length=12, alias="stakes"
    )
    is_reviewed: bool = False
    results: ResultsVisibility = ResultsVisibility.IMMEDIATE


class SetUpMeeting(CreateMeeting, CommandPayload):
    """Set up a meeting from a template, once for each idempotency key."""


class TakeSeat(Payload):
    """Join a meeting by its code or QR secret."""

    code: JoinCode
    alias: Annotated[str, Line(LONGEST_NAME, code="alias.long")] = ""
    stakeholder_group: Annotated[str, Line(LONGEST_NAME)] | None = Field(None, alias="stake")
    attendance: Word = "hall"


class RevokeSeat(CommandPayload):
    """End somebody's seat; its proposals, reactions and ballots stay."""

    seat_id: SeatId


class RestoreSeat(CommandPayload):
    """Restore an ended seat."""

    seat_id: SeatId


class LeaveSeat(CommandPayload):
    """Leave one's own seat; its proposals, reactions and ballots stay."""

    seat_id: SeatId
