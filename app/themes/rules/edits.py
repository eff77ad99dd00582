"""Draft themes, people's edits of each kind, and the rule that says which edits are active."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

from app.platform.ids import ProposalId

COLOURS = 8


@dataclass(frozen=True, slots=True)
class DraftTheme:
    """One theme as the clustering found it; a theme without a `colour` gets the colour of its key (`colour_of`)."""

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[ProposalId, ...]
    representative: str
    cohesion: float
    colour: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the draft and the wall contained at the moment of an edit, without the effect of other edits.

    `themes`: the draft themes that the edit is about; their members stay in them. `newest`: the number of the last
    proposal; later proposals are new ones. `free_colours`: the colours that no draft theme used (splits only).
    """

    themes: tuple[DraftTheme, ...] = ()
    newest: int = 0
    free_colours: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The fields of every change: its number in the order of editing, 0 before it is made, and its context."""

    number: int = 0
    context: Context = Context()


@dataclass(frozen=True, slots=True)
class Merge(Recorded):
    """Merge the themes `others` into `theme`."""

    op: ClassVar[str] = "merge"
    theme: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split(Recorded):
    """Move `proposals` out of `theme` into a new theme; without a `theme`, they are ungrouped proposals."""

    op: ClassVar[str] = "split"
    theme: str
    proposals: tuple[ProposalId, ...]
    label: str = ""
    new_key: str = ""


@dataclass(frozen=True, slots=True)
class Rename(Recorded):
    """Give `theme` a label."""

    op: ClassVar[str] = "rename"
    theme: str
    label: str


@dataclass(frozen=True, slots=True)
class Pin(Recorded):
    """Put `proposals` into `theme`."""

    op: ClassVar[str] = "pin"
    theme: str
    proposals: tuple[ProposalId, ...]


@dataclass(frozen=True, slots=True)
class Separate(Recorded):
    """Keep two proposals from being in the same theme."""

    op: ClassVar[str] = "part"
    proposals: tuple[ProposalId, ...]


@dataclass(frozen=True, slots=True)
class Recolour(Recorded):
    """Give `theme` a colour."""

    op: ClassVar[str] = "colour"
    theme: str
    colour: int | None


@dataclass(frozen=True, slots=True)
class Dismiss(Recorded):
    """Make the proposals of `theme` ungrouped."""

    op: ClassVar[str] = "dismiss"
    theme: str


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the edit numbered `undoes` and its `dependents`, the later edits that need it.

    An `undoes` of 0 means the last active edit.
    """

    op: ClassVar[str] = "undo"
    undoes: int = 0
    dependents: tuple[int, ...] = ()
    number: int = 0


Change = Merge | Split | Rename | Pin | Separate | Recolour | Dismiss
"""An edit that changes the themes, as long as no undo takes it back."""
Edit = Change | Undo
KINDS: tuple[type[Edit], ...] = (Merge, Split, Rename, Pin, Separate, Recolour, Dismiss, Undo)


def themes_in(edit: Edit) -> set[str]:
    """Return the keys of the themes that an edit is about."""
    match edit:
        case Merge():
            return {edit.theme, *edit.others}
        case Separate() | Undo():
            return set()
        case _:
            return {edit.theme} - {""}


def active_edits(edits: Sequence[Edit]) -> list[Change]:
    """Return the active edits in order: all but undos, undone edits and the dependents of undone edits."""
    undone = {number for edit in edits if isinstance(edit, Undo) for number in (edit.undoes, *edit.dependents)}
    return [edit for edit in edits if not isinstance(edit, Undo) and edit.number not in undone]


def key_of_split(split: Split, numbers: Mapping[ProposalId, int], taken: Collection[str]) -> str:
    """Return the key of the theme that a split makes: a hash of what is split, whatever other edits there were.

    Args:
        numbers: {proposal: its number on the wall}.
        taken: keys that active splits have made; the new key differs from them.
    """
    picked = sorted(numbers[proposal] for proposal in split.proposals if proposal in numbers)
    content = f"{split.theme}:{picked}"
    key = ""
    while not key or key in taken:
        content += "."
        key = "s" + sha256(content.encode()).hexdigest()[:12]
    return key


def colour_of(key: str) -> int:
    """Return the colour that follows from a theme's key alone, for drafts made before the clustering chose colours."""
    return sum(key.encode()) % COLOURS
