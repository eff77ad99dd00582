"""Connections that the server waits for: each has a deadline, and their number is limited."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

GRACE_SECONDS = 1.0
"""Shortest time (s) that a connection may wait while fewer than `most` wait: a whole hall may reconnect at once."""


@dataclass(frozen=True, slots=True)
class _Wait:
    since: float
    until: float
    end: Callable[[], None]


class Waiting:
    """Connections that have not sent their request or sign-in yet, the longest waiting first.

    Args:
        some: number that may wait until their deadlines; beyond it, the oldest are dropped after a second.
        most: number beyond which the oldest are dropped at once.
    """

    def __init__(self, *, some: int, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._some = some
        self._most = most
        self._clock = clock
        self._waits: OrderedDict[Hashable, _Wait] = OrderedDict()
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._waits)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._waits

    def enter(self, key: Hashable, end: Callable[[], None], seconds: float) -> None:
        """Start to wait for a client.

        Args:
            end: closes the connection; called when the client takes longer than `seconds`.
        """
        now = self._clock()
        self._waits.pop(key, None)
        self._waits[key] = _Wait(now, now + seconds, end)
        if len(self._waits) > self._most:
            self._drop(next(iter(self._waits)))

    def leave(self, key: Hashable) -> None:
        """Stop waiting for a client that has sent its request or has disconnected."""
        self._waits.pop(key, None)

    def end_overdue(self) -> None:
        """Close the connections whose deadline has passed, and the oldest ones when too many wait."""
        now = self._clock()
        for key in [key for key, wait in self._waits.items() if wait.until <= now]:
            self._drop(key)
        oldest = iter(list(self._waits.items()))
        while len(self._waits) > self._some:
            key, wait = next(oldest)
            if now - wait.since < GRACE_SECONDS:
                break
            self._drop(key)

    def _drop(self, key: Hashable) -> None:
        wait = self._waits.pop(key, None)
        if wait is not None:
            self.dropped += 1
            wait.end()
