"""Tells whether texts are about many topics or all answer one question."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from nlp.text.segmenter import Segmenter

Ints = NDArray[np.int64]

ONE_TOPIC = 0.29
"""Mean cosine of nearest neighbours below which texts answer one question (measured: one .06-.24, many .35-.59)."""
FEWEST = 8
"""Fewest different texts from which the case can be told."""
SAMPLE = 1500


def is_one_topic(folded: Sequence[str], segmenter: Segmenter) -> bool:
    """Return whether different texts, folded and without duplicates, all answer one question.

    Titles about many topics come in groups of near-identical wording; answers to one question hardly share words.
    Fewer than `FEWEST` texts count as about many topics.
    """
    if len(folded) < FEWEST:
        return False
    return nearest_likeness(folded, segmenter) < ONE_TOPIC


def nearest_likeness(folded: Sequence[str], segmenter: Segmenter) -> float:
    """Return the mean cosine of each text with its nearest neighbour, by words and single characters."""
    texts = sorted(folded)
    texts = texts[:: -(-len(texts) // SAMPLE)]
    rows = [segmenter.tokens(text) or [text] for text in texts]
    features = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(rows)
    cosines = (features @ features.T).toarray()
    np.fill_diagonal(cosines, 0.0)
    return float(cosines.max(axis=1).mean())
