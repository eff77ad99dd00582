"""A division of the seats into named groups, and on what it rests."""

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
    """Why these groups, or why none."""

    FOUND = "found"  # the votes carry opinion groups
    DECLARED = "declared"  # the seats said what they stand for
    TOO_SMALL = "too-small"  # declared groups, but fewer than two of at least five seats
    TOO_EARLY = "too-early"  # fewer than 30 seats, or a median under 5 votes a seat
    NONE_FOUND = "none-found"  # enough votes, and they do not differ by groups


@dataclass(frozen=True, slots=True)
class Partition:
    """label: group number of each seat, -1 = not placed; members: seats of each group, voters or not."""

    names: tuple[str, ...]
    label: Ints
    members: tuple[int, ...]
    basis: Basis
    reason: Reason

    @property
    def k(self) -> int:
        return len(self.names)


def one_group(n_seats: int, reason: Reason) -> Partition:
    """Everybody together."""
    return Partition((ALL,), np.zeros(n_seats, np.int64), (n_seats,), Basis.ONE, reason)


@dataclass(frozen=True, slots=True)
class Stakes:
    """Declared groups so cut that no group under five is told, nor can be reckoned from what is.

    names, members: of the groups shown; at: {declared name: number} of those; outside: number of the seats of all
    other stakes and of none, -1 = not placed; folded: the declared group that they were put together with.
    """

    names: tuple[str, ...]
    members: tuple[int, ...]
    at: Mapping[str, int]
    outside: int
    folded: str | None

    def number(self, stake: str | None) -> int:
        """The group of a seat that declared `stake`."""
        return self.outside if stake is None else self.at.get(stake, self.outside)

    def partition(self, seat_ids: Sequence[Hashable], groups: Mapping[Hashable, str]) -> Partition:
        label = np.array([self.number(groups.get(seat)) for seat in seat_ids], dtype=np.int64)
        return Partition(self.names, label, self.members, Basis.DECLARED, Reason.DECLARED)


def cut_stakes(voters: Sequence[Hashable], groups: Mapping[Hashable, str], folded: str | None = None) -> Stakes | None:
    """The groups to show of those that seats declared; None where fewer than two have five seats.

    A group under five is not shown. Where those who voted outside the shown groups are fewer than five, their votes
    would be the room's less the groups': then the smallest group and all outside become one, "others", with a say like
    any group. folded: the group that was put together with them before; it stays so while there is anyone outside.
    """
    size = Counter(groups.values())
    names = sorted((name for name in size if size[name] >= SMALLEST_GROUP), key=str)
    if len(names) < 2:
        return None
    known = set(names)
    n_outside = sum(groups.get(seat) not in known for seat in voters)
    is_narrow = 0 < n_outside < SMALLEST_GROUP or (n_outside > 0 and folded in known)
    if not is_narrow:
        return Stakes(tuple(names), tuple(size[name] for name in names), _numbered(names), -1, None)
    joined = folded if folded in known else min(names, key=lambda name: (size[name], str(name)))
    alone = [name for name in names if name != joined]
    undeclared = sum(seat not in groups for seat in voters)
    rest = sum(size.values()) - sum(size[name] for name in alone) + undeclared
    shown = (*alone, OTHERS if OTHERS not in alone else f"{OTHERS} *")
    at = {**_numbered(alone), joined: len(alone)}
    return Stakes(shown, (*(size[name] for name in alone), rest), at, len(alone), joined)


def hide_few(label: Ints, nearest: Callable[[], Ints]) -> Ints:
    """Groups found in the votes so told that those in none cannot be reckoned: fewer than five go to their nearest."""
    n_outside = int((label < 0).sum())
    return np.where(label < 0, nearest(), label) if 0 < n_outside < SMALLEST_GROUP else label


def settle(label: Ints, seat: int, wish: int, nearest: int) -> int:
    """Where a seat may go before the next fit: no group falls under five, and those in none are nobody or five.

    label: groups of the seats so far, which are so; wish: the seat's group now, -1 = none; nearest: its likeliest.
    """
    is_new = seat >= len(label)
    before = nearest if is_new else int(label[seat])
    left = SMALLEST_GROUP if is_new else int((label == before).sum()) - 1
    is_first_outside = wish < 0 and not (label < 0).any()
    return before if left < SMALLEST_GROUP or is_first_outside else wish


def _numbered(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}
