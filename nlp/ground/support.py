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
    """A proposal's place: score for the order, three plain numbers for the reader, the groups for the doubter."""

    proposal: Hashable
    score: float
    floor: float
    geometric: float
    reach: float
    badge: Badge
    overall: GroupSupport
    by_group: dict[str, GroupSupport]

    @property
    def least_convinced(self) -> str:
        """The group with the lowest shown rate; of equals the first by name."""
        return min(self.by_group, key=lambda name: (shown_rate(self.by_group[name]), name))


@dataclass(frozen=True, slots=True)
class ThemeSupport:
    """The greatest common divisor of a theme; `divisor` is None while no proposal of it is common ground."""

    theme: Hashable
    divisor: float | None
    low: float
    high: float
    coverage: float
    core: tuple[Hashable, ...]
    nearest: Hashable | None
    blocking: str | None


def shown_rate(group: GroupSupport) -> Fraction:
    """(agree + 1) / (seen + 2), exact: the rate that Polis computes and that anyone can recount."""
    return Fraction(group.agree + 1, group.seen + 2)


def floor_and_geometric(groups: Iterable[GroupSupport]) -> tuple[float, float]:
    """The lowest shown rate and the geometric mean of all of them; at least one group is needed."""
    rates = [shown_rate(group) for group in groups]
    return float(min(rates)), float(prod(rates)) ** (1 / len(rates))
