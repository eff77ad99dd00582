"""Breadth of common ground in a theme: how much of the theme every group accepts, and how certain that is."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.ground.posterior import TAIL, Posterior, update_beta
from nlp.ground.votes import Ints, Table

Floats = NDArray[np.float64]

_SOFTNESS = -10.0
_ACCEPTED = 0.60  # least support in the core, at the 10 % lower bound
_RESISTED = 0.25  # most opposition of any group in the core
_FULL_EVIDENCE = 30  # votes of a group above which further votes add no evidence
_DRAWS = 300


@dataclass(frozen=True, slots=True)
class ThemeVotes:
    """Votes on the m proposals of one theme.

    agree, disagree, seen: counts of each group, (k, m); coverage: of each group, 0..1, (k,); passes: which proposals
    pass the gate of the badge, (m,). The prior is flat, because votes on other proposals, above all contested ones,
    must not move a theme.
    """

    names: Sequence[Hashable]
    agree: Ints
    disagree: Ints
    seen: Ints
    coverage: Sequence[float]
    passes: Sequence[bool]

    @property
    def posterior(self) -> Posterior:
        return update_beta(self.agree, self.seen, np.array(0.5), 2.0)


@dataclass(frozen=True, slots=True)
class Breadth:
    """How much of a theme every group accepts.

    Attributes
    ----------
    divisor : float
        The breadth, 0..1; 0 where the core is empty.
    low, high : float
        80 % interval of the breadth.
    coverage : float
        Coverage (see `coverage_of`) of the least covered group, 0..1.
    core : tuple of hashable
        Proposals that the breadth is computed from, best first.
    """

    divisor: float
    low: float
    high: float
    coverage: float
    core: tuple[Hashable, ...]


def find_breadth(votes: ThemeVotes, seed: int) -> Breadth:
    """Return the breadth of one theme and its core.

    Let l be the 10 % lower bound of a group's support. The core holds the proposals that pass the gate, that every
    group has voted on, whose soft minimum of l over the groups is at least .60, and that no group opposes above
    (disagree + 1) / (seen + 4) = .25. The evidence of a proposal is the votes of its least heard group, at most 30,
    divided by 30; duplicates are pooled before. For the m best proposals of the core, H is the soft minimum over the
    groups of their mean l, weighted by evidence, and c is the sum of the evidence.
    divisor = coverage * max_m H * sqrt(c / (c + 1)), where coverage is that of the least covered group. The 80 %
    interval is from 300 draws of the posteriors. Source: domain.md, section 6.

    Parameters
    ----------
    votes : ThemeVotes
        The votes on the proposals of the theme.
    seed : int
        Seed of the draws.
    """
    low = votes.posterior.quantile(TAIL)
    floor = _soft_minimum(low)
    resisted = ((votes.disagree + 1) / (votes.seen + 4)).max(axis=0)
    evidence = np.minimum(votes.seen, _FULL_EVIDENCE).min(axis=0) / _FULL_EVIDENCE
    passes = np.array(votes.passes, dtype=bool)
    is_core = passes & (floor >= _ACCEPTED) & (resisted <= _RESISTED) & (evidence > 0)
    core = sorted(np.flatnonzero(is_core).tolist(), key=lambda n: (-floor[n], str(votes.names[n])))
    coverage = min(votes.coverage)
    if not core or coverage <= 0:
        return Breadth(0.0, 0.0, 0.0, coverage, ())
    divisor = coverage * _divisor(low[:, core], evidence[core])
    values = [coverage * _divisor(drawn, evidence[core]) for drawn in _draws(votes, core, seed)]
    return Breadth(
        divisor=divisor,
        low=min(divisor, float(np.quantile(values, TAIL))),
        high=float(np.quantile(values, 1 - TAIL)),
        coverage=coverage,
        core=tuple(votes.names[n] for n in core),
    )


def coverage_of(table: Table, columns: Ints, label: Ints, members: Sequence[int]) -> list[float]:
    """Return the coverage of each group, 0..1: its seats with two votes in the theme, relative to full coverage.

    Full coverage is 30 seats, or 30 % of the group if that is less. columns: numbers of the theme's proposals; label:
    group number of each seat; members: seats of each group.
    """
    in_theme = np.isin(table.proposal, columns)
    votes = np.bincount(table.seat[in_theme], minlength=table.n_seats)
    needed = min(2, len(columns))  # a theme of one proposal allows one vote only
    heard = np.bincount(label[(votes >= needed) & (label >= 0)], minlength=len(members))
    return [min(1.0, int(n) / min(30.0, 0.3 * size)) if size else 0.0 for n, size in zip(heard, members, strict=True)]


def _divisor(low: Floats, evidence: Floats) -> float:
    """Return max_m H_m sqrt(c_m / (c_m + 1)) over the first m columns; low: (k, m), evidence: (m,)."""
    weight = np.cumsum(evidence)
    mean = np.cumsum(low * evidence, axis=1) / weight
    return float((_soft_minimum(mean) * np.sqrt(weight / (weight + 1))).max())


def _draws(votes: ThemeVotes, core: list[int], seed: int) -> Floats:
    """Return draws from the posterior of each group's support of each core proposal, (draws, k, core proposals)."""
    rng = np.random.default_rng([seed, 2])
    posterior = votes.posterior
    alpha, beta = posterior.alpha[:, core], posterior.beta[:, core]
    value: Floats = rng.beta(alpha, beta, size=(_DRAWS, *alpha.shape))
    return value


def _soft_minimum(values: Floats) -> Floats:
    powers: Floats = np.maximum(values, 1e-6) ** _SOFTNESS
    value: Floats = np.mean(powers, axis=0) ** (1 / _SOFTNESS)
    return value
