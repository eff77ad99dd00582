"""Support of a proposal or a theme in each group: raw counts, shown figures and posteriors."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from nlp.ground.badge import Badge


@dataclass(frozen=True, slots=True)
class GroupSupport:
    """Counts of one group's votes on a proposal, and the posterior of its agreement rate.

    rate: posterior mean; low, high: 80 % credible interval; alpha, beta: parameters of the Beta posterior.
    """

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
    """Support of one proposal.

    score: value for the order within a badge; floor, geometric: lowest shown rate of the groups, and their geometric
    mean; reach: voters per seat present; overall, by_group: figures of the room and of each group. is_heard: every
    group of at least five has cast five votes; before that the order has no meaning. is_firm: the badge common-ground
    holds at the lower bound of every group too.
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
        """The group with the lowest shown rate; ties go to the first by name."""
        return min(self.by_group, key=lambda name: (shown_rate(self.by_group[name]), name))


@dataclass(frozen=True, slots=True)
class ThemeSupport:
    """Support of one theme.

    greatest: the first of its proposals, by their order, that passes the gate of the badge; None where none does.
    nearest: where there is no greatest, the proposal that lacks the fewest people. blocking: the group of which
    `nearest` lacks the most people, None where no group blocks it. divisor: the breadth of what every group accepts,
    0..1; None without a greatest, 0 where the core is empty. low, high: 80 % interval of the breadth. coverage: that of
    the least covered group, 0..1. core: the proposals that the breadth is computed from, best first.
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
    """Return (agree + 1) / (seen + 2) exactly: the rate that Polis computes and that anyone can recount."""
    return Fraction(group.agree + 1, group.seen + 2)


def floor_and_geometric(groups: Iterable[GroupSupport]) -> tuple[float, float]:
    """Return the lowest shown rate and the geometric mean of all shown rates; at least one group is needed."""
    rates = [shown_rate(group) for group in groups]
    return float(min(rates)), float(prod(rates)) ** (1 / len(rates))
