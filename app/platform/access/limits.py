"""Rate limits of seats, staff and addresses: token buckets in the memory of one web process."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache

from app.platform.access.actors import Actor, ActorKind
from app.platform.errors import DomainError, ErrorKind

MAX_KEPT = 50_000
LARGEST_OUTBOX = 100
"""Most reactions that a phone may send in one message after it was offline."""
STAFF_FACTOR = 5
"""Staff may write this many times faster than a seat: they and their programs act for whole meetings."""


class RateLimit:
    """A token bucket for each key: `rate` acts per second on average, and `burst` acts at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate = rate
        self.burst = burst
        self._buckets: LRUCache[str, tuple[float, float]] = LRUCache(MAX_KEPT)
        self._turn = threading.Lock()

    def take(self, key: str, count: int = 1) -> None:
        """Count acts of a key, or refuse them all if they are too many now; more than a burst counts as one burst.

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


@dataclass(frozen=True, slots=True)
class WrongCodes:
    """The limits on wrong join codes. A right code costs nothing.

    P(guessing one of n open codes) <= n * (guesses allowed) / 10^9; `tests/security/test_s8_codes.py` computes it
    from these limits.
    """

    by_address: RateLimit = field(default_factory=lambda: RateLimit(rate=10 / 60, burst=10))
    in_total: RateLimit = field(default_factory=lambda: RateLimit(rate=10, burst=200))

    turn: Any = field(default_factory=threading.Lock)
    """Lock under which codes are looked up one at a time, so that wrong codes sent at the same moment all count."""

    def check(self, address: str) -> None:
        """Refuse a code if too many wrong codes came from this address, or from all addresses together.

        Raises:
            DomainError: `code.wait`, with `wait_ms` until the next code may be tried.
        """
        wait_ms = max(self.by_address.wait_ms(address), self.in_total.wait_ms(""))
        if wait_ms:
            raise DomainError(ErrorKind.TOO_FAST, "code.wait", wait_ms=wait_ms, seconds=-(-wait_ms // 1000))

    def note_wrong(self, address: str) -> None:
        """Count a wrong code from an address."""
        self.by_address.spend(address)
        self.in_total.spend("")


@dataclass(frozen=True, slots=True)
class Limits:
    """The rate limits of one web process, by kind of act."""

    writes: RateLimit
    outbox: RateLimit
    staff_writes: RateLimit
    questions: RateLimit = field(default_factory=lambda: RateLimit(rate=5, burst=20))
    joins: RateLimit = field(default_factory=lambda: RateLimit(rate=5, burst=50))
    reads: RateLimit = field(default_factory=lambda: RateLimit(rate=50, burst=500))
    wrong_codes: WrongCodes = field(default_factory=WrongCodes)

    @classmethod
    def of(cls, writes: int) -> Limits:
        """Return the limits of an installation.

        Args:
            writes: writes that a seat may send per second on average.
        """
        return cls(
            writes=RateLimit(writes, writes * 5),
            outbox=RateLimit(writes, max(writes * 5, LARGEST_OUTBOX)),
            staff_writes=RateLimit(writes * STAFF_FACTOR, writes * STAFF_FACTOR * 10),
        )

    def take_write(self, actor: Actor, count: int | None = None) -> None:
        """Count a write of a seat, a member of staff or a stage, or refuse a write that comes too fast.

        Args:
            count: number of acts in an outbox; None for a single write.

        Raises:
            DomainError: `too_fast`, with `wait_ms`.
        """
        if actor.kind is ActorKind.SEAT:
            if count is None:
                self.writes.take(actor.id)
            else:
                self.outbox.take(actor.id, max(count, 1))
        elif actor.kind in (ActorKind.STAFF, ActorKind.STAGE):
            self.staff_writes.take(actor.id, max(count or 1, 1))

    def take_read(self, actor: Actor) -> None:
        """Count a read of a seat, a member of staff or a stage, or refuse a read that comes too fast.

        Raises:
            DomainError: `too_fast`, with `wait_ms`.
        """
        if actor.is_seat or actor.is_staff or actor.is_stage:
            self.reads.take(actor.id)
