"""The breadth of common ground in a theme: how much of it every group can accept, and how sure that is."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.ground.posterior import TAIL, Posterior, update_beta
from nlp.ground.votes import Ints, Table

Floats = NDArray[np.float64]

_SOFTNESS = -10.0
_ACCEPTED = 0.60  # least support, at the 10 % lower bound
_RESISTED = 0.25  # most opposition of any group
_FULL_EVIDENCE = 30  # votes of a group beyond which more count no more
_DRAWS = 300


@dataclass(frozen=True, slots=True)
class ThemeVotes:
    """The proposals of one theme, columns in one order: counts (k, m) of each group, its coverage 0..1, and which of
    the proposals (m,) pass the gate of the badge.

    The prior is flat: votes on other proposals, contested ones above all, shall not move a theme.
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
    """How much of a theme every group accepts, 0..1, with its 80 % interval; 0 where the core is empty."""

    divisor: float
    low: float
    high: float
    coverage: float
    core: tuple[Hashable, ...]


def weigh_theme(votes: ThemeVotes, seed: int) -> Breadth:
    """The breadth of one theme with its core.

    With l the 10 % lower bound of a group's support: core = proposals that pass the gate, whose soft minimum over the
    groups is at least .60 and that no group opposes above (disagree + 1) / (seen + 4) = .25. For the m best of the
    core, H is the soft minimum over the groups of their mean l weighed by evidence (votes of the least heard group, at
    most 30, as a share of 30; near-duplicates are pooled by then), c the sum of evidence; the divisor is
    coverage * max_m H * sqrt(c / (c + 1)).
    low, high: 80 % interval from 300 draws of the posteriors.
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
    """Each group's share of those it takes: seats with two votes in the theme, of 30 or 30 % of it, at most 1."""
    in_theme = np.isin(table.proposal, columns)
    votes = np.bincount(table.seat[in_theme], minlength=table.n_seats)
    needed = min(2, len(columns))  # a theme of one proposal can be seen only once
    heard = np.bincount(label[(votes >= needed) & (label >= 0)], minlength=len(members))
    return [min(1.0, int(n) / min(30.0, 0.3 * size)) if size else 0.0 for n, size in zip(heard, members, strict=True)]


def _divisor(low: Floats, evidence: Floats) -> float:
    """max_m H_m sqrt(c_m / (c_m + 1)) over the first m columns; low (k, m), evidence (m,)."""
    weight = np.cumsum(evidence)
    mean = np.cumsum(low * evidence, axis=1) / weight
    return float((_soft_minimum(mean) * np.sqrt(weight / (weight + 1))).max())


def _draws(votes: ThemeVotes, core: list[int], seed: int) -> Floats:
    """Draws of the groups' support of the core, (draws, k, m)."""
    rng = np.random.default_rng([seed, 2])
    posterior = votes.posterior
    alpha, beta = posterior.alpha[:, core], posterior.beta[:, core]
    value: Floats = rng.beta(alpha, beta, size=(_DRAWS, *alpha.shape))
    return value


def _soft_minimum(values: Floats) -> Floats:
    powers: Floats = np.maximum(values, 1e-6) ** _SOFTNESS
    value: Floats = np.mean(powers, axis=0) ** (1 / _SOFTNESS)
    return value
