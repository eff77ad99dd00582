"""Reads of themes."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.meetings.rules import Results
from app.platform import ledger
from app.proposals import queries as proposals
from app.themes import rules
from app.themes.models import ThemeDraft, ThemeEdit

THEMES = "themes"


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme with what it weighs: posts, and the people who agree with any of them."""

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[str, ...]
    representative: str
    colour: int
    is_edited: bool
    people: int


@dataclass(frozen=True, slots=True)
class ThemesView:
    themes: tuple[ThemeView, ...]
    alone: tuple[str, ...]
    last_edit: int


def draft_of(session: Session, meeting: str) -> tuple[list[rules.DraftTheme], list[str]]:
    """The machine's latest draft: themes, and the proposals it left alone."""
    found = session.get(ThemeDraft, meeting)
    if found is None:
        return [], []
    return [_draft_theme(row) for row in found.themes], list(found.alone)


def edits_of(session: Session, meeting: str) -> list[rules.Edit]:
    """Everything people did to the themes, oldest first."""
    query = select(ThemeEdit).where(ThemeEdit.meeting == meeting).order_by(ThemeEdit.number)
    return [_edit(row.number, row.edit) for row in session.scalars(query)]


def arrangement_of(session: Session, meeting: str) -> rules.Arrangement:
    """The themes as people see them, of the proposals on the wall; a new one stands alone until the next run."""
    draft, alone = draft_of(session, meeting)
    present = [view.id for view in proposals.wall_of(session, meeting)]
    on_wall = set(present)
    drafted = [_without(theme, on_wall) for theme in draft]
    placed = {proposal for theme in drafted for proposal in theme.members}
    loose = [proposal for proposal in present if proposal not in placed]
    kept = [proposal for proposal in alone if proposal in on_wall]
    order = [*kept, *(proposal for proposal in loose if proposal not in set(kept))]
    return rules.arrange(drafted, order, edits_of(session, meeting))


def themes_for_room(session: Session, meeting: str) -> ThemesView:
    """The themes as residents may see them: without their weight while the results are not shown."""
    view = themes_of(session, meeting)
    if meetings.results_of(session, meeting) is Results.OPEN:
        return view
    return replace(view, themes=tuple(replace(theme, people=0) for theme in view.themes))


def themes_version(session: Session, meeting: str) -> int:
    """The entry of the themes as the room sees them."""
    return max(ledger.version_of(session, meeting, THEMES), meetings.results_version(session, meeting))


def themes_of(session: Session, meeting: str) -> ThemesView:
    """The themes with their weight in people."""
    arranged = arrangement_of(session, meeting)
    supporters = _supporters(session, meeting)
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
    standing = rules.standing(edits_of(session, meeting))
    return ThemesView(themes, arranged.alone, standing[-1].number if standing else 0)


def _supporters(session: Session, meeting: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in proposals.reactions_of(session, meeting):
        if row.choice == "agree":
            found.setdefault(row.proposal, set()).add(row.seat)
    return found


def _without(theme: rules.DraftTheme, present: set[str]) -> rules.DraftTheme:
    members = tuple(member for member in theme.members if member in present)
    return rules.DraftTheme(theme.key, theme.label, theme.keywords, members, theme.representative, theme.cohesion)


def _draft_theme(row: dict[str, Any]) -> rules.DraftTheme:
    return rules.DraftTheme(
        row["key"],
        row["label"],
        tuple(row["keywords"]),
        tuple(row["members"]),
        row["representative"],
        row["cohesion"],
    )


def _edit(number: int, row: dict[str, Any]) -> rules.Edit:
    return rules.Edit(
        number=number,
        op=rules.Op(row["op"]),
        theme=row["theme"],
        others=tuple(row["others"]),
        proposals=tuple(row["proposals"]),
        to=row["to"],
        label=row["label"],
        colour=row["colour"],
        undoes=row["undoes"],
    )
