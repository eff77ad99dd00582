"""The ungrouped texts, until a similar text comes."""

from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Loners:
    """m texts that had no theme when they came; some may have got one since.

    positions: (m,) index of each text in the list of all texts, -1 once the text has a theme; early: vectors of the
    texts of the last full run; late: vectors of the texts that came after it, in an array of their own so that one more
    text does not copy all vectors; news: words of the late texts that the full run did not know.
    """

    positions: Ints
    early: Floats
    late: Floats
    news: frozenset[str] = frozenset()

    @classmethod
    def of(cls, positions: Ints, vectors: Floats) -> Self:
        """Return the ungrouped texts of a full run."""
        return cls(positions, vectors, vectors[:0])

    def nearest(self, vector: Floats) -> tuple[int, float]:
        """Return (row, cosine) of the ungrouped text nearest to a unit vector; (-1, -1) without ungrouped texts."""
        if not (self.positions >= 0).any():
            return -1, -1.0
        cosine = np.concatenate([self.early @ vector, self.late @ vector])
        cosine[self.positions < 0] = -1
        row = int(cosine.argmax())
        return row, float(cosine[row])

    def vector(self, row: int) -> Floats:
        """Return the vector of the ungrouped text in a row, (d,)."""
        early = len(self.early)
        weights: Floats = self.early[row] if row < early else self.late[row - early]
        return weights

    def joined_by(self, position: int, vector: Floats, news: Set[str]) -> Self:
        """Return the ungrouped texts with one more; news: words of that text that the full run did not know."""
        positions, late = np.append(self.positions, position), np.vstack([self.late, vector])
        return replace(self, positions=positions, late=late, news=self.news | news)

    def left_by(self, row: int) -> Self:
        """Return the ungrouped texts without the one in a row."""
        positions = self.positions.copy()
        positions[row] = -1
        return replace(self, positions=positions)

    def moved(self, where: Ints) -> Self:
        """Return the texts without a theme for a reordered list, in which text i now stands at where[i]."""
        return replace(self, positions=np.where(self.positions < 0, -1, where[self.positions]))
