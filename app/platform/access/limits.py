"""Rate limits of seats, staff and addresses, kept in the memory of one web process."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from app.platform.access.actors import Actor
from app.platform.access.rate import RateLimit
from app.platform.access.sign_in import SignInLimits
from app.platform.errors import DomainError, ErrorKind

LARGEST_OUTBOX = 100
"""Most reactions that a phone may send in one message after it was offline."""
STAFF_FACTOR = 5
"""Staff may write this many times faster than a seat: they and their programs act for whole meetings."""


@dataclass(frozen=True, slots=True)
class WrongCodes:
    """The limits on wrong join codes. A right code costs nothing.

    P(guessing one of n open codes) <= n * (guesses allowed) / 10^9; `tests/security/test_s8_codes.py` computes it
    from these limits.
    """

    by_address: RateLimit = field(default_factory=lambda: RateLimit(rate=10 / 60, burst=10))
    in_total: RateLimit = field(default_factory=lambda: RateLimit(rate=10, burst=200))

    turn: Any = field(default_factory=Lock)
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
    sign_ins: SignInLimits = field(default_factory=SignInLimits)

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
        """Count a write of a seat, a member of staff or a stage.

        Args:
            count: number of acts in an outbox; None for a single write.

        Raises:
            DomainError: `too_fast`, with `wait_ms`.
        """
        if actor.is_seat:
            if count is None:
                self.writes.take(actor.id)
            else:
                self.outbox.take(actor.id, max(count, 1))
        elif actor.is_staff or actor.is_stage:
            self.staff_writes.take(actor.id, max(count or 1, 1))

    def take_read(self, actor: Actor) -> None:
        """Count a read of a seat, a member of staff or a stage.

        Raises:
            DomainError: `too_fast`, with `wait_ms`.
        """
        if actor.is_seat or actor.is_staff or actor.is_stage:
            self.reads.take(actor.id)
