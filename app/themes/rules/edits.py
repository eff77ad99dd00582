"""Draft themes, people's edits of each kind, and the rule that says which edits are active."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar

from app.platform.ids import ProposalId
from app.platform.serialise import OMIT_EMPTY

COLOURS = 8
LONGEST_LABEL = 30


class Case(StrEnum):
    """What the texts of a meeting are about: many topics, or one question whose themes are aspects of it."""

    MANY = "many"
    ONE = "one"


class Source(StrEnum):
    """Who placed a proposal in its theme: the facilitators at the desk, its author, or several other residents."""

    DESK = "desk"
    AUTHOR = "author"
    ROOM = "room"

    def may_move(self, placed_by: "Source | None") -> bool:
        """Return whether a placement by this source moves a proposal that is placed by another source, if by any.

        The desk outranks the author, and the author outranks the room. Only a room that was asked about the author's
        own choice replaces it (`Pin.replaces`).
        """
        return placed_by is None or _RANKS.index(placed_by) <= _RANKS.index(self)


_RANKS = (Source.ROOM, Source.AUTHOR, Source.DESK)


@dataclass(frozen=True, slots=True)
class DraftTheme:
    """One theme as the clustering found it; a theme without a `colour` gets the colour of its key (`colour_of`).

    `is_kept`: the theme is shown also while it is empty, because the machine sorts under its name.
    """

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[ProposalId, ...]
    representative: str
    cohesion: float
    colour: int | None = None
    is_kept: bool = field(default=False, metadata=OMIT_EMPTY)


@dataclass(frozen=True, slots=True)
class Context:
    """What the draft and the wall contained at the moment of an edit, without the effect of other edits.

    `themes`: the draft themes that the edit is about; their members stay in them. `newest`: the number of the last
    proposal; later proposals are new ones. `free_colours`: the colours that no draft theme used (new themes only).
    `is_loose`: the machine may later move the members, because it sorts them under the names of the themes.
    """

    themes: tuple[DraftTheme, ...] = ()
    newest: int = 0
    free_colours: tuple[int, ...] = ()
    is_loose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The fields of every change.

    `number`: its place in the order of editing, 0 before it is made; `act`: the number of the first edit of the same
    act, 0 for that edit itself.
    """

    number: int = 0
    act: int = 0
    context: Context = Context()


@dataclass(frozen=True, slots=True)
class Merge(Recorded):
    """Merge the themes `others` into `theme`; with `joins_labels`, its label tells the labels of all of them."""

    op: ClassVar[str] = "merge"
    theme: str
    others: tuple[str, ...]
    joins_labels: bool = False


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
    """Put `proposals` into `theme`; "" makes them ungrouped, if their author or the room says that no theme fits.

    `is_unsure`: their author cannot say; they are ungrouped, and the room and the desk are asked.
    `replaces`: the number of the author's placement that this one replaces; it counts again when this one is undone.
    """

    op: ClassVar[str] = "pin"
    theme: str
    proposals: tuple[ProposalId, ...]
    source: Source = Source.DESK
    replaces: int = 0
    is_unsure: bool = False


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
class Add(Recorded):
    """Make a theme that has a name and no members yet."""

    op: ClassVar[str] = "add"
    label: str
    new_key: str = ""


@dataclass(frozen=True, slots=True)
class Confirm(Recorded):
    """Confirm `theme` as right: its members of that moment (`proposals`) stay in it, and `label` is its name."""

    op: ClassVar[str] = "confirm"
    theme: str
    proposals: tuple[ProposalId, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the edit numbered `undoes` and its `dependents`: the rest of its act, and the later edits that need it.

    Before it is made, an `undoes` of 0 means the last active edit, and `is_whole_act` the rest of that edit's act too.
    """

    op: ClassVar[str] = "undo"
    undoes: int = 0
    dependents: tuple[int, ...] = ()
    number: int = 0
    is_whole_act: bool = False


Change = Merge | Split | Rename | Pin | Separate | Recolour | Dismiss | Add | Confirm
"""An edit that changes the themes, as long as no undo takes it back."""
Edit = Change | Undo
KINDS: tuple[type[Edit], ...] = (Merge, Split, Rename, Pin, Separate, Recolour, Dismiss, Add, Confirm, Undo)


def themes_in(edit: Edit) -> set[str]:
    """Return the keys of the themes that an edit is about."""
    match edit:
        case Merge():
            return {edit.theme, *edit.others}
        case Separate() | Add() | Undo():
            return set()
        case _:
            return {edit.theme} - {""}


def active_edits(edits: Sequence[Edit]) -> list[Change]:
    """Return the active edits in order: all but undos, undone and replaced edits, and dependents of undone edits."""
    undone = {number for edit in edits if isinstance(edit, Undo) for number in (edit.undoes, *edit.dependents)}
    changes = [edit for edit in edits if not isinstance(edit, Undo) and edit.number not in undone]
    replaced = {edit.replaces for edit in changes if isinstance(edit, Pin)}
    return [edit for edit in changes if edit.number not in replaced - {0}]


def edits_by_desk(edits: Iterable[Change]) -> list[Change]:
    """Return the edits that were made at the desk: all but the placements by authors and by the room."""
    return [edit for edit in edits if source_of(edit) is Source.DESK]


def act_of(number: int, edits: Iterable[Change]) -> list[int]:
    """Return the numbers of the edits that were made in one act with the edit `number`, that one first."""
    acts = {edit.number: edit.act or edit.number for edit in edits}
    return [number, *(other for other, act in acts.items() if act == acts.get(number) and other != number)]


def source_of(edit: Edit) -> Source:
    """Return who made an edit."""
    return edit.source if isinstance(edit, Pin) else Source.DESK


def placed_in(edit: Edit) -> tuple[ProposalId, ...]:
    """Return the proposals that an edit places in a theme, or leaves ungrouped because no theme fits."""
    return edit.proposals if isinstance(edit, Pin | Split | Confirm) else ()


def key_of_split(split: Split, numbers: Mapping[ProposalId, int], taken: Collection[str]) -> str:
    """Return the key of the theme that a split makes: a hash of what is split, whatever other edits there were.

    Args:
        numbers: {proposal: its number on the wall}.
        taken: keys that active splits have made; the new key differs from them.
    """
    picked = sorted(numbers[proposal] for proposal in split.proposals if proposal in numbers)
    return _new_key(f"{split.theme}:{picked}", taken)


def key_of_added(add: Add, taken: Collection[str]) -> str:
    """Return the key of an added theme: a hash of its label; it differs from the keys `taken`."""
    return _new_key(f"+{add.label}", taken)


def colour_of(key: str) -> int:
    """Return the colour that follows from a theme's key alone, for drafts made before the clustering chose colours."""
    return sum(key.encode()) % COLOURS


def _new_key(content: str, taken: Collection[str]) -> str:
    key = ""
    while not key or key in taken:
        content += "."
        key = "s" + sha256(content.encode()).hexdigest()[:12]
    return key
