"""Quotes from a theme, for the projector, and the theme of each of a resident's own proposals."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.platform.ids import MeetingId, ProposalId
from app.proposals import queries as proposals
from app.themes import queries, rules
from app.themes.models import ThemeEdit


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote: a proposal in its author's words, and the words for which it is in its theme."""

    id: ProposalId
    text: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CurrentTheme:
    """The theme of a proposal; `moved_at`: when a person put the proposal there, None when nobody did."""

    key: str
    theme: str
    moved_at: datetime | None


def quotes_of(session: Session, meeting_id: MeetingId, theme: str, *, most: int) -> list[Quote]:
    """Return at most `most` proposals of a theme as quotes, the newest first.

    Raises:
        DomainError: `theme.unknown`.
    """
    members = set(queries.arrangement_of(session, meeting_id).find(theme).members)
    reasons = queries.shown_reasons_of(session, meeting_id)
    views = [view for view in proposals.wall_of(session, meeting_id) if view.id in members]
    return [Quote(view.id, view.text, reasons.get(view.id, ())) for view in views[::-1][:most]]


def current_themes_of(
    session: Session, meeting_id: MeetingId, ids: Collection[ProposalId]
) -> dict[ProposalId, CurrentTheme]:
    """Return {proposal: its theme} for those of `ids` that are in a theme."""
    if not ids:
        return {}
    moved = _moved_at(session, meeting_id)
    return {
        member: CurrentTheme(theme.key, theme.label, moved.get(member))
        for theme in queries.arrangement_of(session, meeting_id).themes
        for member in theme.members
        if member in ids
    }


def _moved_at(session: Session, meeting_id: MeetingId) -> dict[str, datetime]:
    """Return {proposal: when a person last put it into a theme}."""
    query = select(ThemeEdit.number, ThemeEdit.at).where(ThemeEdit.meeting == meeting_id)
    times = {number: at for number, at in session.execute(query)}
    return {
        proposal: times[edit.number]
        for edit in rules.active_edits(queries.edits_of(session, meeting_id))
        for proposal in rules.placed_in(edit)
    }
