"""Where do I stand: one seat beside the groups, from its own votes and the groups' totals alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from nlp.ground.votes import Id

Counts = Mapping[Id, Mapping[str, tuple[int, int, int]]]  # {proposal: {group: (agree, disagree, seen)}}


@dataclass(frozen=True, slots=True)
class OwnStand:
    """group: the seat's own, None where its votes do not place it; alike: {group: (how many of its decided votes most
    of the group's decided members share, how many of them the group has been asked about)}; with_all: proposals on
    which the seat and the majority of every group say the same; apart: those on which the seat's group and another
    differ.
    """

    group: str | None
    alike: dict[str, tuple[int, int]]
    with_all: tuple[Id, ...]
    apart: tuple[Id, ...]


def stand(votes: Mapping[Id, int], group: str | None, counts: Counts) -> OwnStand:
    """Where a seat stands that cast `votes` {proposal: -1, 0, 1} and was placed in `group`.

    The seat's own vote does not speak for its group. Nothing goes in of any other seat but the groups' totals, so
    nothing comes out. Passes decide nothing and are left out.
    """
    decided = {name: choice for name, choice in votes.items() if choice and name in counts}
    leaning = {name: _leanings(counts[name], group, votes.get(name)) for name in counts}
    names = sorted({name for cells in counts.values() for name in cells})
    alike = {name: _alike(name, decided, leaning) for name in names}
    with_all = [name for name, choice in decided.items() if all(side == choice for side in leaning[name].values())]
    apart = [name for name, sides in leaning.items() if _is_apart(sides, group)]
    return OwnStand(
        group,
        {name: counts for name, counts in alike.items() if counts[1]},
        tuple(sorted(with_all, key=str)),
        tuple(sorted(apart, key=str)),
    )


def _leanings(cells: Mapping[str, tuple[int, int, int]], group: str | None, choice: int | None) -> dict[str, int]:
    """{group: 1, 0 or -1}, what most of each group's decided members say, the seat itself left out."""
    sides = {}
    for name, (agree, disagree, _) in cells.items():
        balance = agree - disagree - (choice or 0 if name == group else 0)
        sides[name] = (balance > 0) - (balance < 0)
    return sides


def _is_apart(sides: Mapping[str, int], group: str | None) -> bool:
    own = sides.get(group, 0) if group is not None else 0
    return any(own * side < 0 for side in sides.values())


def _alike(group: str, decided: Mapping[Id, int], leaning: Mapping[Id, Mapping[str, int]]) -> tuple[int, int]:
    """(votes that most of the group share, votes on proposals that the group has been asked about)."""
    shared = [choice * leaning[name][group] for name, choice in decided.items() if group in leaning[name]]
    return sum(side > 0 for side in shared), len(shared)
