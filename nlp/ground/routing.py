"""Which proposal a seat is shown next: first what few have seen, then what may be common ground, always some chance."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.ground.common_ground import CommonGround

Floats = NDArray[np.float64]

AUDIT_SHARE = 0.2  # of all cards, for ever: drawn evenly, so that the rest can be checked against them
_FEWEST, _MOST = 8, 15  # votes a proposal gets before support decides; five a group in between
_VOTES_A_GROUP = 5
_STRENGTH = 6.0  # cap on a posterior's weight: a sure estimate would show only popular cards and hide the groups
_DRAWS = 256


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal to show and the probability with which it stood here, to be logged with the answer."""

    proposal: Hashable
    probability: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """Proposals (m,) that may be shown: votes so far (m,) and each group's posterior mean and weight (k, m)."""

    names: Sequence[Hashable]
    seen: NDArray[np.int64]
    rate: Floats
    weight: Floats


def next_cards(
    ground: CommonGround, seat: Hashable, proposals: Sequence[Hashable], *, limit: int = 10, seed: int = 0
) -> list[Card]:
    """The next cards of a seat, at most `limit`, none it has voted on and none twice.

    proposals: all that are open, voted on or not, copies among them are shown as their originals; seed: another one at
    each call (for instance of seat and number of votes cast), the same gives the same cards.
    """
    voted = ground.votes_of(seat).keys()
    known = {row.proposal: row for row in ground.proposals}
    names = [name for name in dict.fromkeys(ground.original(name) for name in proposals) if name not in voted]
    groups = sorted(set(ground.sizes_))
    rate, weight = np.full((len(groups), len(names)), 0.5), np.full((len(groups), len(names)), 2.0)
    seen = np.zeros(len(names), np.int64)
    for column, name in enumerate(names):
        if name in known:
            seen[column] = known[name].overall.seen
            for row, group in enumerate(groups):
                cell = known[name].by_group[group]
                rate[row, column], weight[row, column] = cell.rate, cell.alpha + cell.beta
    return order_cards(Candidates(names, seen, rate, weight), limit=limit, seed=seed)


def order_cards(candidates: Candidates, *, limit: int, seed: int) -> list[Card]:
    """Draw cards one after the other: with chance 1/5 any, else the rule's; each with its probability.

    The rule is the least seen proposal until each has 8 to 15 votes (five a group), then Thompson sampling: the best
    of one draw per proposal of its least convinced group's support, from posteriors capped at a weight of six.
    """
    rng = np.random.default_rng([seed, 3])
    left = np.arange(len(candidates.names))
    worth = _draw_worth(candidates, rng)
    cards: list[Card] = []
    while len(left) and len(cards) < limit:
        chance = AUDIT_SHARE / len(left) + (1 - AUDIT_SHARE) * _rule(candidates, left, worth)
        pick = int(rng.choice(len(left), p=chance / chance.sum()))
        cards.append(Card(candidates.names[left[pick]], float(chance[pick])))
        left = np.delete(left, pick)
    return cards


def _rule(candidates: Candidates, left: NDArray[np.int64], worth: Floats) -> Floats:
    seen = candidates.seen[left]
    enough = min(max(_VOTES_A_GROUP * len(candidates.rate), _FEWEST), _MOST)
    if seen.min() < enough:
        least = (seen == seen.min()).astype(float)
        return np.asarray(least / least.sum())
    best = np.bincount(worth[:, left].argmax(axis=1), minlength=len(left))
    return np.asarray(best / best.sum())


def _draw_worth(candidates: Candidates, rng: np.random.Generator) -> Floats:
    """Draws of each proposal's least convinced group's support, (draws, m)."""
    weight = np.minimum(candidates.weight, _STRENGTH)
    alpha, beta = candidates.rate * weight, (1 - candidates.rate) * weight
    worth: Floats = rng.beta(alpha, beta, size=(_DRAWS, *alpha.shape)).min(axis=1)
    return worth
