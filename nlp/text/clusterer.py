"""Vectors to themes: average linkage on cosine distance, the number of themes read off the data."""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClusterMixin

from nlp.text.constraints import FREE, Constraints
from nlp.text.linkage import MergeTree, average_linkage
from nlp.text.microgroups import group_sums, nearest_groups
from nlp.text.progress import SILENT, Progress

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

CUT = 0.7


class ThemeClusterer(BaseEstimator, ClusterMixin):  # type: ignore[misc]
    """Group unit vectors by average linkage on cosine distance.

    cut: the distance above which two groups are two themes; n_themes: that many groups instead (as far as decisions
    of people allow); direct: up to so many rows are linked one by one, beyond that `micro` small groups of them are.
    `fit` learns `labels_` (n,) and `tree_`, which `recut` reads anew for finer or coarser themes.
    """

    def __init__(
        self, cut: float = CUT, n_themes: int | None = None, direct: int = 4_000, micro: int = 3_000, seed: int = 0
    ) -> None:
        self.cut = cut
        self.n_themes = n_themes
        self.direct = direct
        self.micro = micro
        self.seed = seed

    def fit(
        self,
        vectors: Floats,
        y: None = None,
        *,
        constraints: Constraints = FREE,
        sizes: Floats | None = None,
        progress: Progress = SILENT,
    ) -> Self:
        """Learn the groups of (n, d) unit rows, each standing for `sizes` texts (default 1).

        Pinned and parted rows obey `constraints` in every cut.
        """
        self.points_ = self._points(vectors, constraints.touched, progress.part(0.0, 0.7))
        weights = np.ones(len(vectors), np.float32) if sizes is None else sizes
        self.tree_ = self._tree(vectors, constraints, weights, progress.part(0.7, 1.0))
        self.labels_ = self.recut(self.cut)
        if self.n_themes is not None:
            self.labels_ = self.recut_into(self.n_themes)
        return self

    def recut(self, cut: float) -> Ints:
        """Return the groups that the learned tree gives at another distance."""
        labels: Ints = self.tree_.cut(cut)[self.points_]
        return labels

    def recut_into(self, number: int) -> Ints:
        """Return that many groups of the learned tree, as far as decisions of people allow."""
        labels: Ints = self.tree_.cut_into(number)[self.points_]
        return labels

    def _points(self, vectors: Floats, touched: set[int], progress: Progress) -> Ints:
        """Return the number of the point each row belongs to: itself, or its micro-group in a large meeting."""
        n = len(vectors)
        if n <= self.direct:
            return np.arange(n, dtype=np.int64)
        near = nearest_groups(vectors, self.micro, seed=self.seed, progress=progress)
        if touched:
            # A row that somebody decided about answers for itself alone.
            rows = sorted(touched)
            near[rows] = self.micro + np.arange(len(rows))
        return np.unique(near, return_inverse=True)[1].astype(np.int64)

    def _tree(self, vectors: Floats, constraints: Constraints, weights: Floats, progress: Progress) -> MergeTree:
        sizes = np.bincount(self.points_, weights=weights).astype(np.float32)
        centres = group_sums(vectors * weights[:, None], self.points_, len(sizes))
        # Not of unit length again: the product of two means is the mean of the products, as average linkage wants it.
        centres /= sizes[:, None]
        distance = centres @ centres.T
        np.subtract(1, distance, out=distance)
        np.clip(distance, 0, 2, out=distance)
        constraints.moved({row: int(self.points_[row]) for row in constraints.touched}).write_into(distance)
        return average_linkage(distance, sizes, progress)
