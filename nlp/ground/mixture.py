"""A Gaussian mixture over uncertain positions, which groups the seats by the evidence of their votes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SWEEPS = 60
_LEAST_SPREAD = 0.05  # variance added to the spread, so that no group shrinks to a point
_PRIOR_SEATS = 5.0  # weight of the prior spread, counted in seats


@dataclass(frozen=True, slots=True)
class Evidence:
    """Likelihood of each position u from the votes, without the prior: exp(-u'Ju/2 + h'u).

    sharpness: J, (n, d, d); pull: h, (n, d).
    """

    sharpness: Floats
    pull: Floats


@dataclass(frozen=True, slots=True)
class Mixture:
    """A fitted mixture.

    centres: (k, d); spread: (d, d), shared by all groups; chance: probability of each seat's membership, (n, k);
    likelihood: log likelihood of the fit.
    """

    centres: Floats
    spread: Floats
    chance: Floats
    likelihood: float

    @property
    def criterion(self) -> float:
        """BIC plus half the entropy of the memberships, which penalises overlapping groups; lower is better."""
        k, d = self.centres.shape
        parameters = k * d + d * (d + 1) / 2
        certain = np.clip(self.chance, 1e-12, 1)
        entropy = -float((certain * np.log(certain)).sum())
        return float(-2 * self.likelihood + parameters * np.log(max(len(self.chance), 2)) + 0.5 * entropy)


def evidence_of(position: Floats, spread: Floats) -> Evidence:
    """Return the evidence in posterior means (n, d) and covariances (n, d, d) without their standard normal prior."""
    inverse = np.linalg.inv(spread)
    sharpness = inverse - np.eye(position.shape[1])
    return Evidence(sharpness, np.einsum("nde,ne->nd", inverse, position))


def fit_mixture(evidence: Evidence, centres: Floats) -> Mixture:
    """Fit a mixture by expectation maximisation from the given centres (k, d).

    All groups share one spread, so that borders are straight, and have equal weight, so that a border lies midway
    between two centres. Weights learned from a few dozen seats would move the border into the tail of the larger group,
    and a group of four would come and go with every few votes. The centres differ along the k - 1 strongest dimensions
    only, so that a border cannot turn into a weaker dimension by chance.
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
    """Return the probability of each group, (n, k), for seats that the mixture need not have been fitted to."""
    logs, _, _ = _given_group(evidence, mixture.centres, mixture.spread)
    value: Floats = np.exp(logs - _log_sum(logs)[:, None])
    return value


def _given_group(evidence: Evidence, centres: Floats, spread: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the log weight of each seat in each group, (n, k), and the seat's position if it belongs to that group.

    The position is a mean (n, k, d) and a covariance (n, d, d), which is the same for all groups.
    """
    inverse = np.linalg.inv(spread)
    covariance = np.linalg.inv(evidence.sharpness + inverse)
    pulled = evidence.pull[:, None, :] + (centres @ inverse)[None]
    means = np.einsum("nde,nke->nkd", covariance, pulled)
    sizes = np.linalg.slogdet(covariance)[1] - np.linalg.slogdet(spread)[1]
    fit = np.einsum("nkd,nkd->nk", means, pulled) - np.einsum("kd,de,ke->k", centres, inverse, centres)
    return 0.5 * (sizes[:, None] + fit) - np.log(len(centres)), means, covariance


def _log_sum(logs: Floats) -> Floats:
    """Return log(sum(exp)) of each row; scipy's function costs as much for one row as for a thousand."""
    most = logs.max(axis=1)
    value: Floats = most + np.log(np.exp(logs - most[:, None]).sum(axis=1))
    return value
