"""Opinion groups: as many as the votes support, each at least 5 % of the room, with uncertain seats left unplaced."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.ground.badge import SMALLEST_GROUP
from nlp.ground.clusters import lloyd, starting_centres
from nlp.ground.mixture import Evidence, Mixture, evidence_of, fit_mixture, membership
from nlp.ground.model import Model

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MAX_GROUPS = 5
LEAST_VOTES = 5  # votes that a seat needs to be placed
SURE = 0.6  # least chance of a group for a seat to be placed in it
STILL = 0.5  # least chance of a group for a seat to stay in it
_SAMPLE = 4000  # most seats that the mixture is fitted to; more do not move its centres


@dataclass(frozen=True, slots=True)
class Opinions:
    """Opinion groups as a mixture over the leading `dimensions` of the positions."""

    mixture: Mixture
    dimensions: int

    @property
    def k(self) -> int:
        return len(self.mixture.centres)

    def place(self, model: Model, n_votes: Ints, before: Ints | None = None) -> Ints:
        """Return the group number of each seat, (seats,); -1 below five votes or 60 % certainty.

        n_votes: (seats,) votes of each seat; before: (seats,) the group of each seat so far. A seat stays in its group
        while that group is the likeliest and has a chance of at least 50 %.
        """
        return self._sure(self._chance(model), n_votes, before)

    def divide(self, model: Model, n_votes: Ints, before: Ints | None = None) -> Ints:
        """Return what `place` does for the whole room, and also place the surest five seats of each group.

        The five are taken from the seats with five votes whose likeliest group this is, however unsure it is; a group
        with fewer such seats stays smaller.
        """
        chance = self._chance(model)
        label, best = self._sure(chance, n_votes, before), chance.argmax(axis=1)
        for group in range(self.k):
            own = np.flatnonzero((best == group) & (n_votes >= LEAST_VOTES))
            label[own[np.argsort(-chance[own, group], kind="stable")[:SMALLEST_GROUP]]] = group
        return label

    def nearest(self, model: Model) -> Ints:
        """Return the likeliest group of each seat, whatever its chance, (seats,)."""
        best: Ints = self._chance(model).argmax(axis=1)
        return best

    def _chance(self, model: Model) -> Floats:
        return membership(_evidence(model, self.dimensions, np.arange(model.n_seats)), self.mixture)

    @staticmethod
    def _sure(chance: Floats, n_votes: Ints, before: Ints | None) -> Ints:
        best = chance.argmax(axis=1)
        needed = np.where(before == best, STILL, SURE) if before is not None else SURE
        sure = (chance.max(axis=1) >= needed) & (n_votes >= LEAST_VOTES)
        return np.where(sure, best, -1).astype(np.int64)

    def reorder(self, order: Ints) -> "Opinions":
        """Return the same groups renumbered: group order[n] becomes group n."""
        old = self.mixture
        mixture = Mixture(old.centres[order], old.spread, old.chance[:, order], old.likelihood)
        return Opinions(mixture, self.dimensions)


def find_opinions(model: Model, dimensions: int, n_votes: Ints, k: int | None = None) -> Opinions | None:
    """Return the mixture of 2 to 5 groups with the lowest criterion; None if no mixture is acceptable.

    Only seats that cast at least five votes count. A mixture is acceptable if its smallest group has at least five of
    them and at least 5 % of them. The number of groups is at most `dimensions` + 1. dimensions: number of dimensions
    beyond chance; n_votes: (seats,) number of votes of each seat; k: try this number of groups only.
    """
    heard = np.flatnonzero(n_votes >= LEAST_VOTES)
    if dimensions < 1 or len(heard) < 2 * SMALLEST_GROUP:
        return None
    heard = heard[:: -(-len(heard) // _SAMPLE)]
    evidence = _evidence(model, dimensions, heard)
    counts = range(2, min(MAX_GROUPS, dimensions + 1) + 1) if k is None else [k]
    fits = [fit_mixture(evidence, _first_centres(model.position[heard, :dimensions], k)) for k in counts]
    fits = [fit for fit in fits if _smallest(evidence, fit) >= max(SMALLEST_GROUP, 0.05 * len(heard))]
    if not fits:
        return None
    return Opinions(min(fits, key=lambda fit: fit.criterion), dimensions)


def _evidence(model: Model, dimensions: int, rows: Ints) -> Evidence:
    return evidence_of(model.position[rows, :dimensions], model.spread[rows][:, :dimensions, :dimensions])


def _first_centres(points: Floats, k: int) -> Floats:
    return lloyd(points, starting_centres(points, k))[0]


def _smallest(evidence: Evidence, fit: Mixture) -> int:
    """Return the size of the smallest group when each seat joins its likeliest group."""
    chance = membership(evidence, fit)
    return int(np.bincount(chance.argmax(axis=1), minlength=chance.shape[1]).min())
