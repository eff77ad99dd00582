"""Beta posteriors of a group's agreement rate; the weight of the given prior is learned from the votes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaln

from nlp.ground.votes import Ints

Floats = NDArray[np.float64]

TAIL = 0.1  # probability on either side of the 80 % credible interval
_STRENGTHS = np.geomspace(1.0, 60.0, 18)


@dataclass(frozen=True, slots=True)
class Posterior:
    """Beta(alpha, beta) per group and proposal, both arrays (k, proposals)."""

    alpha: Floats
    beta: Floats

    @property
    def rate(self) -> Floats:
        """Posterior mean."""
        return self.alpha / (self.alpha + self.beta)

    def quantile(self, q: float) -> Floats:
        """Return the q-quantile of every cell, (k, proposals)."""
        value: Floats = betaincinv(self.alpha, self.beta, q)
        return value


def update_beta(agree: Ints, seen: Ints, prior: Floats, strength: float | Floats) -> Posterior:
    """Return Beta(strength * prior + agree, strength * (1 - prior) + seen - agree).

    prior: in (0, 1); strength: the votes that the prior is worth; shapes broadcast.
    """
    return Posterior(strength * prior + agree, strength * (1 - prior) + (seen - agree))


def fit_strength(agree: Ints, seen: Ints, prior: Floats) -> float:
    """Return how many votes the prior is worth, by empirical Bayes.

    This number maximises the beta-binomial likelihood of all cells over a grid of strengths between 1 and 60 votes.
    Cells with a single vote are left out: their likelihood is the same at every strength, so that rounding alone, and
    with it the order of the cells, would choose the strength. Without further cells the strength is 1.
    """
    rows = seen > 1
    if not rows.any():
        return float(_STRENGTHS[0])
    a, n, p = agree[rows], seen[rows], prior[rows]
    likelihood = [
        float((_log_beta(a + m * p, n - a + m * (1 - p)) - _log_beta(m * p, m * (1 - p))).sum()) for m in _STRENGTHS
    ]
    return float(_STRENGTHS[int(np.argmax(likelihood))])


def _log_beta(a: Floats, b: Floats) -> Floats:
    value: Floats = gammaln(a) + gammaln(b) - gammaln(a + b)
    return value
