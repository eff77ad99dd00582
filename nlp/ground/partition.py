"""A division of the seats into named groups, and on what it rests."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from nlp.ground.badge import SMALLEST_GROUP
from nlp.ground.votes import Ints

ALL = "all"


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


def declared_groups(seat_ids: Sequence[Hashable], groups: Mapping[Hashable, str]) -> Partition:
    """The stake groups that seats declared; the seats of one under five stay unplaced, it is never split out."""
    size: dict[str, int] = {}
    for name in groups.values():
        size[name] = size.get(name, 0) + 1
    names = tuple(sorted((name for name in size if size[name] >= SMALLEST_GROUP), key=str))
    if len(names) < 2:
        return one_group(len(seat_ids), Reason.TOO_SMALL)
    at = {name: n for n, name in enumerate(names)}
    label = np.array([at.get(groups.get(seat, ""), -1) for seat in seat_ids], dtype=np.int64)
    return Partition(names, label, tuple(size[name] for name in names), Basis.DECLARED, Reason.DECLARED)
