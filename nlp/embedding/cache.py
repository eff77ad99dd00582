"""Vectors kept by text, so that a text is embedded once."""

import threading
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from cachetools import LRUCache

from nlp.embedding.embedder import Embedder, Floats
from nlp.text.script import fold_script

MEGABYTE = 1 << 20
BATCH = 256
ENTRY_BYTES = 400
"""What an entry takes beside its numbers, as measured."""


class CachedEmbedder:
    """Gives the vectors of another embedder, and keeps those that were used last.

    Texts that differ only in case, width or script share one vector. No text is kept, only its digest. Any number of
    threads may use it.

    Parameters
    ----------
    embedder : Embedder
        The embedder that is asked for vectors that are not kept.
    max_bytes : int
        Most bytes that the kept vectors take.
    """

    def __init__(self, embedder: Embedder, *, max_bytes: int = 32 * MEGABYTE) -> None:
        self._embedder = embedder
        self._max_bytes = max_bytes
        self._rows: LRUCache[bytes, Floats] = LRUCache(max_bytes, getsizeof=_bytes_of)
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def version(self) -> str:
        return self._embedder.version

    @property
    def kept_bytes(self) -> int:
        """Bytes that the kept vectors take."""
        return int(self._rows.currsize)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of n texts, (n, d), and ask the other embedder only for those that are not kept."""
        keys = [_key(text) for text in texts]
        with self._lock:
            rows = {key: row for key in set(keys) if (row := self._rows.get(key)) is not None}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in rows}
        if not texts:
            return self._embedder.embed([])
        asked = list(missing)
        for at in range(0, len(asked), BATCH):  # what an embedder gave before it failed is kept
            batch = asked[at : at + BATCH]
            vectors = self._embedder.embed([missing[key] for key in batch])
            new = dict(zip(batch, vectors, strict=True))
            self._keep(new)
            rows |= new
        # Where all texts of a batch are blank, an embedder may not yet know how long its rows are.
        blank = np.zeros(max(len(row) for row in rows.values()), np.float32)
        return np.stack([rows[key] if rows[key].size else blank for key in keys])

    def _keep(self, rows: dict[bytes, Floats]) -> None:
        with self._lock:
            for key, row in rows.items():
                if key not in self._rows and row.size and _bytes_of(row) <= self._max_bytes:
                    # A copy: a row of a batch would keep the whole batch in memory.
                    self._rows[key] = row.copy()


def _key(text: str) -> bytes:
    return blake2b(fold_script(text).encode(), digest_size=16).digest()


def _bytes_of(row: Floats) -> int:
    return row.nbytes + ENTRY_BYTES
