"""The texts that stand alone, until one comes that is like them."""

from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Loners:
    """m texts that stand alone. positions: (m,) where they stand, -1 once one does no more; early, late: their vectors,
    parted into those of the last full run and those since, so that one more costs no copy of them all; news: the words
    of the late ones that the full run did not know."""

    positions: Ints
    early: Floats
    late: Floats
    news: frozenset[str] = frozenset()

    @classmethod
    def of(cls, positions: Ints, vectors: Floats) -> Self:
        """Return the loners of a full run."""
        return cls(positions, vectors, vectors[:0])

    def nearest(self, vector: Floats) -> tuple[int, float]:
        """Return the row of the loner nearest to a unit vector and their cosine; (-1, -1) where there is none."""
        if not (self.positions >= 0).any():
            return -1, -1.0
        cosine = np.concatenate([self.early @ vector, self.late @ vector])
        cosine[self.positions < 0] = -1
        row = int(cosine.argmax())
        return row, float(cosine[row])

    def vector(self, row: int) -> Floats:
        """Return the vector of one of them."""
        early = len(self.early)
        weights: Floats = self.early[row] if row < early else self.late[row - early]
        return weights

    def joined_by(self, position: int, vector: Floats, news: Set[str]) -> Self:
        """Return them with one more."""
        positions, late = np.append(self.positions, position), np.vstack([self.late, vector])
        return replace(self, positions=positions, late=late, news=self.news | news)

    def left_by(self, row: int) -> Self:
        """Return them without one."""
        positions = self.positions.copy()
        positions[row] = -1
        return replace(self, positions=positions)

    def moved(self, where: Ints) -> Self:
        """Return them where the text at position i has gone to where[i]."""
        return replace(self, positions=np.where(self.positions < 0, -1, where[self.positions]))
