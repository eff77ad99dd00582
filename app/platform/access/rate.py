"""Token buckets that limit how fast each actor may act, in the memory of one web process."""

import time
from collections import OrderedDict

from app.platform.errors import DomainError, ErrorKind

MAX_KEPT = 50_000


class RateLimit:
    """A token bucket for each key: `rate` acts per second on average, and `burst` acts at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate = rate
        self.burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, count: int = 1) -> None:
        """Count acts of a key; more than a burst counts as one burst.

        Raises:
            DomainError: `too_fast`, with `wait_ms` until the next act is allowed.
        """
        now = time.monotonic()
        count = min(count, int(self.burst))
        level, at = self._buckets.pop(key, (self.burst, now))
        level = min(self.burst, level + (now - at) * self.rate)
        is_allowed = level >= count
        self._buckets[key] = (level - count if is_allowed else level, now)
        if len(self._buckets) > MAX_KEPT:
            self._buckets.popitem(last=False)
        if not is_allowed:
            raise DomainError(ErrorKind.TOO_FAST, "too_fast", wait_ms=int((count - level) / self.rate * 1000) + 1)

    def spend(self, key: str) -> None:
        """Count an act that has happened, whether it was allowed or not."""
        level = self.level(key)
        self._buckets.pop(key, None)
        self._buckets[key] = (level - 1, time.monotonic())
        if len(self._buckets) > MAX_KEPT:
            self._buckets.popitem(last=False)

    def level(self, key: str) -> float:
        """Return how many acts are allowed now."""
        now = time.monotonic()
        level, at = self._buckets.get(key, (self.burst, now))
        return min(self.burst, level + (now - at) * self.rate)

    def wait_ms(self, key: str) -> int:
        """Return the milliseconds until the next act is allowed; 0 when one is allowed now."""
        level = self.level(key)
        return 0 if level >= 1 else int((1 - level) / self.rate * 1000) + 1
