"""Input schemas of the commands on resolutions."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from app.platform.ids import ConcessionId, MeetingId, NoticeId, ResolutionId
from app.platform.lengths import LONGEST_NAME, LONGEST_TITLE
from app.platform.live.specs import CommandPayload, Payload
from app.platform.text import Line, Number, Text, Word
from app.resolutions.notices import rules as notices
from app.resolutions.rules import LONGEST, LONGEST_DISSENT, MOST_CLAUSES, MOST_DISSENT, Dissent

ClauseNumber = Annotated[Number, Field(ge=1, le=MOST_CLAUSES)]
ShortLine = Annotated[str, Line(notices.LONGEST_LINE)]


class DraftResolution(CommandPayload):
    """Write a first text; `corrects` names the adopted resolution of the same place that it is to correct."""

    meeting_id: MeetingId
    title: Annotated[str, Line(LONGEST_TITLE, code="title.long")]
    text: Annotated[str, Text(LONGEST, code="resolution.text_long")]
    theme: Word | None = None
    corrects: ResolutionId | None = None


class ReviseResolution(CommandPayload):
    """Change the text of a draft."""

    resolution_id: ResolutionId
    title: Annotated[str, Line(LONGEST_TITLE, code="title.long")]
    text: Annotated[str, Text(LONGEST, code="resolution.text_long")]


class SetTerms(CommandPayload):
    """Replace who is responsible, term, review and objections; a field that is left out becomes unknown."""

    resolution_id: ResolutionId
    responsible: ShortLine = ""
    effective_on: date | None = None
    valid_until: date | None = None
    review_on: date | None = None
    objection_address: ShortLine = ""
    objection_phone: Annotated[str, Line(LONGEST_NAME)] = ""
    objection_until: date | None = None


class PrepareResolution(CommandPayload):
    """Replace what was done before the vote; a field that is left out becomes unknown."""

    resolution_id: ResolutionId
    noticed_on: date | None = None
    branch_studied_on: date | None = None
    branch_minute: Annotated[str, Line(LONGEST_NAME)] = ""
    is_legally_checked: bool = False


class Reservation(Payload):
    """One reservation: its reason, the clause it is about, who holds it, and what would win their agreement."""

    text: Annotated[str, Line(LONGEST_DISSENT)]
    clause: ClauseNumber | None = None
    group: Annotated[str, Line(LONGEST_NAME)] = ""
    people: Number | None = None
    wanted: Annotated[str, Line(LONGEST_DISSENT)] = ""

    @property
    def dissent(self) -> Dissent:
        return Dissent(self.text, self.clause, self.group, self.people, self.wanted)


class AddDissent(CommandPayload):
    """Record a reservation beside a clause, or beside the whole text."""

    resolution_id: ResolutionId
    text: Annotated[str, Line(LONGEST_DISSENT)]
    clause: ClauseNumber | None = None
    group: Annotated[str, Line(LONGEST_NAME)] = ""
    people: Number | None = None
    wanted: Annotated[str, Line(LONGEST_DISSENT)] = ""


class RemoveDissent(CommandPayload):
    """Remove a reservation by its place among the reservations, from 1."""

    resolution_id: ResolutionId
    number: Number


class TakeConcession(CommandPayload):
    """Take an offer up into the text of a resolution, and say in which clause."""

    concession_id: ConcessionId
    resolution_id: ResolutionId | None = None
    clause: ClauseNumber | None = None


class PutToVote(CommandPayload):
    """Open a poll on a draft."""

    resolution_id: ResolutionId
    rule: Word = "R0"
    is_secret: bool = True


class AdoptResolution(CommandPayload):
    """Adopt what a poll has carried, with further reservations: a text, or an object with what else is known."""

    resolution_id: ResolutionId
    reservations: tuple[Annotated[str, Line(LONGEST_DISSENT)] | Reservation, ...] = Field(
        default=(), max_length=MOST_DISSENT
    )

    def fields(self) -> dict[str, Any]:
        dissent = tuple(one if isinstance(one, str) else one.dissent for one in self.reservations)
        return {"resolution_id": self.resolution_id, "reservations": dissent}


class PostNotice(CommandPayload):
    """Post the result or the progress of an adopted resolution; the day of posting counts as day 1."""

    resolution_id: ResolutionId
    kind: notices.Kind = notices.Kind.RESULT
    starts_on: date | None = None
    days: Number = notices.USUAL_DAYS
    posted_where: ShortLine = ""
    contact: ShortLine = ""
    issuer: Annotated[str, Line(LONGEST_NAME)] = ""
    note: Annotated[str, Text(notices.LONGEST_NOTE)] = ""


class TakeDownNotice(CommandPayload):
    """Take a notice down, before its last day is over only with a reason."""

    notice_id: NoticeId
    reason: ShortLine = ""
