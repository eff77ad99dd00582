"""Themes from vectors: average linkage on cosine distance, where the data decide the number of themes."""

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

    Parameters
    ----------
    cut : float
        Distance above which two groups are two themes.
    n_themes : int or None
        Number of groups to form instead, as far as decisions of people allow.
    direct : int
        Up to this number of rows, single rows are linked; of more rows, small groups are.
    micro : int
        Most small groups.
    seed : int
        Seed of the small groups.

    Attributes
    ----------
    points_ : (n,) array of int
        Point of the tree for each row: the row itself, or its small group.
    tree_ : MergeTree
        Merges of the points; `recut` and `recut_into` cut it again for finer or coarser themes.
    labels_ : (n,) array of int
        Group number of each row.
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
        """Learn the groups of (n, d) unit rows.

        sizes: (n,) number of texts that each row represents, default 1. Pinned and separated rows obey `constraints` in
        every cut; `y` is ignored.
        """
        self.points_ = self._points(vectors, constraints.touched, progress.part(0.0, 0.7))
        weights = np.ones(len(vectors), np.float32) if sizes is None else sizes
        self.tree_ = self._tree(vectors, constraints, weights, progress.part(0.7, 1.0))
        self.labels_ = self.recut(self.cut)
        if self.n_themes is not None:
            self.labels_ = self.recut_into(self.n_themes)
        return self

    def recut(self, cut: float) -> Ints:
        """Return the group number of each row, (n,), when the tree is cut at another distance."""
        labels: Ints = self.tree_.cut(cut)[self.points_]
        return labels

    def recut_into(self, number: int) -> Ints:
        """Return the group number of each row, (n,), for `number` groups, as far as decisions of people allow."""
        labels: Ints = self.tree_.cut_into(number)[self.points_]
        return labels

    def _points(self, vectors: Floats, touched: set[int], progress: Progress) -> Ints:
        """Return the point of each row: the row itself or, in a large meeting, its small group."""
        n = len(vectors)
        if n <= self.direct:
            return np.arange(n, dtype=np.int64)
        near = nearest_groups(vectors, self.micro, seed=self.seed, progress=progress)
        if touched:
            # A row with a decision is a point of its own, because the decision holds for no other row.
            rows = sorted(touched)
            near[rows] = self.micro + np.arange(len(rows))
        return np.unique(near, return_inverse=True)[1].astype(np.int64)

    def _tree(self, vectors: Floats, constraints: Constraints, weights: Floats, progress: Progress) -> MergeTree:
        sizes = np.bincount(self.points_, weights=weights).astype(np.float32)
        centres = group_sums(vectors * weights[:, None], self.points_, len(sizes))
        # The means keep their length: the product of two means is then the mean of the products, as average linkage
        # requires.
        centres /= sizes[:, None]
        distance = centres @ centres.T
        np.subtract(1, distance, out=distance)
        np.clip(distance, 0, 2, out=distance)
        constraints.moved({row: int(self.points_[row]) for row in constraints.touched}).write_into(distance)
        return average_linkage(distance, sizes, progress)
