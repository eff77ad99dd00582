"""Replays people's edits over a clustering draft."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import ProposalId
from app.themes.rules.edits import (
    Change,
    Dismiss,
    DraftTheme,
    Edit,
    Merge,
    Pin,
    Recolour,
    Rename,
    Separate,
    Split,
    active_edits,
    colour_of,
)
from app.themes.rules.layout import Layout, Theme
from app.themes.rules.neighbours import Neighbours


@dataclass(frozen=True, slots=True)
class Shown:
    """One theme as people see it; `is_edited`: a person's edit has changed it."""

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[ProposalId, ...]
    representative: str
    colour: int
    is_edited: bool


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All themes, the largest first unless an order is stored, and the ungrouped proposals (`ungrouped`)."""

    themes: tuple[Shown, ...]
    ungrouped: tuple[ProposalId, ...]

    def in_order(self, keys: Sequence[str]) -> "Arrangement":
        """Return the arrangement with its themes in the order of `keys`; other themes follow as they were."""
        places = {key: place for place, key in enumerate(keys)}
        return replace(self, themes=tuple(sorted(self.themes, key=lambda theme: places.get(theme.key, len(places)))))

    def find(self, key: str) -> Shown:
        """Return the theme with this key.

        Raises:
            DomainError: `theme.unknown`.
        """
        for theme in self.themes:
            if theme.key == key:
                return theme
        raise DomainError(ErrorKind.NOT_FOUND, "theme.unknown")

    def check_known(self, proposal_ids: Sequence[ProposalId]) -> None:
        """Refuse an empty list of proposals, and a proposal that is neither in a theme nor ungrouped.

        Raises:
            DomainError: `theme.proposals_needed`.
        """
        known = {proposal for theme in self.themes for proposal in theme.members} | set(self.ungrouped)
        if not proposal_ids or not set(proposal_ids) <= known:
            raise DomainError(ErrorKind.INVALID, "theme.proposals_needed")


def arrange(
    draft: Sequence[DraftTheme],
    ungrouped: Sequence[ProposalId],
    edits: Sequence[Edit],
    neighbours: Neighbours | None = None,
) -> Arrangement:
    """Return the themes that people see: the clustering draft with people's edits replayed over it.

    Args:
        draft: themes of the clustering; no proposal is in two of them.
        ungrouped: ids of the ungrouped proposals.
        edits: every edit, oldest first; proposals in them that have vanished are skipped.
        neighbours: the neighbours that new proposals follow.
    """
    changes = active_edits(edits)
    return replay(Layout.of(draft, ungrouped, changes, neighbours or Neighbours()), changes)


def replay(layout: Layout, edits: Sequence[Change]) -> Arrangement:
    """Apply edits to a layout, one after another, and return the themes that people see."""
    for edit in edits:
        _apply(layout, edit)
    layout.separate_pairs()
    return _show(layout)


def folded_label(label: str) -> str:
    """Return the form in which labels are compared: width, case and blanks make no difference."""
    return "".join(unicodedata.normalize("NFKC", label).casefold().split())


def _apply(layout: Layout, edit: Change) -> None:
    match edit:
        case Merge():
            _merge(layout, edit)
        case Split():
            _split(layout, edit)
        case Rename():
            _rename(layout, edit.theme, edit.label)
        case Pin():
            _pin(layout, edit, edit.theme)
        case Separate():
            _separate(layout, edit)
        case Recolour():
            _recolour(layout, edit)
        case Dismiss():
            _dismiss(layout, edit)


def _merge(layout: Layout, edit: Merge) -> None:
    members = layout.placed.union(*(theme.members for theme in edit.context.themes))
    for other in edit.others:
        if other in layout.themes:
            layout.move_all(layout.members(other), edit.theme, model_key=other)
            del layout.themes[other]
    layout.separated = [pair for pair in layout.separated if not (set(pair) <= members and layout.are_together(pair))]


def _split(layout: Layout, edit: Split) -> None:
    _pin(layout, edit, edit.new_key)
    theme = layout.themes.get(edit.new_key)
    if theme is not None and theme.colour is None:
        used = {theme.colour for theme in layout.themes.values()}
        unused = [colour for colour in edit.context.free_colours if colour not in used]
        theme.colour = next(iter(unused or edit.context.free_colours), None)
    _rename(layout, edit.new_key, edit.label)


def _pin(layout: Layout, edit: Pin | Split, key: str) -> None:
    layout.move_all(layout.with_followers(edit.proposals, edit.context.newest), key, model_key=edit.theme)
    layout.placed.update(edit.proposals)
    layout.forget_separations(edit.proposals)


def _separate(layout: Layout, edit: Separate) -> None:
    first, second = edit.proposals
    layout.separated.append((first, second))
    layout.separate_pairs()


def _rename(layout: Layout, key: str, label: str) -> None:
    if label:
        layout.names[key] = label
    if label and key in layout.themes:
        layout.themes[key].is_edited = True


def _recolour(layout: Layout, edit: Recolour) -> None:
    if edit.theme in layout.themes:
        layout.edit_theme(edit.theme).colour = edit.colour


def _dismiss(layout: Layout, edit: Dismiss) -> None:
    if edit.theme in layout.themes:
        layout.edit_theme(edit.theme).is_dismissed = True


def _show(layout: Layout) -> Arrangement:
    members: dict[str, list[ProposalId]] = {}
    for proposal, key in layout.theme_of.items():
        members.setdefault(key, []).append(proposal)
    ungrouped = members.pop("", [])
    themes = [theme for theme in layout.themes.values() if theme.key in members]
    ungrouped += [proposal for theme in themes if theme.is_dismissed for proposal in members[theme.key]]
    shown_themes = [theme for theme in themes if not theme.is_dismissed]
    shown_themes.sort(key=lambda theme: (-len(members[theme.key]), theme.key))
    labels = _labels(shown_themes, layout.names)
    return Arrangement(
        tuple(_shown(theme, labels[theme.key], tuple(members[theme.key])) for theme in shown_themes), tuple(ungrouped)
    )


def _labels(themes: Iterable[Theme], names: Mapping[str, str]) -> dict[str, str]:
    """Return {key: label}, no label twice: people's labels come first, a duplicate gets a keyword or a number added."""
    by_source = sorted(themes, key=lambda theme: theme.key not in names)
    labels: dict[str, str] = {}
    taken: set[str] = set()
    for theme in by_source:
        label = names.get(theme.key) or theme.label or "、".join(theme.keywords[:2]) or "·"
        more = [f"{label} · {word}" for word in theme.keywords if word not in label]
        more += [f"{label} {number}" for number in range(2, len(taken) + 3)]
        labels[theme.key] = next(choice for choice in (label, *more) if folded_label(choice) not in taken)
        taken.add(folded_label(labels[theme.key]))
    return labels


def _shown(theme: Theme, label: str, members: tuple[ProposalId, ...]) -> Shown:
    colour = theme.colour if theme.colour is not None else theme.drafted_colour
    return Shown(
        key=theme.key,
        label=label,
        keywords=theme.keywords,
        members=members,
        representative=theme.representative if theme.representative in members else members[0],
        colour=colour_of(theme.key) if colour is None else colour,
        is_edited=theme.is_edited,
    )
