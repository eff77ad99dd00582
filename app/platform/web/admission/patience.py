"""Delays refusals: an address gets its first refusals at once and later ones after a pause, which slows a client that
retries in a loop."""

import random

import gevent

from app.platform.access.limits import RateLimit
from app.platform.errors import DomainError

SHORTEST, LONGEST = 0.7, 1.7
"""Range of the pause (s); random, so that delayed clients do not retry at the same moment."""
MAX_PAUSING = 512
"""Most refusals that are delayed at the same time; further ones are answered at once."""


class Patience:
    """Counts the refusals of each address and delays those beyond a burst."""

    def __init__(self) -> None:
        self._refusals = RateLimit(rate=1, burst=20)
        self._pausing = 0

    def pause(self, address: str) -> None:
        """Wait before a refusal is answered, if the address has had many refusals."""
        try:
            self._refusals.take(address)
        except DomainError:
            if self._pausing < MAX_PAUSING:
                self._pausing += 1
                try:
                    gevent.sleep(random.uniform(SHORTEST, LONGEST))  # noqa: S311
                finally:
                    self._pausing -= 1
