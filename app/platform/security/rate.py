"""Too fast? A token bucket for each actor, in the memory of the web process."""

import time
from collections import OrderedDict

from app.platform.errors import DomainError, ErrorKind

MOST_KEPT = 50_000


class RateLimit:
    """Allows `rate` acts a second on average and `burst` at once for each key."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, count: int = 1) -> None:
        """Spend acts.

        Raises:
            DomainError: `too_fast`, with `wait_ms` until the next act is allowed.
        """
        now = time.monotonic()
        level, at = self._buckets.pop(key, (self._burst, now))
        level = min(self._burst, level + (now - at) * self._rate)
        is_allowed = level >= count
        self._buckets[key] = (level - count if is_allowed else level, now)
        if len(self._buckets) > MOST_KEPT:
            self._buckets.popitem(last=False)
        if not is_allowed:
            raise DomainError(ErrorKind.TOO_FAST, "too_fast", wait_ms=int((count - level) / self._rate * 1000) + 1)
