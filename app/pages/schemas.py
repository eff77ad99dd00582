"""What the pages' own forms and addresses carry where the schemas of the rooms do not fit."""

from typing import Annotated

from pydantic import Field

from app.people.schemas import AddStaff
from app.platform.ids import MeetingId, ProposalId
from app.platform.lengths import LONGEST_REASON
from app.platform.live.specs import Payload
from app.platform.text import Address, Key, Line, Number, Start, Word
from app.themes.rules import LONGEST_LABEL


class Preferences(Payload):
    """Language and large text of a browser."""

    locale: Word | None = None
    elder: Word | None = None
    next: Address | None = None


class NextPage(Payload):
    """The page to go to after signing in."""

    next: Address = "/office/"


class AskedCode(Payload):
    """A join code as somebody typed it."""

    code: Annotated[str, Line(2000)] = ""


class StaffForm(AddStaff):
    """A role for a person; `is_known` says that the e-mail may be one that is on the list already."""

    is_known: bool = False


class AskedReceipt(Payload):
    """The code of a voting receipt as somebody typed it."""

    code: Annotated[str, Line(100)] = ""


class AskedHead(Payload):
    """A head of a meeting's record, by number and fingerprint, as a print-out or a square names it."""

    number: Start = 0
    head: Annotated[str, Line(80)] = ""


class FloorPart(Payload):
    """A card whose look-alikes the floor is to show."""

    posted: Word = ""


class DeskPart(Payload):
    """Which part of a large meeting the desk is to show."""

    wall: Start = 0
    themes: Start = 0
    theme: Word = ""
    cards: Start = 0
    people: Start = 0


class LedgerPart(Payload):
    """From which entry on to show a ledger; `check` asks to check the record."""

    after: Start = 0
    check: Word | None = None


class LogPart(Payload):
    """Which part of the security log to show: events of one kind, those before an event."""

    kind: Word = ""
    after: Annotated[str, Line(60)] = ""


class ListPart(Payload):
    """From which item on to show a list."""

    start: Start = Field(default=0, alias="from")


class ThemeForm(Payload):
    """One edit of the themes as the desk's forms speak of it."""

    key: Key
    meeting_id: MeetingId
    op: Word = ""
    theme: Word = ""
    into: Word = ""
    proposal_ids: tuple[ProposalId, ...] = Field(default=(), max_length=500)
    label: Annotated[str, Line(LONGEST_LABEL, code="theme.label_invalid")] = ""
    colour: Number | None = None
    undoes: Number = 0


class MergeForm(Payload):
    """Two cards to put together; the original is named by its id, or by the number that stands on it."""

    key: Key
    proposal_id: ProposalId
    original_id: ProposalId | None = None
    number: Number | None = None
    reason: Annotated[str, Line(LONGEST_REASON)] = ""
