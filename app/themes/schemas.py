"""Input schemas of the commands on themes."""

from typing import Annotated, Any

from pydantic import Field

from app.platform.ids import MeetingId, ProposalId
from app.platform.live.specs import CommandPayload, Payload
from app.platform.text import Line, Number, Word
from app.themes.rules import LONGEST_LABEL, Edit, Op


class SuggestThemes(CommandPayload):
    """Ask the machine for themes."""

    meeting_id: MeetingId


class ThemeEditWish(Payload):
    """One edit; which fields count depends on `op`."""

    op: Op
    theme: Word = ""
    others: tuple[Word, ...] = Field(default=(), max_length=50)
    proposal_ids: tuple[ProposalId, ...] = Field(default=(), max_length=500)
    label: Annotated[str, Line(LONGEST_LABEL, code="theme.label_invalid")] = ""
    colour: Number | None = None
    undoes: Number = 0

    def to_edit(self) -> Edit:
        """Return the edit, not yet numbered."""
        return Edit(
            number=0,
            op=self.op,
            theme=self.theme,
            others=self.others,
            proposals=self.proposal_ids,
            label=self.label,
            colour=self.colour,
            undoes=self.undoes,
        )


class EditThemes(CommandPayload):
    """Merge, split, rename, pin, part, colour, dismiss or undo; several are done together or not at all."""

    meeting_id: MeetingId
    edits: tuple[ThemeEditWish, ...] = Field(min_length=1, max_length=50)

    def fields(self) -> dict[str, Any]:
        return {"edits": [wish.to_edit() for wish in self.edits]}
