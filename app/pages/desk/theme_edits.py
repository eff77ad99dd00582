"""Edits that one form of the desk makes of the themes as they are now: a new theme, or names accepted together."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.pages.schemas import ThemeForm
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, ProposalId
from app.themes import queries, rules

NEW_THEME, ACCEPT_NAMES = "new_theme", "accept_names"
"""What the forms call these two acts."""


def accepted_names(form: ThemeForm) -> list[dict[str, Any]]:
    """Return an edit for each name that people accept: the theme gets, by people, the name that it has."""
    return [
        {"op": "rename", "theme": key, "label": label} for key, label in zip(form.accepted, form.labels, strict=False)
    ]


def new_theme(session: Session, meeting_id: MeetingId, form: ThemeForm) -> list[dict[str, Any]]:
    """Return the edits that make a theme of the chosen proposals, wherever they are; it must have a name.

    Raises:
        DomainError: `theme.label_invalid` without a name, `theme.proposals_needed` without a proposal.
    """
    label, picked = form.label, form.proposal_ids
    if not label:
        raise DomainError(ErrorKind.INVALID, "theme.label_invalid", most=rules.LONGEST_LABEL)
    if not picked:
        raise DomainError(ErrorKind.INVALID, "theme.proposals_needed")
    source = _one_source(queries.arrangement_of(session, meeting_id), picked)
    if source is not None:
        return [{"op": "split", "theme": source, "proposals": picked, "label": label}]
    active = rules.active_edits(queries.edits_of(session, meeting_id))
    taken = [key for edit in active if (key := getattr(edit, "new_key", ""))]
    key = rules.key_of_added(rules.Add(label), taken)
    return [{"op": "add", "label": label}, {"op": "pin", "theme": key, "proposals": picked}]


def _one_source(now: rules.Arrangement, picked: Sequence[ProposalId]) -> str | None:
    """Return the theme that the proposals can be split from, "" if all are ungrouped; None if they cannot be split."""
    if set(picked) <= set(now.ungrouped):
        return ""
    return next((theme.key for theme in now.themes if set(picked) < set(theme.members)), None)
