"""Token buckets that limit how fast each actor may act, in the memory of one web process."""

import threading
import time

from cachetools import LRUCache

from app.platform.errors import DomainError, ErrorKind

MAX_KEPT = 50_000


class RateLimit:
    """A token bucket for each key: `rate` acts per second on average, and `burst` acts at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate = rate
        self.burst = burst
        self._buckets: LRUCache[str, tuple[float, float]] = LRUCache(MAX_KEPT)
        self._turn = threading.Lock()

    def take(self, key: str, count: int = 1) -> None:
        """Count acts of a key; more than a burst counts as one burst.

        Raises:
            DomainError: `too_fast`, with `wait_ms` until the next act is allowed.
        """
        count = min(count, int(self.burst))
        with self._turn:
            now = time.monotonic()
            level = self._level(key, now)
            is_allowed = level >= count
            self._buckets[key] = (level - count if is_allowed else level, now)
        if not is_allowed:
            raise DomainError(ErrorKind.TOO_FAST, "too_fast", wait_ms=int((count - level) / self.rate * 1000) + 1)

    def spend(self, key: str) -> None:
        """Count an act that has happened, whether it was allowed or not."""
        with self._turn:
            now = time.monotonic()
            self._buckets[key] = (self._level(key, now) - 1, now)

    def level(self, key: str) -> float:
        """Return how many acts are allowed now."""
        with self._turn:
            return self._level(key, time.monotonic())

    def wait_ms(self, key: str) -> int:
        """Return the milliseconds until the next act is allowed; 0 when one is allowed now."""
        level = self.level(key)
        return 0 if level >= 1 else int((1 - level) / self.rate * 1000) + 1

    def _level(self, key: str, now: float) -> float:
        level, at = self._buckets.get(key, (self.burst, now))
        return min(self.burst, level + (now - at) * self.rate)
