"""Vectors of texts by models that know what words mean; each name is imported on first use, each model when it is used.

`default_embedder()` gives the embedder that the product brings along, or None where it does not work. The others are
asked for by the settings of the product, or installed beside it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlp.embedding.cache import CachedEmbedder
    from nlp.embedding.default import default_embedder
    from nlp.embedding.e5.process import E5
    from nlp.embedding.embedder import Embedder, EmbedderError
    from nlp.embedding.endpoint.client import Endpoint, EndpointError
    from nlp.embedding.endpoint.sorter import EndpointSorter
    from nlp.embedding.endpoint.vectors import EndpointEmbedder
    from nlp.embedding.joined import JoinedEmbedder
    from nlp.embedding.use import UniversalSentenceEncoder

__all__ = [
    "E5",
    "CachedEmbedder",
    "Embedder",
    "EmbedderError",
    "Endpoint",
    "EndpointEmbedder",
    "EndpointError",
    "EndpointSorter",
    "JoinedEmbedder",
    "UniversalSentenceEncoder",
    "default_embedder",
]

_HOMES = {
    "CachedEmbedder": "nlp.embedding.cache",
    "E5": "nlp.embedding.e5.process",
    "Embedder": "nlp.embedding.embedder",
    "EmbedderError": "nlp.embedding.embedder",
    "Endpoint": "nlp.embedding.endpoint.client",
    "EndpointEmbedder": "nlp.embedding.endpoint.vectors",
    "EndpointError": "nlp.embedding.endpoint.client",
    "EndpointSorter": "nlp.embedding.endpoint.sorter",
    "JoinedEmbedder": "nlp.embedding.joined",
    "UniversalSentenceEncoder": "nlp.embedding.use",
    "default_embedder": "nlp.embedding.default",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'nlp.embedding' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
