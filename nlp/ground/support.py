"""What a proposal is worth to each group: raw counts, the figures shown, and the posterior beside them."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from nlp.ground.badge import Badge


@dataclass(frozen=True, slots=True)
class GroupSupport:
    """Counts of votes; posterior mean, 80 % credible interval and the Beta posterior of the rate of agreement."""

    agree: int
    disagree: int
    seen: int
    rate: float
    low: float
    high: float
    alpha: float
    beta: float

    @property
    def passed(self) -> int:
        return self.seen - self.agree - self.disagree


@dataclass(frozen=True, slots=True)
class ProposalSupport:
    """A proposal's place: score for the order, three plain numbers for the reader, the groups for the doubter.

    is_heard: every group of at least five has cast five votes; before that there is no order. is_firm: the badge
    common-ground holds at the lower bound of every group too.
    """

    proposal: Hashable
    score: float
    floor: float
    geometric: float
    reach: float
    badge: Badge
    overall: GroupSupport
    by_group: dict[str, GroupSupport]
    is_heard: bool = False
    is_firm: bool = False

    @property
    def least_convinced(self) -> str:
        """The group with the lowest shown rate; of equals the first by name."""
        return min(self.by_group, key=lambda name: (shown_rate(self.by_group[name]), name))


@dataclass(frozen=True, slots=True)
class ThemeSupport:
    """What a theme comes to.

    greatest: the first of its proposals, by their order, that passes the gate of the badge; None where none does.
    nearest: where there is no greatest, the proposal that lacks the fewest people. blocking: the group of which
    `nearest` lacks the most people, None where no group is in its way. divisor: the breadth of what every group
    accepts, 0..1; None without a greatest, 0 where the core is empty.
    """

    theme: Hashable
    divisor: float | None
    low: float
    high: float
    coverage: float
    core: tuple[Hashable, ...]
    greatest: Hashable | None
    nearest: Hashable | None
    blocking: str | None


def shown_rate(group: GroupSupport) -> Fraction:
    """(agree + 1) / (seen + 2), exact: the rate that Polis computes and that anyone can recount."""
    return Fraction(group.agree + 1, group.seen + 2)


def floor_and_geometric(groups: Iterable[GroupSupport]) -> tuple[float, float]:
    """The lowest shown rate and the geometric mean of all of them; at least one group is needed."""
    rates = [shown_rate(group) for group in groups]
    return float(min(rates)), float(prod(rates)) ** (1 / len(rates))
