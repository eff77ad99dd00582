"""Support of a proposal or a theme in each group: raw counts, shown figures and posteriors."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from nlp.ground.badge import Badge


@dataclass(frozen=True, slots=True)
class GroupSupport:
    """Counts of one group's votes on a proposal, and the posterior of its agreement rate.

    Attributes
    ----------
    agree, disagree, seen : int
        Agreeing votes, disagreeing votes, and all votes.
    rate : float
        Posterior mean.
    low, high : float
        80 % credible interval.
    alpha, beta : float
        Parameters of the Beta posterior.
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

    Attributes
    ----------
    proposal : hashable
        The proposal.
    score : float
        Value for the order within a badge.
    floor, geometric : float
        Lowest shown rate of the groups, and the geometric mean of the shown rates.
    reach : float
        Voters per seat present.
    badge : Badge
        The badge that the gate awards.
    overall : GroupSupport
        Figures of the room.
    by_group : dict of str to GroupSupport
        Figures of each group.
    is_heard : bool
        Whether every group of at least five has cast five votes; before that the order has no meaning.
    is_firm : bool
        Whether the badge common-ground holds at the lower bound of every group too.
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

    Attributes
    ----------
    theme : hashable
        The theme.
    divisor : float or None
        Breadth of what every group accepts, 0..1; None without a greatest proposal, 0 where the core is empty.
    low, high : float
        80 % interval of the breadth.
    coverage : float
        Share of the needed seats that have voted on two of the theme's proposals, in the least covered group, 0..1.
    core : tuple of hashable
        Proposals that the breadth is computed from, best first.
    greatest : hashable or None
        The first proposal, in order of rank, that passes the gate of the badge; None if none does.
    nearest : hashable or None
        The proposal that lacks the fewest people, one without an unanswered objection first; None if there is a
        greatest proposal or nobody has voted in the theme.
    blocking : str or None
        The group of which `nearest` lacks the most people; None if no group blocks it.
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
