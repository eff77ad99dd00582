"""Sorts texts under names that people gave to themes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.aspects.model import AspectModel, softmax
from nlp.aspects.tokens import tokens_of
from nlp.embedding import Embedder
from nlp.sorting.views import views_of

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

WORD_WEIGHTS = (0.9, 2.2)
"""Weights of (characters shared with the name, likeness of the aspects by words), without an embedder."""
VECTOR_WEIGHTS = (0.7, 1.0, 0.7, 0.7)
"""Weights of the same two and of (cosine of the vectors, likeness of the aspects by vectors), with an embedder."""
ROUNDS = 3
LIKENESS = 0.3
"""Weight of the likeness to a theme's texts."""
PIN = 2.0
"""Weight of a pinned text among a theme's texts; any other text weighs as much as it is likely to belong there."""
FEW = 2
"""Texts by which each mean is shrunk, so that one or two texts are not compared with themselves alone."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The result of sorting n texts under k names.

    best, second: (n,) numbers of the likeliest and second likeliest name, -1 if there is none; confidence: (n,)
    probability of the likeliest, 1 for pinned texts.
    """

    best: Ints
    second: Ints
    confidence: Floats


class Sorter:
    """Sorts texts under names by characters, aspects and sentence vectors.

    A text fits a name by the characters that both share, by the aspects that both are about, and, with an embedder, by
    their vectors. Each part is standardised over the texts, so no name attracts all of them. In three rounds a text
    is also compared with the texts of each theme; pinned texts weigh twice.

    Parameters
    ----------
    model : AspectModel
        Tells the aspects of texts and names.
    embedder : Embedder or None
        Gives sentence vectors; without one, words decide alone.
    """

    def __init__(self, model: AspectModel, embedder: Embedder | None = None) -> None:
        self._model = model
        self._embedder = embedder

    def sort(
        self, texts: Sequence[str], names: Sequence[str], *, topic: str = "", pins: Mapping[int, int] | None = None
    ) -> Sorted:
        """Return the names under which n texts belong; pins: {number of a text: number of its name}, always obeyed."""
        n, k = len(texts), len(names)
        if not n or not k:
            return Sorted(np.full(n, -1), np.full(n, -1), np.zeros(n, np.float32))
        pins = pins or {}
        vectors = None if self._embedder is None else self._embedder.embed(texts)
        by_name = self._likeness_to_names(texts, names, topic, vectors)
        views = _views(texts, vectors)
        scores = by_name
        for _ in range(ROUNDS if k > 1 else 0):
            members = softmax(scores)
            for text, name in pins.items():
                members[text] = 0
                members[text, name] = PIN
            scores = by_name + LIKENESS * _likeness_to_members(views, members)
        chances = softmax(scores)
        for text, name in pins.items():
            chances[text] = 0
            chances[text, name] = 1
        return _ranked(chances)

    def _likeness_to_names(
        self, texts: Sequence[str], names: Sequence[str], topic: str, vectors: Floats | None
    ) -> Floats:
        aspects = np.sqrt(self._model.by_words(texts)) @ np.sqrt(self._model.by_words(names)).T
        parts = [_shared_tokens(texts, names, topic), aspects]
        if vectors is None or self._embedder is None:
            return _weighed(parts, WORD_WEIGHTS)
        of_names = self._embedder.embed(names)
        parts.append(vectors @ of_names.T)
        seen = self._model.by_vectors(vectors, self._embedder)
        seen_names = self._model.by_vectors(of_names, self._embedder)
        parts.append(aspects if seen is None or seen_names is None else np.sqrt(seen) @ np.sqrt(seen_names).T)
        return _weighed(parts, VECTOR_WEIGHTS)


def _ranked(chances: Floats) -> Sorted:
    order = np.argsort(-chances, axis=1, kind="stable")
    second = order[:, 1] if chances.shape[1] > 1 else np.full(len(chances), -1)
    best = order[:, 0]
    return Sorted(best.astype(np.int64), second.astype(np.int64), chances[np.arange(len(best)), best])


def _weighed(parts: Sequence[Floats], weights: Sequence[float]) -> Floats:
    total = np.zeros(parts[0].shape, np.float32)
    for part, weight in zip(parts, weights, strict=True):
        total += weight * _standardised(part)
    return total


def _standardised(part: Floats) -> Floats:
    """Return a part of the scores, (n, k), with the mean of each name taken away and a standard deviation of 1."""
    centred = part - part.sum(axis=0, keepdims=True) / (len(part) + FEW)
    spread = float(centred.std())
    scaled: Floats = (centred / spread if spread > 1e-6 else np.zeros_like(centred)).astype(np.float32)
    return scaled


def _shared_tokens(texts: Sequence[str], names: Sequence[str], topic: str) -> Floats:
    """Return the weight of the tokens that each text shares with each name, (n, k).

    The topic's own tokens do not count, unless a name consists of nothing else.
    """
    rows = [set(tokens_of(text)) for text in texts]
    times = Counter(token for row in rows for token in row)
    common = set(tokens_of(topic))
    shared = np.zeros((len(texts), len(names)), np.float32)
    for column, name in enumerate(names):
        tokens = sorted(set(tokens_of(name)) - common) or sorted(set(tokens_of(name)))
        weights = {token: np.log(1 + len(rows) / (1 + times[token])) * min(len(token), 2) for token in tokens}
        for at, row in enumerate(rows):
            shared[at, column] = sum(weights[token] for token in tokens if token in row)
        shared[:, column] /= max(len(tokens), 1) ** 0.5
    return shared


def _views(texts: Sequence[str], vectors: Floats | None) -> list[Floats]:
    """Return the unit vectors by which texts are compared with each other: by tokens, and by sentence vectors."""
    return [views_of(texts)] if vectors is None else [views_of(texts), vectors]


def _likeness_to_members(views: Sequence[Floats], members: Floats) -> Floats:
    """Return how much each text is like the other texts of each theme, (n, k); members: weight of each text there."""
    total = np.zeros(members.shape, np.float32)
    for view in views:
        likeness = np.asarray(view @ (view.T @ members))
        own = np.asarray(view.multiply(view).sum(axis=1) if hasattr(view, "multiply") else (view * view).sum(axis=1))
        others = members.sum(axis=0) - members + 1.0
        total += _standardised(((likeness - own.reshape(-1, 1) * members) / others).astype(np.float32))
    mean: Floats = (total / len(views) ** 0.5).astype(np.float32)
    return mean
