"""Near-exact duplicates: texts whose words and pairs of adjacent words are almost the same."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlp.text.progress import SILENT, Progress
from nlp.text.tfidf import TokenTfidf

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
_CHUNK = 500


def near_pairs(matrix: csr_matrix, threshold: float, progress: Progress = SILENT) -> tuple[Ints, Ints, Floats]:
    """Return (i, j, cosine) of all pairs of unit rows with i < j and cosine >= threshold, ordered by (i, j).

    Prefix filter (Chaudhuri et al. 2006; Bayardo et al. 2007): the features are ordered from rare to frequent, and each
    row is cut where the length of its remaining features falls below the threshold. Two rows whose cosine reaches the
    threshold share a feature before the cut.
    """
    prefix = _prefixes(matrix, threshold)
    firsts, seconds, cosines = [], [], []
    for start in progress.over(range(0, matrix.shape[0], _CHUNK), 1):
        candidates = (prefix[start : start + _CHUNK] @ prefix.T).tocoo()
        i, j = candidates.row.astype(np.int64) + start, candidates.col.astype(np.int64)
        i, j = i[i < j], j[i < j]
        cosine = _rowwise_dot(matrix, i, j)
        is_near = cosine >= threshold
        firsts.append(i[is_near])
        seconds.append(j[is_near])
        cosines.append(cosine[is_near])
    if not firsts:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32)
    i, j, cosine = np.concatenate(firsts), np.concatenate(seconds), np.concatenate(cosines)
    order = np.lexsort((j, i))
    return i[order], j[order], cosine[order]


def _rowwise_dot(matrix: csr_matrix, i: Ints, j: Ints) -> Floats:
    parts = [np.empty(0, np.float32)]
    for start in range(0, len(i), 100_000):
        left, right = matrix[i[start : start + 100_000]], matrix[j[start : start + 100_000]]
        parts.append(np.asarray(left.multiply(right).sum(axis=1), dtype=np.float32).ravel())
    return np.minimum(np.concatenate(parts), 1.0)


def _prefixes(matrix: csr_matrix, threshold: float) -> csr_matrix:
    """Return the 0/1 matrix of each row's features before the cut, from where the rest is shorter than `threshold`."""
    df = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rank = np.empty(matrix.shape[1], dtype=np.int64)
    rank[np.lexsort((np.arange(len(df)), df))] = np.arange(len(df))
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((rank[matrix.indices], rows))
    squares = matrix.data[order].astype(np.float64) ** 2
    before = np.cumsum(squares) - squares
    starts = matrix.indptr[:-1]
    base = np.zeros(matrix.shape[0])
    filled = np.diff(matrix.indptr) > 0
    base[filled] = before[starts[filled]]
    # Rows have unit length: the sum of squares from a feature on is 1 minus the sum before it.
    left = 1.0 - (before - base[rows])
    is_prefix = left >= threshold**2 - 1e-6
    ones = np.ones(int(is_prefix.sum()), dtype=np.float32)
    return csr_matrix((ones, (rows[is_prefix], matrix.indices[order][is_prefix])), shape=matrix.shape)


def word_grams(words: Sequence[str]) -> list[str]:
    """Return the words and the pairs of adjacent words of one text."""
    return [*words, *(f"{a} {b}" for a, b in zip(words, words[1:], strict=False))]


def fold_copies(
    words: Sequence[Sequence[str]], loners: set[int], threshold: float = 0.8, *, progress: Progress = SILENT
) -> Ints:
    """Return for each of n texts the position of its original, its own position if it is no duplicate.

    words: the words of each text. The original is the first text, in the order given, that is no duplicate itself and
    has a cosine of at least `threshold` with the text, so that chains of duplicates cannot drift. loners: positions of
    texts that people have decided about; they are neither duplicates nor originals.
    """
    original = _same_words(words, loners)
    originals = np.unique(original)
    grams = [word_grams(words[at]) for at in originals.tolist()]
    if len(originals) < 2 or not any(grams):
        return original
    vectors = TokenTfidf(min_df=1, max_df=1.0).fit(grams).transform(grams)
    i, j, _ = near_pairs(vectors, threshold, progress)
    for first, second in zip(originals[i].tolist(), originals[j].tolist(), strict=True):
        if original[first] == first and original[second] == second and not {first, second} & loners:
            original[second] = first
    settled: Ints = original[original]
    return settled


def _same_words(words: Sequence[Sequence[str]], loners: set[int]) -> Ints:
    """Return for each text the first text with exactly the same words, so that equal texts need no comparison."""
    seen: dict[tuple[str, ...], int] = {}
    same = [at if at in loners or not row else seen.setdefault(tuple(row), at) for at, row in enumerate(words)]
    return np.array(same, dtype=np.int64)
