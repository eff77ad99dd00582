"""Lists people's edits of the themes with what their messages need, for the desk and for exports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.queries import Signature
from app.meetings import queries as meetings
from app.platform.ids import MeetingId, ProposalId, StaffId
from app.themes import rows, rules
from app.themes.models import ThemeEdit


@dataclass(frozen=True, slots=True)
class EditLine:
    """One edit as a line of the history: who made it, when, and the message `domain.edit.<op>` with its `facts`.

    `counts`: the edit is active, or it is an undo; `source`: who made it, the desk, an author or the room.
    """

    number: int
    op: str
    by: Signature
    at: datetime
    facts: Mapping[str, Any]
    counts: bool
    source: rules.Source = rules.Source.DESK

    @property
    def is_by_desk(self) -> bool:
        return self.source is rules.Source.DESK


def edit_lines_of(session: Session, meeting_id: MeetingId, numbers: Mapping[ProposalId, int]) -> list[EditLine]:
    """Return every edit of the themes, oldest first.

    Args:
        numbers: {proposal: its number on the wall}.
    """
    query = select(ThemeEdit).where(ThemeEdit.meeting == meeting_id).order_by(ThemeEdit.number)
    stored = list(session.scalars(query))
    edits = [rows.edit_from(row.number, row.edit) for row in stored]
    active = {edit.number for edit in rules.active_edits(edits)}
    place_id = meetings.meeting_of(session, meeting_id).place
    staff = {row.actor for row in stored} - set(rules.Source)
    signatures = {actor: accounts.signature_of(session, StaffId(actor), place_id) for actor in staff}
    signatures |= {source: Signature("", source) for source in rules.Source}
    return [
        EditLine(
            edit.number,
            _message_key_of(edit),
            signatures[row.actor],
            row.at,
            _facts(edit, row.edit.get("names", {}), numbers),
            edit.number in active or isinstance(edit, rules.Undo),
            rules.source_of(edit),
        )
        for row, edit in zip(stored, edits, strict=True)
    ]


def _message_key_of(edit: rules.Edit) -> str:
    if isinstance(edit, rules.Undo) and edit.dependents:
        return "undo_with"
    if isinstance(edit, rules.Pin) and not edit.theme:
        return "unsure" if edit.is_unsure else "fits_none"
    return edit.op


def _facts(edit: rules.Edit, names: Mapping[str, str], numbers: Mapping[ProposalId, int]) -> dict[str, Any]:
    """Return the parameters of all edit messages; each message uses some of them."""
    row = rows.ledger_row_of(edit)
    cards = sorted(numbers[proposal] for proposal in row["proposals"] if proposal in numbers)
    return {
        "theme": names.get(row["theme"], row["theme"]),
        "others": "、".join(names.get(key, key) for key in row["others"]),
        "cards": "、".join(map(str, cards)),
        "label": row["label"],
        "number": row["undoes"],
        "drops": "、".join(map(str, row["drops"])),
    }
