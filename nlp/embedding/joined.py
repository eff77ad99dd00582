"""Several embedders as one."""

from collections.abc import Sequence

import numpy as np

from nlp.embedding.embedder import Embedder, Floats


class JoinedEmbedder:
    """Sets the vectors of several embedders side by side, so that a cosine is the mean of their cosines.

    Parameters
    ----------
    embedders : sequence of Embedder
        At least one.
    """

    def __init__(self, embedders: Sequence[Embedder]) -> None:
        self._embedders = tuple(embedders)

    @property
    def name(self) -> str:
        return "+".join(embedder.name for embedder in self._embedders)

    @property
    def version(self) -> str:
        return "+".join(embedder.version for embedder in self._embedders)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of n texts, (n, sum of all d); a blank text has a zero row.

        Raises
        ------
        EmbedderError
            When one of the embedders fails.
        """
        parts = [embedder.embed(texts) for embedder in self._embedders]
        joined: Floats = np.hstack(parts) / np.sqrt(np.float32(len(parts)))
        return joined
