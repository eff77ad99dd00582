"""A theme of the machine, an act of a person, and which acts count."""

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
    """One theme as the machine found it; members are ids of proposals. Without a colour it has that of its key."""

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[ProposalId, ...]
    representative: str
    cohesion: float
    colour: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One act of a person. Which fields count depends on `op`:

    merge: `others` into `theme` · split: `proposals` out of `theme` into the new key `to` · rename: `theme`, `label` ·
    pin: `proposals` into `theme` · part: the two `proposals` are not one · colour: `theme`, `colour` ·
    dismiss: `theme` is no theme · undo: the edit numbered `undoes`, and `drops`, which fall with it.

    What was so at that moment is kept with the act, all of it as the machine or the wall had it and never as other
    edits had made it: `held`: the machine's themes that the act is about, whose members stay where they were;
    `newest`: the number of the last proposal, what came later is a newcomer; `free`: the colours that the machine
    did not use.
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
        """The keys of the themes that the act is about."""
        return {self.theme, *self.others} - {""}


def standing(edits: Sequence[Edit]) -> list[Edit]:
    """The edits that count, in order: not undone, not fallen with one that was, and no undos."""
    undone = {number for edit in edits if edit.op is Op.UNDO for number in (edit.undoes, *edit.drops)}
    return [edit for edit in edits if edit.op is not Op.UNDO and edit.number not in undone]


def key_of_split(edit: Edit, numbers: Mapping[ProposalId, int], taken: Collection[str]) -> str:
    """The key of the theme that a split makes: from what is split alone, whatever other edits there were.

    Args:
        numbers: {proposal: its number on the wall}.
        taken: keys that standing splits have made.
    """
    picked = sorted(numbers[proposal] for proposal in edit.proposals if proposal in numbers)
    said = f"{edit.theme}:{picked}"
    key = ""
    while not key or key in taken:
        said += "."
        key = "s" + sha256(said.encode()).hexdigest()[:12]
    return key


def colour_of(key: str) -> int:
    """A theme's colour by its key alone, for drafts made before the machine chose colours."""
    return sum(key.encode()) % COLOURS
