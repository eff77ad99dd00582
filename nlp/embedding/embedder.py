"""What every embedder offers: texts in, vectors out."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class EmbedderError(Exception):
    """An embedder could not embed; the message says why, in words without any text that was given."""


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors; texts that mean nearly the same get vectors of nearly the same direction.

    Vectors of two embedders, or of two versions of one, must not be compared.
    """

    @property
    def name(self) -> str:
        """Name of the model."""

    @property
    def version(self) -> str:
        """Version of the model; another version may give other vectors."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of n texts, (n, d): rows of length 1, and a zero row for an empty text.

        Raises
        ------
        EmbedderError
            When the embedder cannot be reached, or answers with something else than n vectors.
        """


def embed_filled(texts: Sequence[str], dimensions: int, embed: Callable[[list[str]], Floats]) -> Floats:
    """Return what `embed` makes of the texts that are not blank, with a zero row for each blank text.

    dimensions: length of a row when every text is blank, so that `embed` is not called.
    """
    filled = [at for at, text in enumerate(texts) if text.strip()]
    if not filled:
        return np.zeros((len(texts), dimensions), np.float32)
    rows = embed([texts[at] for at in filled])
    if len(filled) == len(texts):
        return rows
    vectors = np.zeros((len(texts), rows.shape[1]), np.float32)
    vectors[filled] = rows
    return vectors


def checked_rows(rows: NDArray[np.floating[Any]], count: int, dimensions: int | None = None) -> Floats:
    """Return `count` rows scaled to length 1.

    Raises
    ------
    EmbedderError
        For another number of rows, another length of a row than `dimensions`, values that are no numbers, and rows of
        zeros.
    """
    if rows.ndim != 2 or len(rows) != count or not rows.shape[1]:
        raise EmbedderError(f"the embedder did not answer with {count} vectors")
    if dimensions is not None and rows.shape[1] != dimensions:
        raise EmbedderError(f"the embedder answered with {rows.shape[1]} numbers for a text, not {dimensions}")
    # Norms in double precision, so that large values do not overflow.
    with np.errstate(over="ignore"):
        lengths = np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 0).all():
        raise EmbedderError("the embedder answered with a vector that has no direction")
    unit: Floats = (rows / lengths).astype(np.float32)
    return unit
