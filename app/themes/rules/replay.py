"""Replays people's edits over a clustering draft."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import ProposalId
from app.themes.rules.board import Board, Theme
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
    colour_of,
    standing,
)
from app.themes.rules.flock import Flock


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
    """All themes, the largest first unless an order is stored, and the ungrouped proposals (`alone`)."""

    themes: tuple[Shown, ...]
    alone: tuple[ProposalId, ...]

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
        """Refuse an empty list of proposals, and one with a proposal that is not in the layout.

        Raises:
            DomainError: `theme.proposals_needed`.
        """
        known = {proposal for theme in self.themes for proposal in theme.members} | set(self.alone)
        if not proposal_ids or not set(proposal_ids) <= known:
            raise DomainError(ErrorKind.INVALID, "theme.proposals_needed")


def arrange(
    draft: Sequence[DraftTheme], alone: Sequence[ProposalId], edits: Sequence[Edit], flock: Flock | None = None
) -> Arrangement:
    """Return the themes that people see: the clustering draft with people's edits replayed over it.

    Args:
        draft: themes of the clustering; no proposal is in two of them.
        alone: ids of the ungrouped proposals.
        edits: every edit, oldest first; proposals in them that have vanished are skipped.
        flock: the neighbours that new proposals follow.
    """
    done = standing(edits)
    return replay(Board.of(draft, alone, done, flock or Flock()), done)


def replay(board: Board, edits: Sequence[Change]) -> Arrangement:
    """Apply edits to a layout, one after another, and return the themes that people see."""
    for edit in edits:
        _apply(board, edit)
    board.keep_apart()
    return _show(board)


def folded_label(label: str) -> str:
    """Return the form in which labels are compared: width, case and blanks make no difference."""
    return "".join(unicodedata.normalize("NFKC", label).casefold().split())


def _apply(board: Board, edit: Change) -> None:
    match edit:
        case Merge():
            _merge(board, edit)
        case Split():
            _split(board, edit)
        case Rename():
            _rename(board, edit.theme, edit.label)
        case Pin():
            _pin(board, edit, edit.theme)
        case Separate():
            _separate(board, edit)
        case Recolour():
            _recolour(board, edit)
        case Dismiss():
            _dismiss(board, edit)


def _merge(board: Board, edit: Merge) -> None:
    sure = board.placed.union(*(theme.members for theme in edit.context.themes))
    for other in edit.others:
        if other in board.themes:
            board.put(board.members(other), edit.theme, like=other)
            del board.themes[other]
    board.apart = [pair for pair in board.apart if not (set(pair) <= sure and _are_one(board, pair))]


def _are_one(board: Board, pair: tuple[ProposalId, ProposalId]) -> bool:
    key = board.homes.get(pair[0])
    return bool(key) and board.homes.get(pair[1]) == key


def _split(board: Board, edit: Split) -> None:
    _pin(board, edit, edit.new_key)
    theme = board.themes.get(edit.new_key)
    if theme is not None and theme.colour is None:
        used = {theme.colour for theme in board.themes.values()}
        unused = [colour for colour in edit.context.free_colours if colour not in used]
        theme.colour = next(iter(unused or edit.context.free_colours), None)
    _rename(board, edit.new_key, edit.label)


def _pin(board: Board, edit: Pin | Split, key: str) -> None:
    board.put(board.with_followers(edit.proposals, edit.context.newest), key, like=edit.theme)
    board.placed.update(edit.proposals)
    board.rejoin(edit.proposals)


def _separate(board: Board, edit: Separate) -> None:
    first, second = edit.proposals
    board.apart.append((first, second))
    board.keep_apart()


def _rename(board: Board, key: str, label: str) -> None:
    if label:
        board.names[key] = label
    if label and key in board.themes:
        board.themes[key].is_edited = True


def _recolour(board: Board, edit: Recolour) -> None:
    if edit.theme in board.themes:
        board.home(edit.theme).colour = edit.colour


def _dismiss(board: Board, edit: Dismiss) -> None:
    if edit.theme in board.themes:
        board.home(edit.theme).is_dismissed = True


def _show(board: Board) -> Arrangement:
    members: dict[str, list[ProposalId]] = {}
    for proposal, home in board.homes.items():
        members.setdefault(home, []).append(proposal)
    alone = members.pop("", [])
    themes = [theme for theme in board.themes.values() if theme.key in members]
    alone += [proposal for theme in themes if theme.is_dismissed for proposal in members[theme.key]]
    kept = [theme for theme in themes if not theme.is_dismissed]
    kept.sort(key=lambda theme: (-len(members[theme.key]), theme.key))
    labels = _labels(kept, board.names)
    return Arrangement(
        tuple(_shown(theme, labels[theme.key], tuple(members[theme.key])) for theme in kept), tuple(alone)
    )


def _labels(themes: Iterable[Theme], names: Mapping[str, str]) -> dict[str, str]:
    """Return {key: label}, no label twice: people's labels come first, a duplicate gets a keyword or a number added."""
    ordered = sorted(themes, key=lambda theme: theme.key not in names)
    labels: dict[str, str] = {}
    taken: set[str] = set()
    for theme in ordered:
        label = names.get(theme.key) or theme.label or "、".join(theme.keywords[:2]) or "·"
        more = [f"{label} · {word}" for word in theme.keywords if word not in label]
        more += [f"{label} {number}" for number in range(2, len(taken) + 3)]
        labels[theme.key] = next(choice for choice in (label, *more) if folded_label(choice) not in taken)
        taken.add(folded_label(labels[theme.key]))
    return labels


def _shown(theme: Theme, label: str, members: tuple[ProposalId, ...]) -> Shown:
    colour = theme.colour if theme.colour is not None else theme.drafted
    return Shown(
        key=theme.key,
        label=label,
        keywords=theme.keywords,
        members=members,
        representative=theme.representative if theme.representative in members else members[0],
        colour=colour_of(theme.key) if colour is None else colour,
        is_edited=theme.is_edited,
    )
