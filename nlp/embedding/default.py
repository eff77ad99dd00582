"""The embedder that the product brings along."""

import logging
import threading
from functools import lru_cache

from nlp.embedding.cache import CachedEmbedder
from nlp.embedding.use import UniversalSentenceEncoder

log = logging.getLogger(__name__)
# Each stands on one line without arguments: the log of the product withholds every other message of a library.
NOT_INSTALLED = "The sentence encoder is not installed; texts are compared by their words alone."
NOT_LOADED = "The sentence encoder does not work on this machine; texts are compared by their words alone."
_LOADING = threading.Lock()


def default_embedder() -> CachedEmbedder | None:
    """Return this process's one default embedder with its kept vectors, or None where it does not work.

    The first call loads the model. A model that cannot be loaded is reported in one line of the log, and is not tried
    again in this process.
    """
    with _LOADING:  # else two threads that come first would both load the model
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> CachedEmbedder | None:
    encoder = UniversalSentenceEncoder()
    try:
        encoder.load()
    except ImportError:
        log.warning(NOT_INSTALLED)
        return None
    except Exception:
        log.warning(NOT_LOADED)
        return None
    return CachedEmbedder(encoder)
