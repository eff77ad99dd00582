"""Payloads of requests about meetings and seats."""

from typing import Annotated, Any

from pydantic import Field

from app.meetings.rules import LONGEST_QUESTION, ResultsVisibility
from app.platform.ids import MeetingId, PlaceId, SeatId
from app.platform.lengths import LONGEST_NAME, LONGEST_REASON, LONGEST_TITLE
from app.platform.live.specs import CommandPayload, Payload
from app.platform.local_time import LocalMoment
from app.platform.text import JoinCode, Line, Number, ViewName, Word

MAX_NAMES = 500
FactLine = Annotated[str, Line(LONGEST_TITLE)]
ListedName = Annotated[str, Line(LONGEST_NAME, least=1)]
ListedPerson = Annotated[str, Line(LONGEST_TITLE, least=1)]


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


class GivenFacts(Payload):
    """Facts of a meeting that its papers print; a fact that is left out stays unchanged, one that is null is emptied.

    A person is a name, followed by the office in brackets: 王建国（社区党组织书记）.
    """

    minutes_title: Annotated[str, Line(LONGEST_TITLE, code="title.long")] | None = None
    venue: FactLine | None = None
    convener: FactLine | None = None
    host: FactLine | None = None
    recorder: FactLine | None = None
    supervisor: FactLine | None = None
    entitled: Number | None = None
    entitled_basis: Annotated[str, Line(LONGEST_REASON)] | None = None
    on_leave: Number | None = None
    on_leave_names: tuple[ListedName, ...] | None = Field(None, max_length=MAX_NAMES)
    in_attendance: tuple[ListedPerson, ...] | None = Field(None, max_length=MAX_NAMES)
    held_from: LocalMoment | None = None
    held_until: LocalMoment | None = None


class RecordFacts(CommandPayload):
    """Enter facts of a meeting; `reason` says why facts are corrected after the minutes are final."""

    meeting_id: MeetingId
    facts: GivenFacts
    reason: Annotated[str, Line(LONGEST_REASON)] = ""

    def fields(self) -> dict[str, Any]:
        """Return the arguments of the action: of the facts those that the sender has named."""
        given = {name: getattr(self.facts, name) for name in self.facts.model_fields_set}
        return {"facts": given, "reason": self.reason}


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
