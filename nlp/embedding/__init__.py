"""Vectors of texts by models that know what words mean; each name is imported on first use, each model when it is used.

`default_embedder()` gives the embedder that the product brings along, or None where it does not work. All others are
chosen by the settings of the product.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlp.embedding.cache import CachedEmbedder
    from nlp.embedding.default import default_embedder
    from nlp.embedding.embedder import Embedder, EmbedderError
    from nlp.embedding.use import UniversalSentenceEncoder

__all__ = ["CachedEmbedder", "Embedder", "EmbedderError", "UniversalSentenceEncoder", "default_embedder"]

_HOMES = {
    "CachedEmbedder": "nlp.embedding.cache",
    "Embedder": "nlp.embedding.embedder",
    "EmbedderError": "nlp.embedding.embedder",
    "UniversalSentenceEncoder": "nlp.embedding.use",
    "default_embedder": "nlp.embedding.default",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'nlp.embedding' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
