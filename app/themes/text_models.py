"""The embedders and the sorter that the settings ask for; only the worker and `doctor` load them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.settings import Settings
from app.themes.receivers import text_receivers
from nlp import embedding

__all__ = ["ModelCheck", "TextModels", "check_models", "choose_embedder", "text_models", "text_receivers"]

SAMPLE, SAMPLE_NAMES = "晚上跳舞的音乐太吵", {"noise": "噪音", "money": "费用"}
"""What `doctor` sends to a service; nobody has written it."""


@dataclass(frozen=True, slots=True)
class TextModels:
    """The models of one process.

    Use the embedders in order: when one raises an EmbedderError, all texts of the run are embedded by the next one;
    after the last one, texts are compared by their words. Where there is no sorter, or the sorter raises an
    EndpointError, cards are sorted on this machine.
    """

    embedders: tuple[embedding.Embedder, ...]
    sorter: embedding.EndpointSorter | None


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """Whether one model works, in words for whoever runs the product."""

    name: str
    is_working: bool
    words: str


def text_models(settings: Settings) -> TextModels:
    """Return this process's one set of models; the first call loads the default embedder."""
    return _make(_embedding_endpoint(settings), _sorting_endpoint(settings))


def choose_embedder(settings: Settings, texts: Sequence[str]) -> embedding.Embedder | None:
    """Return the first embedder that can embed the texts; None if none can, so that their words decide."""
    for embedder in text_models(settings).embedders:
        try:
            embedder.embed(texts)
        except embedding.EmbedderError:
            continue
        return embedder
    return None


def check_models(settings: Settings) -> Iterator[ModelCheck]:
    """Yield whether each model works; services are asked about a made-up sentence."""
    yield _check("embedding", embedding.UniversalSentenceEncoder().load, "the sentence encoder of this machine works")
    if embedding.E5.is_installed():
        yield _check("e5", lambda: _embed_sample(embedding.E5()), "e5 works beside it")
    vectors, sorting = _embedding_endpoint(settings), _sorting_endpoint(settings)
    if vectors is None:
        yield ModelCheck("EMBEDDING_URL", True, "not set; vectors are computed on this machine")
    else:
        says = f"{vectors.host} gives vectors; texts are sent there with personal data removed"
        yield _check("EMBEDDING_URL", lambda: _embed_sample(embedding.EndpointEmbedder(vectors)), says)
    if sorting is None:
        yield ModelCheck("SORTING_URL", True, "not set; cards are sorted on this machine")
    else:
        says = f"{sorting.host} sorts cards; texts are sent there with personal data removed"
        yield _check("SORTING_URL", lambda: _sort_sample(embedding.EndpointSorter(sorting)), says)


@lru_cache(maxsize=4)
def _make(vectors: embedding.Endpoint | None, sorting: embedding.Endpoint | None) -> TextModels:
    remote = [] if vectors is None else [embedding.CachedEmbedder(embedding.EndpointEmbedder(vectors))]
    return TextModels((*remote, *_local_embedders()), None if sorting is None else embedding.EndpointSorter(sorting))


def _local_embedders() -> list[embedding.Embedder]:
    """Return the embedders of this machine, the best first: the default one joined by e5, then the default one."""
    default = embedding.default_embedder()
    simple: list[embedding.Embedder] = [] if default is None else [default]
    if not embedding.E5.is_installed():
        return simple
    return [embedding.CachedEmbedder(embedding.JoinedEmbedder([*simple, embedding.E5()])), *simple]


def _embedding_endpoint(settings: Settings) -> embedding.Endpoint | None:
    url = settings.embedding_url
    return embedding.Endpoint(url, settings.embedding_model, settings.embedding_key) if url else None


def _sorting_endpoint(settings: Settings) -> embedding.Endpoint | None:
    url = settings.sorting_url
    return embedding.Endpoint(url, settings.sorting_model, settings.sorting_key) if url else None


def _embed_sample(embedder: embedding.Embedder) -> None:
    embedder.embed([SAMPLE])


def _sort_sample(sorter: embedding.EndpointSorter) -> None:
    sorter.sort_under_names([SAMPLE], SAMPLE_NAMES)


def _check(name: str, attempt: Callable[[], object], words: str) -> ModelCheck:
    try:
        attempt()
    except ImportError:
        return ModelCheck(name, False, "the package is not installed; texts are compared by their words alone")
    except Exception as error:
        return ModelCheck(name, False, f"{error}; the product does without")
    return ModelCheck(name, True, words)
