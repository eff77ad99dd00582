"""Tokens to unit vectors: sublinear TF-IDF."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
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
