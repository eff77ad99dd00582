"""Lays out a first board of themes from aspects, before anybody has named a theme."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.spatial.distance import cdist

from nlp.aspects.model import AspectModel, softmax
from nlp.embedding import Embedder
from nlp.sorting.views import views_of
from nlp.text.latent import LatentVectors

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

FEWEST_THEMES, MOST_THEMES = 3, 9
FLATTEN = 0.5
"""Exponent that makes the probabilities of aspects less extreme, so that second thoughts count."""
COMMON = 0.8
"""Share of an aspect's mean log probability taken from every text: what all texts are about parts none of them."""
FLOOR = 1e-4
WEIGHTS = (1.0, 0.5, 0.3)
"""Weights of aspects, sentence vectors and tokens when texts are compared."""
MANY, DIRECTIONS = 500, 100
ROUNDS = 30
"""Rounds of k-means; the boards of all development meetings stand after fewer than ten."""
SHARPNESS = 2.0
"""Factor on the standardised closeness to the themes' centres before the softmax."""


@dataclass(frozen=True, slots=True)
class Board:
    """The first board of n texts.

    aspects: (k,) key of the aspect that names each theme; best, second: (n,) numbers of the likeliest and second
    likeliest theme; confidence: (n,) probability of the likeliest.
    """

    aspects: tuple[str, ...]
    best: Ints
    second: Ints
    confidence: Floats


def themes_for(n: int) -> int:
    """Return the number of themes on the first board of n texts: the root of n, within 3 and 9, but at most n."""
    return min(n, int(np.clip(round(n**0.5), FEWEST_THEMES, MOST_THEMES)))


def lay_out(
    texts: Sequence[str], model: AspectModel, embedder: Embedder | None = None, *, n_themes: int | None = None
) -> Board:
    """Return a first board of n different texts, at least two; the order of the texts does not matter.

    The aspects that together cover the texts best seed the themes. K-means then moves texts and centres by aspects,
    sentence vectors and tokens, and each theme is named by the aspect of the set that its texts are most about.
    """
    vectors = None if embedder is None else embedder.embed(texts)
    chances = aspect_chances(texts, vectors, model, embedder)
    k = n_themes or themes_for(len(texts))
    chosen = covering(chances, k)
    points = _points(texts, chances, vectors)
    first = chances[:, chosen].argmax(axis=1)
    centres = np.stack([points[first == number].mean(axis=0) if (first == number).any() else points.mean(axis=0)
                        for number in range(k)])  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a theme that loses all of its texts keeps its centre
        centres, labels = kmeans2(points, centres, iter=ROUNDS, minit="matrix")
    closeness = -cdist(points, centres)
    named = _named(np.log(chances[:, chosen] + FLOOR), labels)
    closeness = closeness[:, named]
    spread = max(float(closeness.std()), 1e-6)
    certain = softmax(SHARPNESS * closeness / spread)
    order = np.argsort(-closeness, axis=1, kind="stable")
    best = order[:, 0]
    second = order[:, 1] if k > 1 else np.full(len(texts), -1)
    keys = tuple(model.keys[aspect] for aspect in chosen)
    return Board(keys, best.astype(np.int64), second.astype(np.int64), certain[np.arange(len(best)), best])


def aspect_chances(
    texts: Sequence[str], vectors: Floats | None, model: AspectModel, embedder: Embedder | None
) -> Floats:
    """Return the probability of each aspect for n texts, (n, aspects), without what all of the texts are about."""
    flat = softmax(FLATTEN * np.log(model.chances(texts, vectors, embedder) + FLOOR))
    return softmax(np.log(flat) - COMMON * np.log(flat.mean(axis=0, keepdims=True)))


def covering(chances: Floats, k: int) -> list[int]:
    """Return k aspects such that the texts' best probabilities among them have a large sum, chosen one by one."""
    chosen: list[int] = []
    best = np.zeros(len(chances), np.float32)
    for _ in range(min(k, chances.shape[1])):
        gains = np.maximum(chances, best[:, None]).sum(axis=0)
        gains[chosen] = -1
        chosen.append(int(gains.argmax()))
        best = np.maximum(best, chances[:, chosen[-1]])
    return chosen


def _points(texts: Sequence[str], chances: Floats, vectors: Floats | None) -> Floats:
    views = [np.sqrt(chances), vectors, _dense(views_of(texts))]
    parts = [weight * _spread_evenly(view) for view, weight in zip(views, WEIGHTS, strict=True) if view is not None]
    return np.concatenate(parts, axis=1)


def _dense(tokens: csr_matrix) -> Floats:
    """Return sparse rows as dense ones; those of many texts are reduced to the directions that hold most of them."""
    if tokens.shape[0] <= MANY:
        exact: Floats = tokens.toarray().astype(np.float32)
        return exact
    return LatentVectors(share=0, smallest=DIRECTIONS, softness=0).fit(tokens).reduce(tokens)


def _spread_evenly(view: Floats) -> Floats:
    """Return the rows around their mean, with a mean squared length of 1."""
    centred = view - view.mean(axis=0)
    length = float(np.sqrt((centred**2).sum(axis=1).mean()))
    even: Floats = (centred / max(length, 1e-6)).astype(np.float32)
    return even


def _named(log: Floats, labels: Ints) -> Ints:
    """Return for each chosen aspect the number of the cluster that it names best, one cluster each."""
    fit = np.stack([log[labels == number].sum(axis=0) if (labels == number).any() else np.zeros(log.shape[1])
                    for number in range(log.shape[1])])  # fmt: skip
    clusters, aspects = linear_sum_assignment(-(fit - fit.mean(axis=1, keepdims=True)))
    out = np.empty(len(aspects), np.int64)
    out[aspects] = clusters
    return out
