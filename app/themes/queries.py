"""Reads of themes."""

from collections.abc import Container
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.meetings.rules import ResultsVisibility
from app.platform.access.actors import Actor
from app.platform.access.sights import Sight
from app.platform.ids import MeetingId, ProposalId
from app.platform.storage import ledger
from app.proposals import queries as proposals
from app.themes import rows, rules
from app.themes.models import ThemeDraft, ThemeEdit, ThemeRun

THEMES = "themes"


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme as people see it; `people`: how many agree with any of its proposals, None while not shown."""

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[ProposalId, ...]
    representative: str
    colour: int
    is_edited: bool
    people: int | None


@dataclass(frozen=True, slots=True)
class ThemesView:
    themes: tuple[ThemeView, ...]
    alone: tuple[ProposalId, ...]
    standing_edits: int


@dataclass(frozen=True, slots=True)
class RunView:
    """Progress of a long clustering run."""

    proposals: int
    percent: int


def draft_of(session: Session, meeting_id: MeetingId) -> tuple[list[rules.DraftTheme], list[ProposalId]]:
    """Return the latest clustering draft: its themes, and its ungrouped proposals."""
    draft = session.execute(
        select(ThemeDraft.themes, ThemeDraft.alone).where(ThemeDraft.meeting == meeting_id)
    ).one_or_none()
    if draft is None:
        return [], []
    return [rows.draft_theme_from(row) for row in draft.themes], list(draft.alone)


def nearest_earlier_of(session: Session, meeting_id: MeetingId) -> dict[ProposalId, ProposalId]:
    """Return {proposal: its neighbour, the earlier proposal that it follows}; only the texts decide."""
    return dict(session.scalar(select(ThemeDraft.leaders).where(ThemeDraft.meeting == meeting_id)) or {})


def reasons_of(session: Session, meeting_id: MeetingId) -> dict[ProposalId, tuple[str, ...]]:
    """Return {proposal: the words for which the clustering put it into its theme}."""
    reasons = session.scalar(select(ThemeDraft.why).where(ThemeDraft.meeting == meeting_id)) or {}
    return {proposal: tuple(words) for proposal, words in reasons.items()}


def shown_reasons_of(session: Session, meeting_id: MeetingId) -> dict[ProposalId, tuple[str, ...]]:
    """Return `reasons_of` without the proposals that people have put into their theme: no words put them there."""
    placed = {
        proposal
        for edit in rules.active_edits(edits_of(session, meeting_id))
        if isinstance(edit, rules.Pin | rules.Split)
        for proposal in edit.proposals
    }
    return {proposal: words for proposal, words in reasons_of(session, meeting_id).items() if proposal not in placed}


def moves_of(session: Session, meeting_id: MeetingId) -> list[rules.Move]:
    """Return the proposals that the latest clustering run moved out of a theme that people saw before it."""
    moved = session.scalar(select(ThemeDraft.moved).where(ThemeDraft.meeting == meeting_id)) or []
    return [rules.Move(**row) for row in moved]


def run_of(session: Session, meeting_id: MeetingId) -> RunView | None:
    """Return the progress of the long clustering run that is under way, or None."""
    run = session.get(ThemeRun, meeting_id)
    return RunView(run.proposals, run.percent) if run and run.is_running else None


def run_version(session: Session, meeting_id: MeetingId) -> int:
    return session.scalar(select(ThemeRun.version).where(ThemeRun.meeting == meeting_id)) or 0


def is_running(session: Session, meeting_id: MeetingId, run: int) -> bool:
    """Return whether this clustering run is still under way, neither stopped nor followed by another run."""
    is_current = (ThemeRun.meeting == meeting_id) & (ThemeRun.run == run) & ThemeRun.is_running
    return session.scalar(select(ThemeRun.run).where(is_current)) is not None


def edits_of(session: Session, meeting_id: MeetingId) -> list[rules.Edit]:
    """Return every edit of the themes, oldest first."""
    query = select(ThemeEdit).where(ThemeEdit.meeting == meeting_id).order_by(ThemeEdit.number)
    return [rows.edit_from(row.number, row.edit) for row in session.scalars(query)]


def arrangement_of(session: Session, meeting_id: MeetingId) -> rules.Arrangement:
    """Return the themes that people see, of the proposals on the wall; new proposals are ungrouped until the next run.

    Labels and keywords leave out words that only texts off the wall contain.
    """
    basis = basis_of(session, meeting_id)
    edits = edits_of(session, meeting_id)
    order = order_of(session, meeting_id)
    vocabulary = vocabulary_of(session, meeting_id)
    if vocabulary is None:
        return rules.arrange(basis.draft, basis.ungrouped, edits, basis.neighbours).in_order(order)
    edits = [vocabulary.clean_edit(edit) for edit in edits]
    draft = [vocabulary.clean(theme) for theme in basis.draft]
    return rules.arrange(draft, basis.ungrouped, edits, basis.neighbours).in_order(order)


def order_of(session: Session, meeting_id: MeetingId) -> list[str]:
    """Return the theme keys in the stored display order; empty when the largest theme comes first."""
    return list(session.scalar(select(ThemeDraft.shown_order).where(ThemeDraft.meeting == meeting_id)) or [])


def vocabulary_of(session: Session, meeting_id: MeetingId) -> rules.Vocabulary | None:
    """Return the words of the texts on the wall and of those off the wall; None when every text is on the wall."""
    if not proposals.has_gone(session, meeting_id):
        return None
    texts = proposals.texts_of(session, meeting_id)
    shown, gone = [one.text for one in texts if one.is_shown], [one.text for one in texts if not one.is_shown]
    return rules.Vocabulary(shown, gone)


def basis_of(session: Session, meeting_id: MeetingId) -> rules.Basis:
    """Return what edits are replayed over: the clustering draft of the proposals on the wall, new ones ungrouped."""
    draft, ungrouped = draft_of(session, meeting_id)
    numbers = {view.id: view.number for view in proposals.wall_of(session, meeting_id)}
    themes = [_without(theme, numbers) for theme in draft]
    placed = {proposal for theme in themes for proposal in theme.members}
    drafted = [proposal for proposal in ungrouped if proposal in numbers and proposal not in placed]
    new = [proposal for proposal in numbers if proposal not in placed]
    neighbours = rules.Neighbours(nearest_earlier_of(session, meeting_id), numbers)
    return rules.Basis(themes, list(dict.fromkeys([*drafted, *new])), neighbours)


def themes_for_room(session: Session, meeting_id: MeetingId) -> ThemesView:
    """Return the themes as residents may see them: with numbers of people only when results visibility is immediate."""
    view = themes_of(session, meeting_id)
    if meetings.results_of(session, meeting_id) is ResultsVisibility.IMMEDIATE:
        return view
    return replace(view, themes=tuple(replace(theme, people=None) for theme in view.themes))


def themes_for(session: Session, meeting_id: MeetingId, actor: Actor) -> ThemesView:
    """Return the themes as an actor may see them: with numbers of people for those who may see withheld results."""
    sees_all = Sight.HELD_RESULTS in meetings.sights_at(session, meeting_id, actor)
    return themes_of(session, meeting_id) if sees_all else themes_for_room(session, meeting_id)


def themes_version(session: Session, meeting_id: MeetingId) -> int:
    """Return the number of the last ledger entry that changed the themes or the results visibility."""
    return ledger.version_of(session, meeting_id, THEMES, meetings.RESULTS)


def themes_of(session: Session, meeting_id: MeetingId) -> ThemesView:
    """Return the themes with the number of people who agree with any of their proposals."""
    arranged = arrangement_of(session, meeting_id)
    supporters = _supporters(session, meeting_id)
    themes = tuple(
        ThemeView(
            theme.key,
            theme.label,
            theme.keywords,
            theme.members,
            theme.representative,
            theme.colour,
            theme.is_edited,
            people=len(set().union(*(supporters.get(member, set()) for member in theme.members))),
        )
        for theme in arranged.themes
    )
    return ThemesView(themes, arranged.ungrouped, len(rules.active_edits(edits_of(session, meeting_id))))


def _supporters(session: Session, meeting_id: MeetingId) -> dict[str, set[str]]:
    supporters: dict[str, set[str]] = {}
    for row in proposals.reactions_of(session, meeting_id):
        if row.choice == "agree":
            supporters.setdefault(row.proposal, set()).add(row.seat)
    return supporters


def _without(theme: rules.DraftTheme, present: Container[ProposalId]) -> rules.DraftTheme:
    return replace(theme, members=tuple(member for member in theme.members if member in present))
