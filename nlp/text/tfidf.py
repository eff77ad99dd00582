"""Tokens to unit vectors: sublinear TF-IDF, and its reduction by SVD."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

Floats = NDArray[np.float32]


def unit_rows(rows: NDArray[np.floating[Any]]) -> Floats:
    """Return rows of length 1; a zero row stays zero, no row at all is fine."""
    unit: Floats = (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return unit


class TokenTfidf(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """Sublinear TF-IDF over ready tokens: (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), rows of unit length.

    (Salton and Buckley 1988, with the smoothed idf of scikit-learn.) min_df=None asks for 2 texts from 200 texts on;
    max_df, the largest share of texts a token may stand in, counts from 50 texts on. Where these leave no token at all
    (all texts alike) they are lifted.
    """

    def __init__(self, min_df: int | None = None, max_df: float = 0.4) -> None:
        self.min_df = min_df
        self.max_df = max_df

    def fit(self, tokens: Sequence[Sequence[str]], y: None = None) -> Self:
        """Learn vocabulary and idf from n lists of tokens."""
        n = len(tokens)
        counts = Counter(token for row in tokens for token in set(row))
        least = self.min_df if self.min_df is not None else (2 if n >= 200 else 1)
        most = self.max_df * n if n >= 50 else n
        kept = sorted(token for token, df in counts.items() if least <= df <= most) or sorted(counts)
        self.vocabulary_ = {token: column for column, token in enumerate(kept)}
        df = np.array([counts[token] for token in kept], dtype=np.float32)
        self.idf_: Floats = (1 + np.log((1 + n) / (1 + df))).astype(np.float32)
        return self

    def transform(self, tokens: Sequence[Sequence[str]]) -> csr_matrix:
        """Return the (n, vocabulary) matrix; a text without a known token has an empty row."""
        columns: list[int] = []
        counts: list[int] = []
        ends = [0]
        known = self.vocabulary_
        for row in tokens:
            held = Counter(known[token] for token in row if token in known)
            columns.extend(held)
            counts.extend(held.values())
            ends.append(len(columns))
        at = np.array(columns, dtype=np.int32)
        weights = (1 + np.log(np.array(counts, dtype=np.float32))) * self.idf_[at]
        shape = (len(tokens), max(len(known), 1))
        matrix = csr_matrix((weights.astype(np.float32), at, np.array(ends, dtype=np.int64)), shape=shape)
        matrix.sort_indices()
        return normalize(matrix, copy=False)


class LatentVectors(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """Latent semantic analysis (Deerwester et al. 1990): rows on the first 0.15 n singular directions, unit length.

    smallest, small: at least so many directions, and a quarter of the texts up to `small`, which a room of forty needs
    to keep ten subjects apart; with more than `smallest` a table of twenty falls into pairs.
    softness: each direction is weighted with its singular value to this power once more. At 0 the last directions count
    as if they were no noise; 0.5 lets them fade, which steadies the themes among many unrelated texts.
    """

    def __init__(
        self,
        share: float = 0.15,
        *,
        smallest: int = 7,
        small: int = 10,
        largest: int = 400,
        softness: float = 0.5,
        seed: int = 0,
    ) -> None:
        self.share = share
        self.smallest = smallest
        self.small = small
        self.largest = largest
        self.softness = softness
        self.seed = seed

    def fit(self, matrix: csr_matrix, y: None = None) -> Self:
        """Learn the directions from an (n, m) matrix; a matrix too small for them is left as it is."""
        n, m = matrix.shape
        wanted = max(self.smallest, min(self.small, n / 4), self.share * n)
        size = int(min(wanted, self.largest, min(n, m) - 1))
        with np.errstate(invalid="ignore"):  # equal rows have no variance to divide by
            self.svd_ = TruncatedSVD(size, random_state=self.seed, n_iter=4).fit(matrix) if size >= 2 else None
        return self

    def transform(self, matrix: csr_matrix) -> Floats:
        """Return an (n, size) array; an empty row stays zero."""
        if self.svd_ is None:
            dense = matrix.toarray()
        else:
            dense = self.svd_.transform(matrix) * self.svd_.singular_values_**self.softness
        return unit_rows(dense)
