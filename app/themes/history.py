"""What people did to the themes, in words: for the desk's history and for the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.people import queries as people
from app.people.queries import Signature
from app.platform.ids import MeetingId, ProposalId, StaffId
from app.themes import queries, rules
from app.themes.models import ThemeEdit


@dataclass(frozen=True, slots=True)
class Act:
    """One edit: who, when, and the text `domain.edit.<op>` with what fills it; `counts`: it stands."""

    number: int
    op: str
    by: Signature
    at: datetime
    facts: Mapping[str, Any]
    counts: bool


def history_of(session: Session, meeting_id: MeetingId, numbers: Mapping[ProposalId, int]) -> list[Act]:
    """Everything people did to the themes, oldest first.

    Args:
        numbers: {proposal: its number on the wall}.
    """
    rows = list(session.scalars(select(ThemeEdit).where(ThemeEdit.meeting == meeting_id).order_by(ThemeEdit.number)))
    edits = [queries.edit_from(row.number, row.edit) for row in rows]
    counting = {edit.number for edit in rules.standing(edits)}
    place_id = meetings.meeting_of(session, meeting_id).place
    signed = {actor: people.signature_of(session, StaffId(actor), place_id) for actor in {row.actor for row in rows}}
    return [
        Act(
            edit.number,
            "undo_with" if edit.drops else edit.op.value,
            signed[row.actor],
            row.at,
            _facts(edit, row.edit.get("names", {}), numbers),
            edit.number in counting or edit.op is rules.Op.UNDO,
        )
        for row, edit in zip(rows, edits, strict=True)
    ]


def _facts(edit: rules.Edit, names: Mapping[str, str], numbers: Mapping[ProposalId, int]) -> dict[str, Any]:
    """All that any of the texts may speak of."""
    cards = sorted(numbers[proposal] for proposal in edit.proposals if proposal in numbers)
    return {
        "theme": names.get(edit.theme, edit.theme),
        "others": "、".join(names.get(key, key) for key in edit.others),
        "cards": "、".join(map(str, cards)),
        "label": edit.label,
        "number": edit.undoes,
        "drops": "、".join(map(str, edit.drops)),
    }
