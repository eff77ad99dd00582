"""Many small groups of similar texts, so that average linkage of a large meeting works on groups."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlp.text.progress import SILENT, Progress
from nlp.text.tfidf import unit_rows

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Rounds that move the centres, and texts per group in each round; more of either improve almost nothing.
ROUNDS = 2
_TEXTS_EACH = 4
_CHUNK = 2_048


def nearest_groups(vectors: Floats, number: int, *, seed: int = 0, progress: Progress = SILENT) -> Ints:
    """Return for each of n unit rows the number of its nearest group, (n,), of at most `number` groups.

    The groups come from a few rounds of spherical k-means (Dhillon and Modha 2001), which start from rows drawn at
    random. A group that loses all its rows stays empty.
    """
    drawn = np.random.default_rng(seed).permutation(len(vectors))
    centres = vectors[np.sort(drawn[:number])]
    some = vectors[np.sort(drawn[: _TEXTS_EACH * number])]
    for turn in range(ROUNDS):
        near = _nearest(some, centres, progress.part(0.2 * turn, 0.2 * turn + 0.2))
        centres = unit_rows(group_sums(some, near, len(centres)))
    return _nearest(vectors, centres, progress.part(0.2 * ROUNDS, 1.0))


def group_sums(vectors: Floats, labels: Ints, number: int) -> Floats:
    """Return the sum of the rows of each group, (number, d); labels: group number of each row."""
    n = len(vectors)
    belongs = csr_matrix((np.ones(n, np.float32), (labels, np.arange(n))), shape=(number, n))
    sums: Floats = belongs @ vectors
    return sums


def _nearest(vectors: Floats, centres: Floats, progress: Progress) -> Ints:
    near = np.empty(len(vectors), np.int64)
    for start in progress.over(range(0, len(vectors), _CHUNK), 1):
        near[start : start + _CHUNK] = (vectors[start : start + _CHUNK] @ centres.T).argmax(axis=1)
    return near
