"""A seat's own position beside the groups, from the seat's votes and the groups' totals alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from nlp.ground.votes import Id

Counts = Mapping[Id, Mapping[str, tuple[int, int, int]]]  # {proposal: {group: (agree, disagree, seen)}}


@dataclass(frozen=True, slots=True)
class MyPosition:
    """A seat's votes compared with the majorities of the groups.

    Attributes
    ----------
    group : str or None
        The seat's group; None if its votes do not place it.
    alike : dict of str to (int, int)
        {group: (decided votes of the seat that the majority of the group shares, decided votes of the seat on proposals
        with counts of the group)}
    with_all : tuple of hashable
        Proposals on which the seat and the majority of every group agree.
    apart : tuple of hashable
        Proposals on which the majorities of the seat's group and of another group are opposed.
    """

    group: str | None
    alike: dict[str, tuple[int, int]]
    with_all: tuple[Id, ...]
    apart: tuple[Id, ...]


def find_position(votes: Mapping[Id, int], group: str | None, counts: Counts) -> MyPosition:
    """Return the position of a seat among the groups.

    The seat's own vote is left out of its group's majority. The groups' totals are the only input from other seats, so
    that the result cannot reveal any other seat's vote. Passes are left out.

    Parameters
    ----------
    votes : mapping of hashable to int
        {proposal: choice} of the seat; a choice is -1 (disagree), 0 (pass) or 1 (agree).
    group : str or None
        The group in which the seat is placed.
    counts : mapping of hashable to mapping
        {proposal: {group: (agree, disagree, seen)}}
    """
    decided = {name: choice for name, choice in votes.items() if choice and name in counts}
    leaning = {name: _leanings(counts[name], group, votes.get(name)) for name in counts}
    names = sorted({name for cells in counts.values() for name in cells})
    alike = {name: _alike(name, decided, leaning) for name in names}
    with_all = [name for name, choice in decided.items() if all(side == choice for side in leaning[name].values())]
    apart = [name for name, sides in leaning.items() if _is_apart(sides, group)]
    return MyPosition(
        group,
        {name: counts for name, counts in alike.items() if counts[1]},
        tuple(sorted(with_all, key=str)),
        tuple(sorted(apart, key=str)),
    )


def _leanings(cells: Mapping[str, tuple[int, int, int]], group: str | None, choice: int | None) -> dict[str, int]:
    """Return {group: 1, 0 or -1}, the majority of each group's decided votes without the seat's own vote."""
    sides = {}
    for name, (agree, disagree, _) in cells.items():
        balance = agree - disagree - (choice or 0 if name == group else 0)
        sides[name] = (balance > 0) - (balance < 0)
    return sides


def _is_apart(sides: Mapping[str, int], group: str | None) -> bool:
    own = sides.get(group, 0) if group is not None else 0
    return any(own * side < 0 for side in sides.values())


def _alike(group: str, decided: Mapping[Id, int], leaning: Mapping[Id, Mapping[str, int]]) -> tuple[int, int]:
    """Return (decided votes that the group's majority shares, decided votes on proposals with counts of the group)."""
    shared = [choice * leaning[name][group] for name, choice in decided.items() if group in leaning[name]]
    return sum(side > 0 for side in shared), len(shared)
