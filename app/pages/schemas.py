"""Schemas of the forms and query strings that only pages use."""

from typing import Annotated

from pydantic import Field

from app.accounts.schemas import AddStaff
from app.documents.templates.schemas import OneTemplate
from app.platform.ids import MeetingId, ProposalId
from app.platform.lengths import LONGEST_REASON
from app.platform.live.specs import CommandPayload, Payload
from app.platform.text import Address, Line, Number, Start, Word
from app.themes.schemas import Label


class Preferences(Payload):
    """The language and large-text mode chosen in a browser."""

    locale: Word | None = None
    elder: Word | None = None
    next: Address | None = None


class NextPage(Payload):
    """The page to go to after signing in."""

    next: Address = "/office/"


class AskedCode(Payload):
    """A join code as somebody typed it."""

    code: Annotated[str, Line(2000)] = ""


class PostedTemplate(OneTemplate):
    """A template that somebody sends to be tried or to be used; `do` is the button that was pressed."""

    do: Word = "keep"


class StaffForm(AddStaff):
    """A role for a person; `is_known` allows an e-mail that is already on the list."""

    is_known: bool = False


class AskedReceipt(Payload):
    """The code of a voting receipt as somebody typed it."""

    code: Annotated[str, Line(100)] = ""


class AskedHead(Payload):
    """A ledger head of a meeting, by number and fingerprint, as a print-out or QR code names it."""

    number: Start = 0
    head: Annotated[str, Line(80)] = ""


class FloorPart(Payload):
    """The card, just posted, whose similar cards the floor shows."""

    posted: Word = ""


class FloorSections(Payload):
    """The sections of the floor that a page fetches again; unknown names are ignored.

    `dealt`: the doubtful proposal that the page shows.
    """

    of: tuple[Word, ...] = Field(default=(), max_length=8)
    dealt: Word = ""


class DeskPart(Payload):
    """Where the desk's lists of cards, themes and people begin, which theme is opened, and which card is explained."""

    wall: Start = 0
    themes: Start = 0
    theme: Word = ""
    cards: Start = 0
    people: Start = 0
    why: Word = ""


class LedgerPart(Payload):
    """The number of the entry after which to show a ledger; `check` asks for a check of the record."""

    after: Start = 0
    check: Word | None = None


class LogPart(Payload):
    """Query of a page of the security log: `kind` limits it to one kind, `after` to events older than this cursor."""

    kind: Word = ""
    after: Annotated[str, Line(60)] = ""


class ListPart(Payload):
    """The position at which to begin a list."""

    start: Start = Field(default=0, alias="from")


class ThemeForm(CommandPayload):
    """One act on the themes as the forms of the desk send it.

    `accepted`: keys of themes whose names people accept; `labels`: these names, in the same order; `act`: an undo takes
    back all that was done in one act with the edit `undoes`.
    """

    meeting_id: MeetingId
    op: Word = ""
    theme: Word = ""
    into: Word = ""
    proposal_ids: tuple[ProposalId, ...] = Field(default=(), max_length=500)
    label: Label = ""
    accepted: tuple[Word, ...] = Field(default=(), max_length=50)
    labels: tuple[Label, ...] = Field(default=(), max_length=50)
    colour: Number | None = None
    undoes: Number = 0
    act: bool = False


class MergeForm(CommandPayload):
    """Two cards to merge; the form names the original by its id, or by the number printed on it."""

    proposal_id: ProposalId
    original_id: ProposalId | None = None
    number: Number | None = None
    reason: Annotated[str, Line(LONGEST_REASON)] = ""
