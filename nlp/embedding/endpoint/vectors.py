"""Vectors from the service: `POST {url}/embeddings`."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.embedding.embedder import EmbedderError, Floats, checked_rows, embed_filled
from nlp.embedding.endpoint.client import Client, Endpoint, EndpointError
from nlp.embedding.endpoint.personal_data import without_personal_data
from nlp.text.script import fold_script

BATCH = 64
LONGEST = 2000
"""Characters of a text that are sent."""
MOST_DIMENSIONS = 8192
MOST_BYTES = 16 << 20


class EndpointEmbedder:
    """Embeds with a model of the service.

    Personal data is removed from every text first, then the text is folded to Simplified characters. All vectors of one
    instance have the length of its first one.

    Parameters
    ----------
    endpoint : Endpoint
        The service and its model.
    client : Client or None
        What sends the requests; None for one with the usual time limit.
    """

    def __init__(self, endpoint: Endpoint, client: Client | None = None) -> None:
        self._endpoint = endpoint
        self._client = client or Client(endpoint)
        self._dimensions: int | None = None

    @property
    def name(self) -> str:
        return self._endpoint.model

    @property
    def version(self) -> str:
        """Name of the machine that serves the model, for the service tells no version."""
        return self._endpoint.host

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of n texts, (n, d); a text of which nothing is left has a zero row.

        Raises
        ------
        EndpointError
            When the service gives no usable answer.
        """
        sent = [fold_script(without_personal_data(text))[:LONGEST] for text in texts]
        return embed_filled(sent, self._dimensions or 0, self._embed)

    def _embed(self, sent: list[str]) -> Floats:
        return np.vstack([self._ask(sent[at : at + BATCH]) for at in range(0, len(sent), BATCH)])

    def _ask(self, batch: list[str]) -> Floats:
        payload = {"model": self._endpoint.model, "input": batch, "encoding_format": "float"}
        answer = self._client.post("/embeddings", payload, max_bytes=MOST_BYTES)
        try:
            rows = checked_rows(_rows_of(answer, len(batch)), len(batch), self._dimensions)
        except EmbedderError as error:
            failure = EndpointError(str(error))
            self._client.give_up(failure)
            raise failure from None
        self._dimensions = rows.shape[1]
        return rows


def _rows_of(answer: Any, count: int) -> NDArray[np.float64]:
    """Return the vectors of an answer in the order of their numbers."""
    items = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(items, list) or len(items) != count or not all(isinstance(item, dict) for item in items):
        raise EmbedderError(f"the service did not answer with {count} vectors")
    rows = {item["index"]: item.get("embedding") for item in items if type(item.get("index")) is int}
    if set(rows) != set(range(count)):
        raise EmbedderError("the service numbered its vectors wrongly")
    vectors = [rows[number] for number in range(count)]
    if not all(isinstance(vector, list) for vector in vectors) or len({len(vector) for vector in vectors}) != 1:
        raise EmbedderError("the service answered with vectors of different lengths")
    if not 0 < len(vectors[0]) <= MOST_DIMENSIONS:
        raise EmbedderError("the service answered with vectors of a wrong length")
    if not all(type(value) in (int, float) for vector in vectors for value in vector):
        raise EmbedderError("the service answered with vectors that hold something else than numbers")
    return _as_array(vectors)


def _as_array(vectors: list[list[float]]) -> NDArray[np.float64]:
    try:
        return np.array(vectors, np.float64)
    except OverflowError:
        raise EmbedderError("the service answered with numbers that are too large") from None
