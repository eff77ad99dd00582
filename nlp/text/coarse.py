"""A small number of coarse groups: spherical k-means, then the decisions of people."""

from collections import Counter
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClusterMixin

from nlp.text.constraints import FREE, Constraints
from nlp.text.microgroups import group_sums
from nlp.text.progress import SILENT, Progress
from nlp.text.tfidf import unit_rows

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# In a larger meeting the starts are compared on a sample of this many texts.
SAMPLE = 3_000


class CoarseClusterer(BaseEstimator, ClusterMixin):  # type: ignore[misc]
    """Spherical k-means (Dhillon and Modha 2001) with the best of several starts.

    Average linkage finds themes, but cut into a few groups it gives one very large group and some single texts.

    Parameters
    ----------
    n_themes : int
        Number of groups; decisions of people may need further ones.
    n_init : int
        Number of k-means++ starts.
    max_iter : int
        Most sweeps of each start.
    seed : int
        Seed of the sample and of the starts.

    Attributes
    ----------
    labels_ : (n,) array of int
        Group number of each row.
    """

    def __init__(self, n_themes: int = 8, n_init: int = 8, max_iter: int = 40, seed: int = 0) -> None:
        self.n_themes = n_themes
        self.n_init = n_init
        self.max_iter = max_iter
        self.seed = seed

    def fit(
        self, vectors: Floats, y: None = None, *, constraints: Constraints = FREE, progress: Progress = SILENT
    ) -> Self:
        """Learn `labels_` from (n, d) unit rows; pinned and separated rows obey `constraints`, `y` is ignored."""
        k = min(self.n_themes, len(vectors))
        some = vectors
        if len(vectors) > SAMPLE:
            some = vectors[np.sort(np.random.default_rng(self.seed).choice(len(vectors), SAMPLE, replace=False))]
        starts = [self._started(some, k, self.seed + turn) for turn in progress.over(range(self.n_init), 1)]
        _, centres = max(starts, key=lambda start: start[0])
        if len(some) < len(vectors):
            _, centres = self._lloyd(vectors, centres)
        self.labels_ = _obey(vectors @ centres.T, constraints)
        return self

    def _started(self, vectors: Floats, k: int, seed: int) -> tuple[float, Floats]:
        from sklearn.cluster import kmeans_plusplus  # takes 15 MB, and only coarse groups need it

        centres, _ = kmeans_plusplus(vectors, k, random_state=seed)
        return self._lloyd(vectors, unit_rows(centres))

    def _lloyd(self, vectors: Floats, centres: Floats) -> tuple[float, Floats]:
        k = len(centres)
        before: Ints | None = None
        for _ in range(self.max_iter):
            cosine = vectors @ centres.T
            labels = cosine.argmax(axis=1)
            if before is not None and np.array_equal(labels, before):
                break
            before = labels
            sums = group_sums(vectors, labels.astype(np.int64), k)
            empty = np.bincount(labels, minlength=k) == 0
            # A group that lost all its rows starts again from a row that fits its own group worst.
            sums[empty] = vectors[np.argsort(cosine.max(axis=1), kind="stable")[: int(empty.sum())]]
            centres = unit_rows(sums)
        return float((vectors @ centres.T).max(axis=1).mean()), centres


def _obey(cosine: Floats, constraints: Constraints) -> Ints:
    """Return for each row the best group that no pin or separated pair forbids, a new group where all are forbidden."""
    labels: Ints = cosine.argmax(axis=1).astype(np.int64)
    fresh = cosine.shape[1]
    group_of: dict[str, int] = {}
    for key in sorted(set(constraints.pins.values())):
        members = [row for row, pin in constraints.pins.items() if pin == key]
        liked = [group for group, _ in Counter(labels[members].tolist()).most_common()]
        group_of[key] = next((group for group in liked if group not in group_of.values()), fresh)
        fresh = max(fresh, group_of[key] + 1)
        labels[members] = group_of[key]
    for row in sorted({i for pair in constraints.parted for i in pair} - set(constraints.pins)):
        foes = {j if i == row else i for i, j in constraints.parted if row in (i, j)}
        # A separated row with a higher number avoids this row's group when its turn comes.
        taken = {int(labels[foe]) for foe in foes if foe in constraints.pins or foe < row}
        liked = [group for group in np.argsort(-cosine[row], kind="stable").tolist() if group not in taken]
        labels[row] = liked[0] if liked else fresh
        fresh = max(fresh, int(labels[row]) + 1)
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)
