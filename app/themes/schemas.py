"""Input schemas of the commands on themes: one schema for each kind of edit, told apart by `op`."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from app.platform.ids import MeetingId, ProposalId
from app.platform.live.specs import CommandPayload, Payload
from app.platform.text import Line, Number, Word
from app.themes import rules
from app.themes.rules import LONGEST_LABEL

ThemeKeys = Annotated[tuple[Word, ...], Field(max_length=50)]
ProposalIds = Annotated[tuple[ProposalId, ...], Field(max_length=500)]
Label = Annotated[str, Line(LONGEST_LABEL, code="theme.label_invalid")]
EDIT_FIELDS = frozenset({"theme", "others", "proposals", "label", "colour", "undoes", "act"})
"""The fields of all kinds of edits, by their names on the wire."""


class SuggestThemes(CommandPayload):
    """Ask the machine for themes."""

    meeting_id: MeetingId


class PlaceCard(CommandPayload):
    """Put one's own proposal into a theme; an empty `theme` says that it fits none, "unsure" that one cannot say."""

    proposal_id: ProposalId
    theme: Word
    meeting_id: MeetingId | None = None


class TapCard(CommandPayload):
    """Say which of two themes a doubtful proposal is about; an empty one says neither, "unsure" that one cannot say."""

    proposal_id: ProposalId
    theme: Word


class EditPayload(Payload):
    """Base class of the kinds of edits; a field that only other kinds have may be sent too and has no effect."""

    @model_validator(mode="before")
    @classmethod
    def _drop_fields_of_other_kinds(cls, values: object) -> object:
        if not isinstance(values, Mapping):
            return values
        foreign = EDIT_FIELDS - {field.alias for field in cls.model_fields.values()}
        return {name: value for name, value in values.items() if name not in foreign}


class MergeThemes(EditPayload):
    """Merge the themes `others` into `theme`."""

    op: Literal["merge"]
    theme: Word = ""
    others: ThemeKeys = ()

    def to_edit(self) -> rules.Merge:
        return rules.Merge(self.theme, self.others)


class SplitTheme(EditPayload):
    """Move proposals out of `theme`, or ungrouped ones, into a new theme."""

    op: Literal["split"]
    theme: Word = ""
    proposal_ids: ProposalIds = ()
    label: Label = ""

    def to_edit(self) -> rules.Split:
        return rules.Split(self.theme, self.proposal_ids, self.label)


class RenameTheme(EditPayload):
    """Give `theme` another label."""

    op: Literal["rename"]
    theme: Word = ""
    label: Label = ""

    def to_edit(self) -> rules.Rename:
        return rules.Rename(self.theme, self.label)


class PinProposals(EditPayload):
    """Put proposals into `theme`."""

    op: Literal["pin"]
    theme: Word = ""
    proposal_ids: ProposalIds = ()

    def to_edit(self) -> rules.Pin:
        return rules.Pin(self.theme, self.proposal_ids)


class SeparateProposals(EditPayload):
    """Keep two proposals from being in the same theme."""

    op: Literal["part"]
    proposal_ids: ProposalIds = ()

    def to_edit(self) -> rules.Separate:
        return rules.Separate(self.proposal_ids)


class RecolourTheme(EditPayload):
    """Give `theme` another colour."""

    op: Literal["colour"]
    theme: Word = ""
    colour: Number | None = None

    def to_edit(self) -> rules.Recolour:
        return rules.Recolour(self.theme, self.colour)


class DismissTheme(EditPayload):
    """Make the proposals of `theme` ungrouped."""

    op: Literal["dismiss"]
    theme: Word = ""

    def to_edit(self) -> rules.Dismiss:
        return rules.Dismiss(self.theme)


class AddTheme(EditPayload):
    """Make a theme that has a name and no proposals yet."""

    op: Literal["add"]
    label: Label = ""

    def to_edit(self) -> rules.Add:
        return rules.Add(self.label)


class ConfirmTheme(EditPayload):
    """Confirm that `theme` is right as it is: its proposals stay in it, and its name counts as given by people."""

    op: Literal["confirm"]
    theme: Word = ""

    def to_edit(self) -> rules.Confirm:
        return rules.Confirm(self.theme)


class UndoEdit(EditPayload):
    """Take back the edit numbered `undoes`, or the last active one, with the edits that depend on it.

    `act`: take back all edits that were sent together with it too.
    """

    op: Literal["undo"]
    undoes: Number = 0
    act: bool = False

    def to_edit(self) -> rules.Undo:
        return rules.Undo(self.undoes, is_whole_act=self.act)


ThemeEdit = Annotated[
    MergeThemes
    | SplitTheme
    | RenameTheme
    | PinProposals
    | SeparateProposals
    | RecolourTheme
    | DismissTheme
    | AddTheme
    | ConfirmTheme
    | UndoEdit,
    Field(discriminator="op"),
]


class EditThemes(CommandPayload):
    """Merge, split, rename, pin, part, colour, dismiss, add, confirm or undo: several together or not at all."""

    meeting_id: MeetingId
    edits: tuple[ThemeEdit, ...] = Field(min_length=1, max_length=50)

    def fields(self) -> dict[str, Any]:
        return {"edits": [edit.to_edit() for edit in self.edits]}
