"""Guards of the score: several partitions of the room, each scored by the lower bound of its least convinced group."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from nlp.ground.clusters import lloyd, nearest, starting_centres
from nlp.ground.model import Model, Side
from nlp.ground.posterior import TAIL, fit_strength, update_beta
from nlp.ground.tallies import Tallies
from nlp.ground.votes import Ints, Table

Floats = NDArray[np.float64]
Columns = Ints | slice

_GROUPS = (2, 3, 4)
_SOFTNESS = -4.0
_SAMPLE = 1500  # most seats whose expected rates represent the room
_LEAST_VOTES = 4


def soft_minimum(values: Floats, exponent: float = -10.0) -> Floats:
    """Return the power mean along the first axis: close to the minimum, but not determined by one group alone."""
    powers: Floats = np.maximum(values, 1e-6) ** exponent
    value: Floats = np.mean(powers, axis=0) ** (1 / exponent)
    return value


class Expectation:
    """Expected P(agree) of a sample of seats on every proposal, from which any group gets its prior."""

    def __init__(self, model: Model, n_votes: Ints):
        heard = np.flatnonzero(n_votes >= _LEAST_VOTES)
        heard = heard if len(heard) else np.arange(len(n_votes))
        self._rows = heard[:: -(-len(heard) // _SAMPLE)]
        self._expected = expected_table(model.seats, model.proposals, self._rows)

    def of_groups(self, label: Ints, k: int) -> Floats:
        """Return the mean expected rate of each group's sampled members, (k + 1, proposals); the last row is the room.

        label: group number of each seat, -1 = not placed. A group without sampled members gets the room's rates.
        """
        sampled = label[self._rows]
        member = np.vstack([sampled == group for group in range(k)] + [np.ones(len(sampled), bool)]).astype(float)
        size = member.sum(axis=1, keepdims=True)
        rates = np.where(size > 0, member @ self._expected / np.maximum(size, 1), self._expected.mean(axis=0))
        value: Floats = np.clip(rates, 0.01, 0.99)
        return value


def expected_table(seats: Side, proposals: Side, rows: Ints) -> Floats:
    """Return P(agree) of the seats `rows` (n,) on all proposals, (n, proposals).

    The uncertainty of the logit is integrated out by MacKay's approximation.
    """
    a, b = np.triu_indices(seats.mean.shape[1])
    twice = np.where(a == b, 1.0, 2.0)
    mean = seats.mean[rows] @ proposals.mean.T
    square = (seats.second[rows][:, a, b] * twice) @ proposals.second[:, a, b].T
    value: Floats = expit(mean / np.sqrt(1 + np.pi / 8 * np.maximum(square - mean**2, 0)))
    return value


class Guard:
    """One partition of the room by which proposals are scored: its centres, counts and priors."""

    def __init__(self, table: Table, label: Ints, cut: tuple[Floats, Sequence[int]], expected: Expectation):
        self._centres, axes = cut
        self._axes = list(axes)
        self.tallies = Tallies(table, label, len(self._centres))
        self._prior = expected.of_groups(label, len(self._centres))[:-1]
        self._strength = fit_strength(self.tallies.agree[:-1], self.tallies.seen[:-1], self._prior)

    def score(self, columns: Columns) -> Floats:
        """Return the log of the soft minimum over the groups of their 10 % lower bounds, one value per column."""
        return self.score_of(self.tallies.agree[:-1, columns], self.tallies.seen[:-1, columns], columns)

    def score_of(self, agree: Ints, seen: Ints, columns: Columns) -> Floats:
        """Return what `score` returns, for other counts (k, columns) of the same groups."""
        missing = self.tallies.seen.shape[1] - self._prior.shape[1]
        if missing > 0:
            self._prior = np.pad(self._prior, ((0, 0), (0, missing)), constant_values=0.5)
        low = update_beta(agree, seen, self._prior[:, columns], self._strength).quantile(TAIL)
        value: Floats = np.log(soft_minimum(low, _SOFTNESS))
        return value

    def place(self, mean: Floats, n_votes: int) -> int:
        """Return the group of a seat with the vector `mean` (q,); -1 for a seat with fewer than four votes."""
        return int(nearest(mean[None, self._axes], self._centres)[0]) if n_votes >= _LEAST_VOTES else -1


def cut_guards(table: Table, leaning: Model, expected: Expectation, n_votes: Ints) -> list[Guard]:
    """Return partitions into 2, 3 and 4 groups by opinion and agreeableness together.

    A partition into k groups needs 3 k seats with four votes. Agreeableness counts because a bloc that rejects much
    shows there first; without it the bloc hides among the undecided seats. leaning: a model in which a pass is half an
    agreement, because a pass taken for a rejection puts the undecided seats among those that reject.
    """
    heard = np.flatnonzero(n_votes >= _LEAST_VOTES)
    learners = heard[:: max(-(-len(heard) // _SAMPLE), 1)]
    axes = [0, *range(2, 2 + leaning.dimensions)]
    points = leaning.seats.mean[:, axes]
    guards = []
    for k in _GROUPS:
        if len(heard) < 3 * k:
            continue
        centres, _ = lloyd(points[learners], starting_centres(points[learners], k))
        label = np.where(n_votes >= _LEAST_VOTES, nearest(points, centres), -1)
        guards.append(Guard(table, label, (centres, axes), expected))
    return guards
