"""Replays people's edits over a clustering draft."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import ProposalId
from app.themes.rules.edits import (
    COLOURS,
    LONGEST_LABEL,
    Add,
    Change,
    Confirm,
    Dismiss,
    DraftTheme,
    Edit,
    Merge,
    Pin,
    Recolour,
    Rename,
    Separate,
    Source,
    Split,
    active_edits,
    colour_of,
    source_of,
)
from app.themes.rules.layout import Layout, Theme
from app.themes.rules.neighbours import Neighbours


@dataclass(frozen=True, slots=True)
class Shown:
    """One theme as people see it; `is_edited`: a person's edit has changed it; `is_named`: people gave it its label.

    `name`: the label without the word or number that tells it from an equal one.
    """

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[ProposalId, ...]
    representative: str
    colour: int
    is_edited: bool
    is_named: bool = False
    is_confirmed: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All themes, the largest first unless an order is stored, and the ungrouped proposals (`ungrouped`).

    `placed`: {proposal: who placed it}; `merged`: {key of a merged theme: the theme that has its members}; `separated`:
    pairs that people want apart; `unsure`: the ungrouped proposals whose author cannot say.
    """

    themes: tuple[Shown, ...]
    ungrouped: tuple[ProposalId, ...]
    placed: Mapping[ProposalId, Source] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    separated: tuple[tuple[ProposalId, ProposalId], ...] = ()
    unsure: frozenset[ProposalId] = frozenset()

    def in_order(self, keys: Sequence[str]) -> "Arrangement":
        """Return the arrangement with its themes in the order of `keys`; other themes follow as they were."""
        places = {key: place for place, key in enumerate(keys)}
        return replace(self, themes=tuple(sorted(self.themes, key=lambda theme: places.get(theme.key, len(places)))))

    def shown_key(self, key: str) -> str:
        """Return the key of the theme that has the members of a theme: another key if the theme was merged into one."""
        for _ in self.merged:
            key = self.merged.get(key, key)
        return key

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
        case Pin():
            _pin(layout, edit, edit.theme)
        case Confirm():
            _confirm(layout, edit)
        case Separate():
            _separate(layout, edit)
        case _:
            _apply_look(layout, edit)


def _apply_look(layout: Layout, edit: Rename | Recolour | Dismiss | Add) -> None:
    """Apply a change of the name or colour of a theme, or of whether the theme exists."""
    match edit:
        case Rename():
            _rename(layout, edit.theme, edit.label)
        case Add():
            _add(layout, edit)
        case Recolour():
            _recolour(layout, edit)
        case Dismiss():
            _dismiss(layout, edit)


def _merge(layout: Layout, edit: Merge) -> None:
    members = set(layout.placed).union(*(theme.members for theme in edit.context.themes))
    if edit.joins_labels:
        _join_labels(layout, edit)
    for other in edit.others:
        if other in layout.themes:
            layout.move_all(layout.members(other), edit.theme, model_key=other)
            layout.merged[other] = edit.theme
            if edit.theme in layout.themes:
                layout.themes[edit.theme].is_confirmed &= layout.themes[other].is_confirmed
            del layout.themes[other]
    layout.separated = [pair for pair in layout.separated if not (set(pair) <= members and layout.are_together(pair))]


def _join_labels(layout: Layout, edit: Merge) -> None:
    """Join the labels of the merged themes by " · ", as many of them as fit; people's and the machine's count alike."""
    keys = [key for key in (edit.theme, *edit.others) if key in layout.themes]
    labels = [label for key in keys if (label := layout.names.get(key) or layout.themes[key].label)]
    joined = next(iter(labels), "")
    for label in labels[1:]:
        if len(longer := f"{joined} · {label}") <= LONGEST_LABEL:
            joined = longer
    if layout.names.keys() & keys:
        _rename(layout, edit.theme, joined)
    elif edit.theme in layout.themes:
        layout.themes[edit.theme].label = joined


def _split(layout: Layout, edit: Split) -> None:
    _pin(layout, edit, edit.new_key)
    _choose_colour(layout, edit)
    _rename(layout, edit.new_key, edit.label)


def _add(layout: Layout, edit: Add) -> None:
    layout.edit_theme(edit.new_key).is_kept = True
    _choose_colour(layout, edit)
    _rename(layout, edit.new_key, edit.label)


def _choose_colour(layout: Layout, edit: Add | Split) -> None:
    theme = layout.themes.get(edit.new_key)
    if theme is not None and theme.colour is None:
        uses = Counter(other.colour for other in layout.themes.values() if other.colour is not None)
        unused = [colour for colour in edit.context.free_colours if not uses[colour]]
        theme.colour = next(iter(unused), min(range(COLOURS), key=lambda colour: (uses[colour], colour)))


def _confirm(layout: Layout, edit: Confirm) -> None:
    _pin(layout, edit, edit.theme)
    _rename(layout, edit.theme, edit.label)
    if edit.theme in layout.themes:
        layout.themes[edit.theme].is_confirmed = True


def _pin(layout: Layout, edit: Pin | Split | Confirm, key: str) -> None:
    source = source_of(edit)
    movable = layout.movable(edit.proposals, source)
    layout.move_all(layout.with_followers(movable, edit.context.newest), key, model_key=edit.theme)
    if isinstance(edit, Pin) and edit.is_unsure:
        layout.unsure.update(movable)
        for proposal in movable:
            layout.placed.pop(proposal, None)
        return
    layout.unsure.difference_update(movable)
    layout.placed.update(dict.fromkeys(movable, source))
    layout.forget_separations(movable)


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
    for proposal in layout.members(edit.theme):
        layout.placed.pop(proposal, None)


def _show(layout: Layout) -> Arrangement:
    members: dict[str, list[ProposalId]] = {}
    for proposal, key in layout.theme_of.items():
        members.setdefault(key, []).append(proposal)
    ungrouped = members.pop("", [])
    dismissed = [theme for theme in layout.themes.values() if theme.key in members and theme.is_dismissed]
    ungrouped += [proposal for theme in dismissed for proposal in members[theme.key]]
    themes = [theme for theme in layout.themes.values() if not theme.is_dismissed]
    shown_themes = [theme for theme in themes if theme.key in members or theme.is_kept]
    shown_themes.sort(key=lambda theme: (-len(members.get(theme.key, ())), theme.key))
    labels = _labels(shown_themes, layout.names)
    shown = tuple(_shown(theme, labels[theme.key], members.get(theme.key, ()), layout.names) for theme in shown_themes)
    placed = {proposal: source for proposal, source in layout.placed.items() if proposal in layout.theme_of}
    unsure = layout.unsure & set(ungrouped)
    return Arrangement(
        shown, tuple(ungrouped), placed, layout.merged, separated=tuple(layout.separated), unsure=frozenset(unsure)
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


def _shown(theme: Theme, label: str, members: Sequence[ProposalId], names: Mapping[str, str]) -> Shown:
    colour = theme.colour if theme.colour is not None else theme.drafted_colour
    return Shown(
        key=theme.key,
        label=label,
        keywords=theme.keywords,
        members=tuple(members),
        representative=theme.representative if theme.representative in members else next(iter(members), ""),
        colour=colour_of(theme.key) if colour is None else colour,
        is_edited=theme.is_edited,
        is_named=theme.key in names,
        is_confirmed=theme.is_confirmed,
        name=names.get(theme.key) or theme.label or label,
    )
