"""What people do to the machine's draft of themes, replayed over every draft so that the machine obeys.

A draft is the machine's; edits are people's. What is shown is the edits replayed over the latest draft:
an undo is a replay without the edit, and a re-run of the machine changes nothing that a person decided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind

LONGEST_LABEL = 30
COLOURS = 8


class Op(StrEnum):
    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    PIN = "pin"
    PART = "part"
    COLOUR = "colour"
    DISMISS = "dismiss"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class DraftTheme:
    """One theme as the machine found it; members are ids of proposals."""

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[str, ...]
    representative: str
    cohesion: float


@dataclass(frozen=True, slots=True)
class Edit:
    """One act of a person. Which fields count depends on `op`:

    merge: `others` into `theme` · split: `proposals` out of `theme` into the new key `to` · rename: `theme`, `label` ·
    pin: `proposals` into `theme` · part: the two `proposals` are not one · colour: `theme`, `colour` ·
    dismiss: `theme` is no theme · undo: the edit numbered `undoes`.
    """

    number: int
    op: Op
    theme: str = ""
    others: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()
    to: str = ""
    label: str = ""
    colour: int | None = None
    undoes: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """One theme as people see it; `is_edited` says that a person has had a hand in it."""

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[str, ...]
    representative: str
    colour: int
    is_edited: bool


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All themes, largest first, and the proposals that stand alone."""

    themes: tuple[Shown, ...]
    alone: tuple[str, ...]

    def find(self, key: str) -> Shown:
        """The theme with a key.

        Raises:
            DomainError: `theme.unknown`.
        """
        for theme in self.themes:
            if theme.key == key:
                return theme
        raise DomainError(ErrorKind.NOT_FOUND, "theme.unknown")


@dataclass(slots=True)
class _Theme:
    key: str
    label: str
    keywords: tuple[str, ...]
    members: list[str]
    representative: str
    colour: int | None = None
    is_edited: bool = False
    is_dismissed: bool = False


@dataclass(slots=True)
class _Board:
    """The state of a replay."""

    themes: dict[str, _Theme] = field(default_factory=dict)
    alone: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # by people; they outlive a theme that the machine loses

    def take(self, proposal: str) -> bool:
        """Lift a proposal from wherever it lies; False when it is not there (any more)."""
        for theme in self.themes.values():
            if proposal in theme.members:
                theme.members.remove(proposal)
                return True
        if proposal in self.alone:
            self.alone.remove(proposal)
            return True
        return False

    def home(self, key: str, like: str = "") -> _Theme:
        """The theme with a key; one that the machine does not find (yet) is made in the likeness of another."""
        if key not in self.themes:
            model = self.themes.get(like)
            label, keywords = (model.label, model.keywords) if model else ("", ())
            self.themes[key] = _Theme(key, label, keywords, [], "")
        self.themes[key].is_edited = True
        return self.themes[key]

    def put(self, proposals: Iterable[str], key: str, like: str = "") -> None:
        taken = [proposal for proposal in proposals if self.take(proposal)]
        if taken:
            self.home(key, like).members.extend(taken)


def standing(edits: Sequence[Edit]) -> list[Edit]:
    """The edits that count, in order: those not undone, and no undos.

    What was put into a theme falls with the split that made the theme.
    """
    undone = {edit.undoes for edit in edits if edit.op is Op.UNDO}
    unmade = {edit.to for edit in edits if edit.op is Op.SPLIT and edit.number in undone}
    return [
        edit
        for edit in edits
        if edit.op is not Op.UNDO
        and edit.number not in undone
        and not (edit.op in (Op.PIN, Op.MERGE) and edit.theme in unmade)
    ]


def arrange(draft: Sequence[DraftTheme], alone: Sequence[str], edits: Sequence[Edit]) -> Arrangement:
    """Replay people's edits over the machine's draft.

    Args:
        draft: the machine's themes; no proposal in two of them.
        alone: ids of the proposals that it left alone.
        edits: everything people did, oldest first; what speaks of vanished proposals is passed over.
    """
    board = _Board(alone=list(alone))
    for found in draft:
        board.themes[found.key] = _Theme(
            found.key, found.label, found.keywords, list(found.members), found.representative
        )
    for edit in standing(edits):
        _replay(board, edit)
    return _show(board)


def must_obey(edits: Sequence[Edit], present: Iterable[str]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """What the machine's next run is told: ({proposal: theme key}, pairs that must not share a theme).

    Where edits contradict each other the later one stands.
    """
    known = set(present)
    pins: dict[str, str] = {}
    apart: list[tuple[str, str]] = []
    for edit in standing(edits):
        members = [proposal for proposal in edit.proposals if proposal in known]
        if edit.op in (Op.PIN, Op.SPLIT):
            key = edit.to if edit.op is Op.SPLIT else edit.theme
            pins.update(dict.fromkeys(members, key))
        elif edit.op is Op.MERGE:
            pins = {proposal: edit.theme if key in edit.others else key for proposal, key in pins.items()}
        elif edit.op is Op.PART and len(members) == 2:
            first, second = members
            if pins.get(first) in (None, pins.get(second)):
                pins.pop(second, None)  # it left the theme that a pin had put it into
            apart.append((first, second))
        apart = [pair for pair in apart if pins.get(pair[0]) is None or pins.get(pair[0]) != pins.get(pair[1])]
    return pins, apart


def check_edit(edit: Edit, now: Arrangement, edits: Sequence[Edit]) -> None:
    """Refuse what makes no sense on the board as it stands.

    Raises:
        DomainError: `theme.unknown`, `theme.label_invalid`, `theme.label_taken`, `theme.proposals_needed`,
            `theme.colour_unknown`, `theme.nothing_to_undo`.
    """
    if edit.op is Op.UNDO:
        if edit.undoes not in {found.number for found in standing(edits)}:
            raise DomainError(ErrorKind.CONFLICT, "theme.nothing_to_undo")
        return
    if edit.op is not Op.PART:
        now.find(edit.theme)
    for other in edit.others:
        now.find(other)
    _CHECKS.get(edit.op, lambda _edit, _now: None)(edit, now)


def _check_label(edit: Edit, now: Arrangement) -> None:
    if not edit.label or len(edit.label) > LONGEST_LABEL:
        raise DomainError(ErrorKind.INVALID, "theme.label_invalid", most=LONGEST_LABEL)
    if any(theme.label == edit.label and theme.key != edit.theme for theme in now.themes):
        raise DomainError(ErrorKind.CONFLICT, "theme.label_taken")


def _check_proposals(edit: Edit, now: Arrangement) -> None:
    known = {proposal for theme in now.themes for proposal in theme.members} | set(now.alone)
    if not edit.proposals or not set(edit.proposals) <= known:
        raise DomainError(ErrorKind.INVALID, "theme.proposals_needed")


def _check_split(edit: Edit, now: Arrangement) -> None:
    members = set(now.find(edit.theme).members)
    if not edit.proposals or not set(edit.proposals) < members:
        raise DomainError(ErrorKind.INVALID, "theme.proposals_needed")
    if edit.label:
        _check_label(replace(edit, theme=edit.to), now)


def _check_part(edit: Edit, now: Arrangement) -> None:
    if len(set(edit.proposals)) != 2:
        raise DomainError(ErrorKind.INVALID, "theme.proposals_needed")
    _check_proposals(edit, now)


def _check_merge(edit: Edit, _now: Arrangement) -> None:
    if not edit.others or edit.theme in edit.others:
        raise DomainError(ErrorKind.INVALID, "theme.unknown")


def _check_colour(edit: Edit, _now: Arrangement) -> None:
    if edit.colour is None or not 0 <= edit.colour < COLOURS:
        raise DomainError(ErrorKind.INVALID, "theme.colour_unknown")


_CHECKS = {
    Op.RENAME: _check_label,
    Op.SPLIT: _check_split,
    Op.PIN: _check_proposals,
    Op.PART: _check_part,
    Op.MERGE: _check_merge,
    Op.COLOUR: _check_colour,
}


def _replay(board: _Board, edit: Edit) -> None:
    if edit.op is Op.MERGE:
        _merge(board, edit)
    elif edit.op is Op.SPLIT:
        board.put(edit.proposals, edit.to, like=edit.theme)
        _name(board, edit.to, edit.label)
    elif edit.op is Op.PIN:
        board.put(edit.proposals, edit.theme)
    elif edit.op is Op.PART:
        _part(board, edit.proposals)
    elif edit.op is Op.RENAME:
        _name(board, edit.theme, edit.label)
    elif edit.theme in board.themes:
        _dress(board.home(edit.theme), edit)


def _merge(board: _Board, edit: Edit) -> None:
    for other in edit.others:
        if other in board.themes:
            board.put(list(board.themes[other].members), edit.theme, like=other)
            del board.themes[other]


def _part(board: _Board, proposals: tuple[str, ...]) -> None:
    """The second of two leaves the theme that they share."""
    first, second = proposals
    for theme in board.themes.values():
        if first in theme.members and second in theme.members:
            theme.members.remove(second)
            theme.is_edited = True
            board.alone.append(second)
            return


def _name(board: _Board, key: str, label: str) -> None:
    if label:
        board.names[key] = label
    if label and key in board.themes:
        board.themes[key].is_edited = True


def _dress(theme: _Theme, edit: Edit) -> None:
    if edit.op is Op.COLOUR:
        theme.colour = edit.colour
    elif edit.op is Op.DISMISS:
        theme.is_dismissed = True


def _show(board: _Board) -> Arrangement:
    dismissed = [proposal for theme in board.themes.values() if theme.is_dismissed for proposal in theme.members]
    kept = [theme for theme in board.themes.values() if theme.members and not theme.is_dismissed]
    kept.sort(key=lambda theme: (-len(theme.members), theme.key))
    shown = tuple(_shown(theme, board.names.get(theme.key, theme.label)) for theme in kept)
    return Arrangement(shown, (*board.alone, *dismissed))


def _shown(theme: _Theme, label: str) -> Shown:
    is_there = theme.representative in theme.members
    return Shown(
        key=theme.key,
        label=label or "、".join(theme.keywords[:2]),
        keywords=theme.keywords,
        members=tuple(theme.members),
        representative=theme.representative if is_there else theme.members[0],
        colour=theme.colour if theme.colour is not None else colour_of(theme.key),
        is_edited=theme.is_edited,
    )


def colour_of(key: str) -> int:
    """A theme's colour by its key alone, so that it stays through every re-run."""
    return sum(key.encode()) % COLOURS
