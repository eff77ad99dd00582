"""Groups of positions when every position is uncertain: a Gaussian mixture over what the votes say of each seat."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SWEEPS = 60
_LEAST_SPREAD = 0.05  # variance below which a group may not shrink
_PRIOR_SEATS = 5.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the votes say of each position, without the prior: exp(-u'Ju/2 + h'u); J (n, d, d), h (n, d)."""

    sharpness: Floats
    pull: Floats


@dataclass(frozen=True, slots=True)
class Mixture:
    """Centres (k, d), one spread (d, d) for all; chance (n, k) of each seat's membership."""

    centres: Floats
    spread: Floats
    chance: Floats
    likelihood: float

    @property
    def criterion(self) -> float:
        """Lower is better: BIC plus half the entropy of the memberships, which punishes groups that overlap."""
        k, d = self.centres.shape
        parameters = k * d + d * (d + 1) / 2
        certain = np.clip(self.chance, 1e-12, 1)
        entropy = -float((certain * np.log(certain)).sum())
        return float(-2 * self.likelihood + parameters * np.log(max(len(self.chance), 2)) + 0.5 * entropy)


def evidence_of(position: Floats, spread: Floats) -> Evidence:
    """Take the standard normal prior back out of posterior means (n, d) and covariances (n, d, d)."""
    inverse = np.linalg.inv(spread)
    sharpness = inverse - np.eye(position.shape[1])
    return Evidence(sharpness, np.einsum("nde,ne->nd", inverse, position))


def fit_mixture(evidence: Evidence, centres: Floats) -> Mixture:
    """Expectation and maximisation from the given centres (k, d); the spread is shared so that borders stay straight.

    All groups weigh the same, so that a border lies midway between two centres. Weights learned from a few dozen seats
    move the border into the tail of the larger group, and a group of four comes and goes with every few votes.
    k groups differ along the k - 1 strongest dimensions only: a border may not turn into a weaker one by chance.
    """
    k, d = centres.shape
    spread = np.eye(d) * 0.5
    chance, likelihood = np.full((len(evidence.pull), k), 1 / k), -np.inf
    for _ in range(_SWEEPS):
        logs, means, covariances = _given_group(evidence, centres, spread)
        total = _log_sum(logs)
        chance, before, likelihood = np.exp(logs - total[:, None]), likelihood, float(total.sum())
        mass = chance.sum(axis=0) + 1e-9
        centres = np.einsum("nk,nkd->kd", chance, means) / mass[:, None]
        centres[:, k - 1 :] = means.mean(axis=(0, 1))[k - 1 :]
        away = means - centres
        spread = np.einsum("nk,nkd,nke->de", chance, away, away) + covariances.sum(axis=0)
        spread = (spread + _PRIOR_SEATS * 0.5 * np.eye(d)) / (len(chance) + _PRIOR_SEATS)
        spread += _LEAST_SPREAD * np.eye(d)
        if likelihood - before < 1e-4 * max(len(chance), 1) * 0.1:
            break
    return Mixture(centres, spread, chance, likelihood)


def membership(evidence: Evidence, mixture: Mixture) -> Floats:
    """Chance of each group for seats the mixture may not have seen, (n, k)."""
    logs, _, _ = _given_group(evidence, mixture.centres, mixture.spread)
    value: Floats = np.exp(logs - _log_sum(logs)[:, None])
    return value


def _given_group(evidence: Evidence, centres: Floats, spread: Floats) -> tuple[Floats, Floats, Floats]:
    """Log weight of each seat in each group (n, k), its position there (n, k, d) and that position's covariance."""
    inverse = np.linalg.inv(spread)
    covariance = np.linalg.inv(evidence.sharpness + inverse)
    pulled = evidence.pull[:, None, :] + (centres @ inverse)[None]
    means = np.einsum("nde,nke->nkd", covariance, pulled)
    sizes = np.linalg.slogdet(covariance)[1] - np.linalg.slogdet(spread)[1]
    fit = np.einsum("nkd,nkd->nk", means, pulled) - np.einsum("kd,de,ke->k", centres, inverse, centres)
    return 0.5 * (sizes[:, None] + fit) - np.log(len(centres)), means, covariance


def _log_sum(logs: Floats) -> Floats:
    """log of the sum of exp along the rows; scipy's costs as much for one row as for a thousand."""
    most = logs.max(axis=1)
    value: Floats = most + np.log(np.exp(logs - most[:, None]).sum(axis=1))
    return value
