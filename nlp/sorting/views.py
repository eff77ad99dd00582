"""Views of texts: their tokens as unit vectors, and which text of a group is nearest to the others."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from nlp.aspects.tokens import tokens_of

Ints = NDArray[np.int64]


def views_of(texts: Sequence[str]) -> csr_matrix:
    """Return the TF-IDF of the tokens of n texts, (n, tokens): sparse rows of length 1, not to be changed.

    The last two are kept: one run asks twice, and a board that is sorted again has the same texts.
    """
    return _views_of(tuple(texts))


@lru_cache(maxsize=2)
def _views_of(texts: tuple[str, ...]) -> csr_matrix:
    if not texts:
        return csr_matrix((0, 1), dtype=np.float32)
    vectorizer = TfidfVectorizer(analyzer=lambda text: tokens_of(text) or (text,), sublinear_tf=True)
    return vectorizer.fit_transform(texts)


def centre_of(views: csr_matrix, members: Ints) -> tuple[int, float]:
    """Return the index in `members` of the row nearest to their mean, and the mean cosine of the rows with it."""
    rows = views[members]
    centre = np.asarray(rows.mean(axis=0)).ravel()
    cosines = rows @ centre / max(float(np.linalg.norm(centre)), 1e-9)
    return int(cosines.argmax()), float(np.clip(cosines.mean(), 0, 1))
