"""A division of the seats into named groups, and what it is based on."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from nlp.ground.badge import SMALLEST_GROUP
from nlp.ground.votes import Ints

ALL = "all"
OTHERS = "others"


class Basis(StrEnum):
    """Where the groups come from."""

    VOTES = "votes"
    DECLARED = "declared"
    ONE = "one"


class Reason(StrEnum):
    """Why the seats are divided into these groups, or not divided."""

    FOUND = "found"  # the votes carry opinion groups
    DECLARED = "declared"  # the seats declared their stakeholder groups
    TOO_SMALL = "too-small"  # declared groups, but fewer than two of at least five seats
    TOO_EARLY = "too-early"  # fewer than 30 seats, or a median under 5 votes a seat
    NONE_FOUND = "none-found"  # enough votes, but no groups in them


@dataclass(frozen=True, slots=True)
class Partition:
    """Division of the seats into groups.

    label: group number of each seat, -1 = not placed; members: seats of each group, voters or not.
    """

    names: tuple[str, ...]
    label: Ints
    members: tuple[int, ...]
    basis: Basis
    reason: Reason

    @property
    def k(self) -> int:
        return len(self.names)


def one_group(n_seats: int, reason: Reason) -> Partition:
    """Return the partition in which all seats form one group."""
    return Partition((ALL,), np.zeros(n_seats, np.int64), (n_seats,), Basis.ONE, reason)


@dataclass(frozen=True, slots=True)
class StakeholderGroups:
    """Stakeholder groups to show: none is under five, and no votes of fewer than five follow by subtraction.

    names, members: of the shown groups; at: {declared name: group number}; outside: group number of all seats that
    declared another group or none, -1 = not placed; folded: the declared group that was merged with those seats, None
    if there is none.
    """

    names: tuple[str, ...]
    members: tuple[int, ...]
    at: Mapping[str, int]
    outside: int
    folded: str | None

    def number(self, stakeholder_group: str | None) -> int:
        """Return the group number of a seat that declared `stakeholder_group`; -1 = not placed."""
        return self.outside if stakeholder_group is None else self.at.get(stakeholder_group, self.outside)

    def partition(self, seat_ids: Sequence[Hashable], groups: Mapping[Hashable, str]) -> Partition:
        label = np.array([self.number(groups.get(seat)) for seat in seat_ids], dtype=np.int64)
        return Partition(self.names, label, self.members, Basis.DECLARED, Reason.DECLARED)


def cut_stakeholder_groups(
    voters: Sequence[Hashable], groups: Mapping[Hashable, str], folded: str | None = None
) -> StakeholderGroups | None:
    """Return the stakeholder groups to show; None where fewer than two declared groups have five seats.

    voters: seats that have voted; groups: {seat: declared group}. A group under five is not shown. Where one to four
    voters are outside the shown groups, the room minus the groups would reveal their votes: the smallest group and all
    outside seats then become one group, "others", which counts like any other. folded: the group that was merged
    before; it stays merged while any voter is outside.
    """
    size = Counter(groups.values())
    names = sorted((name for name in size if size[name] >= SMALLEST_GROUP), key=str)
    if len(names) < 2:
        return None
    known = set(names)
    n_outside = sum(groups.get(seat) not in known for seat in voters)
    is_narrow = 0 < n_outside < SMALLEST_GROUP or (n_outside > 0 and folded in known)
    if not is_narrow:
        return StakeholderGroups(tuple(names), tuple(size[name] for name in names), _numbered(names), -1, None)
    joined = folded if folded in known else min(names, key=lambda name: (size[name], str(name)))
    alone = [name for name in names if name != joined]
    undeclared = sum(seat not in groups for seat in voters)
    rest = sum(size.values()) - sum(size[name] for name in alone) + undeclared
    shown = (*alone, OTHERS if OTHERS not in alone else f"{OTHERS} *")
    at = {**_numbered(alone), joined: len(alone)}
    return StakeholderGroups(shown, (*(size[name] for name in alone), rest), at, len(alone), joined)


def hide_few(label: Ints, nearest: Callable[[], Ints]) -> Ints:
    """Return the labels with one to four unplaced seats put into their nearest groups; otherwise unchanged.

    Without this the room minus the groups would reveal the votes of fewer than five people.
    """
    n_outside = int((label < 0).sum())
    return np.where(label < 0, nearest(), label) if 0 < n_outside < SMALLEST_GROUP else label


def settle(label: Ints, seat: int, wish: int, nearest: int) -> int:
    """Return the group that a seat may move to before the next fit.

    No group may fall under five, and the unplaced seats stay none or at least five. label: groups of the seats so far,
    which meet this condition; seat: the seat's number, past the end of `label` for a new seat; wish: the group in which
    the votes place it now, -1 = none; nearest: its likeliest group.
    """
    is_new = seat >= len(label)
    before = nearest if is_new else int(label[seat])
    left = SMALLEST_GROUP if is_new else int((label == before).sum()) - 1
    is_first_outside = wish < 0 and not (label < 0).any()
    return before if left < SMALLEST_GROUP or is_first_outside else wish


def _numbered(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}
