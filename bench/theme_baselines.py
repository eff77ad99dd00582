"""Common methods to cluster texts by words, as baselines for themes; the number of groups is given or chosen."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
import rjieba
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.decomposition import NMF, LatentDirichletAllocation, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import normalize

Partition = Callable[[Sequence[str], int, int | None], Sequence[int]]

GRID = 10
SILHOUETTE_TEXTS = 1_500
DIRECTIONS = 100


def kmeans(texts: Sequence[str], seed: int, asked: int | None) -> Sequence[int]:
    """Cluster by KMeans on TF-IDF of words; without a given number, use the best of ten by silhouette."""
    vectors = TfidfVectorizer(analyzer=rjieba.cut).fit_transform(texts)
    return _listed(KMeans(asked or _best_number(vectors, seed), n_init=3, random_state=seed).fit_predict(vectors))


def lsa_kmeans(texts: Sequence[str], seed: int, asked: int | None) -> Sequence[int]:
    """Cluster by KMeans on a hundred latent directions of the TF-IDF."""
    vectors = _words(texts)
    number = asked or _best_for_words(tuple(texts), seed)
    return _listed(KMeans(number, n_init=5, random_state=seed).fit_predict(_reduced(vectors, DIRECTIONS, seed)))


def nmf(texts: Sequence[str], seed: int, asked: int | None) -> Sequence[int]:
    """Assign each text to its strongest factor in a non-negative matrix factorisation."""
    vectors = _words(texts)
    model = NMF(asked or _best_for_words(tuple(texts), seed), init="nndsvda", random_state=seed, max_iter=200)
    return _listed(model.fit_transform(vectors).argmax(axis=1))


def lda(texts: Sequence[str], seed: int, asked: int | None) -> Sequence[int]:
    """Assign each text to its strongest topic in latent Dirichlet allocation."""
    number = asked or _best_for_words(tuple(texts), seed)
    counts = CountVectorizer(analyzer=_long_words).fit_transform(texts)
    model = LatentDirichletAllocation(number, learning_method="online", max_iter=15, random_state=seed)
    return _listed(model.fit_transform(counts).argmax(axis=1))


def hdbscan(texts: Sequence[str], seed: int, asked: int | None) -> Sequence[int]:
    """Cluster by density (HDBSCAN) on fifty latent directions; HDBSCAN chooses the number of groups itself."""
    del asked
    model = HDBSCAN(min_cluster_size=max(4, len(texts) // 200), min_samples=2, copy=True)
    return _listed(model.fit_predict(_reduced(_words(texts), 50, seed)))


def bertopic(texts: Sequence[str], seed: int, asked: int | None) -> Sequence[int]:
    """Cluster by BERTopic with HDBSCAN on fifty latent directions; it chooses the number of groups itself."""
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction

    del asked
    model = BERTopic(
        embedding_model=None,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=HDBSCAN(min_cluster_size=max(4, len(texts) // 200), min_samples=2, copy=True),
        vectorizer_model=CountVectorizer(analyzer=_long_words),
    )
    vectors = _reduced(_words(texts), 50, seed)
    return [int(topic) for topic in model.fit_transform(list(texts), embeddings=vectors)[0]]


def others() -> dict[str, Partition]:
    """Return the further baselines by name; BERTopic only if it is installed, as `make bench` does."""
    partitions: dict[str, Partition] = {"LSA and KMeans": lsa_kmeans, "NMF": nmf, "LDA": lda, "HDBSCAN": hdbscan}
    if find_spec("bertopic"):
        return {**partitions, "BERTopic": bertopic}
    print("  left out: BERTopic is not installed", flush=True)
    return partitions


def _long_words(text: str) -> list[str]:
    return [word for word in rjieba.cut(text) if len(word) > 1] or ["-"]


def _words(texts: Sequence[str]) -> Any:
    return TfidfVectorizer(analyzer=_long_words, sublinear_tf=True).fit_transform(texts)


def _reduced(vectors: Any, directions: int, seed: int) -> Any:
    size = min(directions, min(vectors.shape) - 1)
    return normalize(TruncatedSVD(size, random_state=seed).fit_transform(vectors))


@lru_cache(maxsize=64)
def _best_for_words(texts: tuple[str, ...], seed: int) -> int:
    """Return the number of groups that LSA, NMF and LDA use, computed once per texts and seed."""
    return _best_number(_words(texts), seed)


def _best_number(vectors: Any, seed: int) -> int:
    n = vectors.shape[0]
    reduced = _reduced(vectors, 50, seed)
    most = min(max(8.0, 1.5 * n**0.5), n - 1)
    some = np.random.default_rng(seed).permutation(n)[:SILHOUETTE_TEXTS]
    best: tuple[float, int] = (-2.0, 2)
    for number in sorted({round(float(k)) for k in np.geomspace(3, most, GRID)}):
        labels = KMeans(number, n_init=2, random_state=seed).fit_predict(reduced)[some]
        if len(set(labels.tolist())) > 1:
            best = max(best, (float(silhouette_score(reduced[some], labels, metric="cosine")), number))
    return best[1]


def _listed(labels: Any) -> list[int]:
    listed: list[int] = labels.tolist()
    return listed
