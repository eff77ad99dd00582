"""Unit vectors from tokens by sublinear TF-IDF."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin

Floats = NDArray[np.float32]


def unit_rows(rows: NDArray[np.floating[Any]]) -> Floats:
    """Return the rows scaled to length 1; a zero row stays zero, and there may be no row at all."""
    unit: Floats = (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return unit


class TokenTfidf(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """Sublinear TF-IDF of given tokens: (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), rows of unit length.

    Source: Salton and Buckley (1988), with the smoothed idf of scikit-learn. Where the limits `min_df` and `max_df`
    leave no token at all (all texts are alike), they are ignored.

    Parameters
    ----------
    min_df : int or None
        Least number of texts with a token; None means 1, and 2 from 200 texts on.
    max_df : float
        Largest share of texts with a token; it applies from 50 texts on.

    Attributes
    ----------
    vocabulary_ : dict of str to int
        Column of each token.
    idf_ : (vocabulary,) array
        Inverse document frequency of each column.
    """

    def __init__(self, min_df: int | None = None, max_df: float = 0.4) -> None:
        self.min_df = min_df
        self.max_df = max_df

    def fit(self, tokens: Sequence[Sequence[str]], y: None = None) -> Self:
        """Learn `vocabulary_` and `idf_` from n lists of tokens; `y` is ignored."""
        n = len(tokens)
        names = sorted(set(chain.from_iterable(tokens)))
        counts = _counted(tokens, {token: column for column, token in enumerate(names)})
        df = np.bincount(counts.indices, minlength=len(names))
        least = self.min_df if self.min_df is not None else (2 if n >= 200 else 1)
        most = self.max_df * n if n >= 50 else n
        used = np.flatnonzero((df >= least) & (df <= most))
        if not len(used):
            used = np.arange(len(names))
        self.vocabulary_ = {names[at]: column for column, at in enumerate(used.tolist())}
        self.idf_: Floats = (1 + np.log((1 + n) / (1 + df[used]))).astype(np.float32)
        return self

    def transform(self, tokens: Sequence[Sequence[str]]) -> csr_matrix:
        """Return the weights as an (n, vocabulary) matrix; a text without a known token has an empty row."""
        matrix = _counted(tokens, self.vocabulary_)
        matrix.data = (1 + np.log(matrix.data)) * self.idf_[matrix.indices]
        filled = np.flatnonzero(np.diff(matrix.indptr))
        if len(filled):
            lengths = np.sqrt(np.add.reduceat(matrix.data**2, matrix.indptr[filled]))
            matrix.data /= np.repeat(lengths, np.diff(matrix.indptr)[filled])
        return matrix


def _counted(tokens: Sequence[Sequence[str]], known: Mapping[str, int]) -> csr_matrix:
    """Return how often each known token occurs in each text, as a matrix with ascending columns in each row."""
    columns = np.fromiter((known.get(token, -1) for row in tokens for token in row), np.int32)
    rows = np.repeat(np.arange(len(tokens), dtype=np.int32), [len(row) for row in tokens])
    is_known = columns >= 0
    ones = np.ones(int(is_known.sum()), np.float32)
    matrix = csr_matrix((ones, (rows[is_known], columns[is_known])), shape=(len(tokens), max(len(known), 1)))
    matrix.sort_indices()
    return matrix
