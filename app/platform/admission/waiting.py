"""Clients that keep the server waiting: each has a deadline, and all together are bounded in number."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

GRACE_SECONDS = 1.0
"""Nobody is dropped sooner while fewer than `most` wait: a whole hall may come back at once."""


@dataclass(frozen=True, slots=True)
class _Wait:
    since: float
    until: float
    end: Callable[[], None]


class Waiting:
    """Those who still owe a request or a sign-in, the longest waiting first.

    Args:
        some: so many may wait for as long as they are allowed; of more, the oldest are dropped after a second.
        most: of more than this, the oldest are dropped at once.
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
        """Begin to wait for a client.

        Args:
            end: how the connection is ended when the client takes longer than `seconds`.
        """
        now = self._clock()
        self._waits.pop(key, None)
        self._waits[key] = _Wait(now, now + seconds, end)
        if len(self._waits) > self._most:
            self._drop(next(iter(self._waits)))

    def leave(self, key: Hashable) -> None:
        """The client has done what it was waited for, or is gone."""
        self._waits.pop(key, None)

    def end_overdue(self) -> None:
        """End those whose time is over, and the oldest of too many."""
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
