"""How soon a refusal is told: the first at once, further ones of an address after a pause, so that no loop is fast."""

import random

import gevent

from app.platform.errors import DomainError
from app.platform.security.rate import RateLimit

SHORTEST, LONGEST = 0.7, 1.7
"""Seconds; never the same, or those who wait would come back all at once."""
MOST_PAUSING = 512
"""Refusals that wait to be told; of more, each is told at once."""


class Patience:
    """Counts refusals by address."""

    def __init__(self) -> None:
        self._refusals = RateLimit(rate=1, burst=20)
        self._pausing = 0

    def pause(self, address: str) -> None:
        """Wait before a refusal is told, if the address has had many."""
        try:
            self._refusals.take(address)
        except DomainError:
            if self._pausing < MOST_PAUSING:
                self._pausing += 1
                try:
                    gevent.sleep(random.uniform(SHORTEST, LONGEST))  # noqa: S311
                finally:
                    self._pausing -= 1
