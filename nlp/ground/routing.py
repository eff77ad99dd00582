"""Card order: proposals with few votes first, then likely common ground, always with a share of random cards."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from nlp.ground.common_ground import CommonGround
from nlp.ground.votes import Id

Floats = NDArray[np.float64]

AUDIT_SHARE = 0.2  # share of all cards that is drawn evenly, at all times: the other cards are checked against these
_FEWEST, _MOST = 8, 15  # limits of the votes that a proposal gets before support decides; in between, five per group
_VOTES_A_GROUP = 5
_STRENGTH = 6.0  # cap on a posterior's weight: a certain estimate would show only popular cards and hide the groups
_GRID = np.linspace(0.0, 1.0, 65)
_UNKNOWN = (0.5, 2.0)  # rate and weight of every group on a proposal that the plan does not know: a flat prior


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal to show, and the probability of this card at this place given the cards before it.

    Attributes
    ----------
    proposal : hashable
        The proposal.
    probability : float
        Probability of the draw, to be logged with the answer.
    """

    proposal: Id
    probability: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """State of one proposal.

    Attributes
    ----------
    seen : int
        Votes so far.
    groups : tuple of (float, float)
        (rate, weight) of each group's posterior.
    """

    seen: int
    groups: tuple[tuple[float, float], ...]


class CardPlan:
    """The data from which cards are drawn: computed with the common ground, used whenever a seat needs cards.

    A plan takes some milliseconds to make from its parameters, which are plain enough to be stored; drawing from the
    plan takes less than one.

    Parameters
    ----------
    n_groups : int
        Number of groups.
    outlooks : mapping of hashable to Outlook
        State of each proposal.
    """

    def __init__(self, n_groups: int, outlooks: Mapping[Id, Outlook]):
        self.n_groups = n_groups
        self.outlooks = dict(outlooks)
        self._at = {name: row for row, name in enumerate(self.outlooks)}
        unknown = (_UNKNOWN,) * n_groups
        self._reach = _reach_of([*(outlook.groups for outlook in self.outlooks.values()), unknown])

    @property
    def enough(self) -> int:
        """Votes that every proposal gets before support decides the order."""
        return min(max(_VOTES_A_GROUP * self.n_groups, _FEWEST), _MOST)

    def seen(self, name: Id) -> int:
        """Return the votes on a proposal, 0 for a proposal that came after the plan."""
        return self.outlooks[name].seen if name in self.outlooks else 0

    def reach_of(self, names: Sequence[Id]) -> Floats:
        """Return P(support of the least convinced group <= x) of each proposal on a grid of x, (proposals, 65)."""
        return self._reach[[self._at.get(name, -1) for name in names]]


def plan_cards(ground: CommonGround) -> CardPlan:
    """Return the card plan for the present votes."""
    groups = sorted(ground.sizes_)
    outlooks = {}
    for row in ground.proposals:
        cells = [row.by_group[group] for group in groups]
        pairs = tuple((cell.rate, min(cell.alpha + cell.beta, _STRENGTH)) for cell in cells)
        outlooks[row.proposal] = Outlook(row.overall.seen, pairs)
    return CardPlan(len(groups), outlooks)


def next_cards(
    plan: CardPlan,
    proposals: Sequence[Id],
    *,
    voted: Collection[Id] = (),
    seen: Mapping[Id, int] | None = None,
    limit: int = 10,
    seed: int = 0,
) -> list[Card]:
    """Draw the next cards of a seat: at most `limit`, no proposal that it has voted on, and none twice.

    With probability 1/5 a card is drawn evenly, otherwise by the rule. The rule takes the proposal with the fewest
    votes until each has five votes per group, but at least 8 and at most 15 votes in all. Then it is Thompson sampling:
    a proposal's probability is the chance that the support of its least convinced group is the highest of all
    proposals that are left, by posteriors capped at a weight of six votes. These chances are integrals, not draws, so
    that they can be logged.

    Parameters
    ----------
    plan : CardPlan
        The plan of the latest analysis.
    proposals : sequence of hashable
        All originals that are open to the seat, voted on or not, in any order.
    voted : collection of hashable
        Proposals that the seat has voted on.
    seen : mapping of hashable to int, optional
        {proposal: votes} where newer counts than the plan's are known.
    limit : int, default 10
        Most cards.
    seed : int, default 0
        A new seed for each call, as from the seat and its number of votes; the same seed gives the same cards.
    """
    names = sorted(set(proposals) - set(voted), key=str)
    counts = np.array([(seen or {}).get(name, plan.seen(name)) for name in names], dtype=np.int64)
    reach = plan.reach_of(names)
    rng = np.random.default_rng([seed, 3])
    left = np.arange(len(names))
    cards: list[Card] = []
    while len(left) and len(cards) < limit:
        chance = AUDIT_SHARE / len(left) + (1 - AUDIT_SHARE) * _rule(counts[left], reach[left], plan.enough)
        pick = int(rng.choice(len(left), p=chance / chance.sum()))
        cards.append(Card(names[left[pick]], float(chance[pick])))
        left = np.delete(left, pick)
    return cards


def _rule(seen: NDArray[np.int64], reach: Floats, enough: int) -> Floats:
    if seen.min() < enough:
        least = (seen == seen.min()).astype(float)
        return np.asarray(least / least.sum())
    return chance_of_most(reach)


def chance_of_most(reach: Floats) -> Floats:
    """Return the chance of each row to be the largest, (rows,); reach: distribution functions, (rows, points)."""
    step = np.diff(reach, axis=1)
    below = np.log(np.maximum((reach[:, 1:] + reach[:, :-1]) / 2, 1e-12))
    chance = (step * np.exp(below.sum(axis=0) - below)).sum(axis=1)
    value: Floats = chance / chance.sum()
    return value


def _reach_of(groups: Sequence[tuple[tuple[float, float], ...]]) -> Floats:
    """Return the distribution function of the minimum of independent betas (rate, weight), (rows, points)."""
    pairs = np.array(groups, dtype=np.float64)  # (rows, k, 2)
    rate, weight = pairs[..., :1], np.minimum(pairs[..., 1:], _STRENGTH)
    above: Floats = 1 - betainc(rate * weight, (1 - rate) * weight, _GRID)
    value: Floats = 1 - above.prod(axis=1)
    return value
