"""Too fast? A token bucket for each actor, in the memory of the web process."""

import time
from collections import OrderedDict

from app.platform.errors import DomainError, ErrorKind

MOST_KEPT = 50_000


class RateLimit:
    """Allows `rate` acts a second on average and `burst` at once for each key."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate = rate
        self.burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, count: int = 1) -> None:
        """Spend acts; more than a whole burst counts as a burst.

        Raises:
            DomainError: `too_fast`, with `wait_ms` until the next act is allowed.
        """
        now = time.monotonic()
        count = min(count, int(self.burst))
        level, at = self._buckets.pop(key, (self.burst, now))
        level = min(self.burst, level + (now - at) * self.rate)
        is_allowed = level >= count
        self._buckets[key] = (level - count if is_allowed else level, now)
        if len(self._buckets) > MOST_KEPT:
            self._buckets.popitem(last=False)
        if not is_allowed:
            raise DomainError(ErrorKind.TOO_FAST, "too_fast", wait_ms=int((count - level) / self.rate * 1000) + 1)

    def spend(self, key: str) -> None:
        """Spend an act that has happened, allowed or not."""
        level = self.level(key)
        self._buckets.pop(key, None)
        self._buckets[key] = (level - 1, time.monotonic())
        if len(self._buckets) > MOST_KEPT:
            self._buckets.popitem(last=False)

    def level(self, key: str) -> float:
        """How many acts are allowed at this moment."""
        now = time.monotonic()
        level, at = self._buckets.get(key, (self.burst, now))
        return min(self.burst, level + (now - at) * self.rate)

    def wait_ms(self, key: str) -> int:
        """Milliseconds until the next act is allowed; 0 when it is allowed now."""
        level = self.level(key)
        return 0 if level >= 1 else int((1 - level) / self.rate * 1000) + 1
