"""The aspects that a text is likely about, learned from the library."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB

from nlp.aspects.library import Library, read_library
from nlp.aspects.tokens import tokens_of
from nlp.embedding import Embedder

Floats = NDArray[np.float32]

_DATA = Path(__file__).with_name("data")
SMOOTHING = 0.1
FLOOR = 1e-4
"""Least probability of an aspect, so that one view cannot rule an aspect out."""
KEPT = 8192
"""Texts whose probabilities by words are kept, so that a text sorted again costs nothing."""
SHARPNESS = 8.0
"""Factor on the ridge regression's scores before the softmax."""


class AspectModel:
    """Estimates how likely each aspect of a library is for a text.

    Two views of a text are averaged: its words (naive Bayes on characters, pairs of characters and Latin words), and,
    with an embedder for which weights ship, its sentence vector (ridge regression).

    Parameters
    ----------
    library : Library
        The aspects and their examples.
    """

    def __init__(self, library: Library) -> None:
        self.keys = library.keys
        examples = [*library.sentences, *library.names, *library.words()]
        self._tfidf = TfidfVectorizer(analyzer=tokens_of.__wrapped__, sublinear_tf=True, dtype=np.float32)
        features = self._tfidf.fit_transform([example.text for example in examples])
        numbers = {key: number for number, key in enumerate(self.keys)}
        labels = np.array([numbers[example.aspect] for example in examples])
        bayes = MultinomialNB(alpha=SMOOTHING).fit(features, labels)
        self._prior = bayes.class_log_prior_.astype(np.float32)
        self._likelihood = np.ascontiguousarray(bayes.feature_log_prob_.T, np.float32)
        self._rows: LRUCache[str, Floats] = LRUCache(KEPT)

    def by_words(self, texts: Sequence[str]) -> Floats:
        """Return the probability of each aspect for n texts by their words, (n, aspects)."""
        new = list(dict.fromkeys(text for text in texts if text not in self._rows))
        rows = dict(zip(new, self._by_words(new), strict=True)) if new else {}
        known = np.stack([rows[text] if text in rows else self._rows[text] for text in texts])
        self._rows.update(rows)
        return known

    def _by_words(self, texts: Sequence[str]) -> Floats:
        return softmax(self._prior + self._tfidf.transform(texts) @ self._likelihood)

    def evidence(self, words: Sequence[str]) -> Floats:
        """Return how much each of n words points to each aspect, (n, aspects): log likelihoods around their mean."""
        likelihood = np.asarray(self._tfidf.transform(words) @ self._likelihood, np.float32)
        pointing: Floats = likelihood - likelihood.mean(axis=1, keepdims=True)
        return pointing

    def by_vectors(self, vectors: Floats, embedder: Embedder) -> Floats | None:
        """Return the probability of each aspect for n sentence vectors, (n, aspects); None without weights for them."""
        weights = read_weights(embedder.name)
        if weights is None or weights.shape != (vectors.shape[1], len(self.keys)):
            return None
        return softmax(SHARPNESS * (vectors @ weights))

    def chances(self, texts: Sequence[str], vectors: Floats | None, embedder: Embedder | None) -> Floats:
        """Return the probability of each aspect for n texts from both views, (n, aspects)."""
        log = np.log(self.by_words(texts) + FLOOR)
        if vectors is not None and embedder is not None:
            seen = self.by_vectors(vectors, embedder)
            if seen is not None:
                log = (log + np.log(seen + FLOOR)) / 2
        return softmax(log)


@lru_cache(maxsize=4)
def model_of(library: Library | None = None) -> AspectModel:
    """Return the model of a library, by default of the one that ships; the last few models are kept."""
    return AspectModel(library or read_library())


@lru_cache(maxsize=4)
def read_weights(embedder: str) -> Floats | None:
    """Return the ridge regression's weights for an embedder, (dimensions, aspects); None if none ship for it."""
    path = weights_path(embedder)
    if not path.is_file():
        return None
    weights: Floats = np.load(path, allow_pickle=False).astype(np.float32)
    return weights


def weights_path(embedder: str) -> Path:
    return _DATA / f"{embedder}.npy"


def softmax(scores: Floats) -> Floats:
    """Return the rows of scores as probabilities, which sum to 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Floats = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return chances
