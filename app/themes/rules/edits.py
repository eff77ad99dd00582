"""Draft themes, people's edits, and the rule that says which edits are active."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from app.platform.ids import ProposalId

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
    """One theme as the clustering found it; without a `colour` it gets the colour of its key (`colour_of`)."""

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[ProposalId, ...]
    representative: str
    cohesion: float
    colour: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of the themes by a person. Which fields count depends on `op`:

    merge: `others` into `theme` · split: `proposals` out of `theme` into the new key `to` · rename: `theme`, `label` ·
    pin: `proposals` into `theme` · part: the two `proposals` are separated · colour: `theme`, `colour` ·
    dismiss: the proposals of `theme` become ungrouped · undo: the edit numbered `undoes`, and its dependent edits
    `drops`.

    The edit carries its context, recorded from the draft and the wall without the effect of other edits. `held`: the
    draft themes that the edit is about; their members stay in them. `newest`: the number of the last proposal; later
    proposals are new ones. `free`: the colours that no draft theme used (splits only).
    """

    number: int
    op: Op
    theme: str = ""
    others: tuple[str, ...] = ()
    proposals: tuple[ProposalId, ...] = ()
    to: str = ""
    label: str = ""
    colour: int | None = None
    undoes: int = 0
    drops: tuple[int, ...] = ()
    held: tuple[DraftTheme, ...] = ()
    newest: int = 0
    free: tuple[int, ...] = ()

    @property
    def touches(self) -> set[str]:
        """The keys of the themes that the edit is about."""
        return {self.theme, *self.others} - {""}


def standing(edits: Sequence[Edit]) -> list[Edit]:
    """Return the active edits in order: all but undos, undone edits and the dependents of undone edits."""
    undone = {number for edit in edits if edit.op is Op.UNDO for number in (edit.undoes, *edit.drops)}
    return [edit for edit in edits if edit.op is not Op.UNDO and edit.number not in undone]


def key_of_split(edit: Edit, numbers: Mapping[ProposalId, int], taken: Collection[str]) -> str:
    """Return the key of the theme that a split makes: a hash of what is split, whatever other edits there were.

    Args:
        numbers: {proposal: its number on the wall}.
        taken: keys that active splits have made; the new key differs from them.
    """
    picked = sorted(numbers[proposal] for proposal in edit.proposals if proposal in numbers)
    said = f"{edit.theme}:{picked}"
    key = ""
    while not key or key in taken:
        said += "."
        key = "s" + sha256(said.encode()).hexdigest()[:12]
    return key


def colour_of(key: str) -> int:
    """Return the colour that follows from a theme's key alone, for drafts made before the clustering chose colours."""
    return sum(key.encode()) % COLOURS
