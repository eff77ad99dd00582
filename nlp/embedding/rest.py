"""Rest after a failure, so that callers do not wait for the same failure again and again."""

import time

from nlp.embedding.embedder import EmbedderError

REST_SECONDS = 30.0


class Rest:
    """Refuses every call for a while after a failure, with the words of that failure."""

    def __init__(self, seconds: float = REST_SECONDS) -> None:
        self._seconds = seconds
        self._until = 0.0
        self._cause: EmbedderError | None = None

    def begin(self, cause: EmbedderError) -> None:
        """Refuse calls from now on, for as long as this rest lasts."""
        self._cause, self._until = cause, time.monotonic() + self._seconds

    def check(self) -> None:
        """Raise the failure again while the rest lasts.

        Raises
        ------
        EmbedderError
            Of the same kind and with the same words as the failure.
        """
        if self._cause is not None and time.monotonic() < self._until:
            raise type(self._cause)(str(self._cause))
