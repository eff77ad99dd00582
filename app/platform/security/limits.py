"""How fast each kind of party may act, in the memory of one web process."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from app.platform.errors import DomainError, ErrorKind
from app.platform.security.actors import Actor
from app.platform.security.rate import RateLimit
from app.platform.security.sign_in import SignInLimits

LARGEST_OUTBOX = 100
"""Reactions that a phone may send in one message after a time without network."""
STAFF_FACTOR = 5
"""Staff act for whole meetings, and programs for staff."""


@dataclass(frozen=True, slots=True)
class WrongCodes:
    """Guesses of join codes. A guess that is right does not count.

    P(guessing one of n open codes) <= n * (guesses allowed) / 10^9; `tests/security/test_s8_codes.py` computes it
    from these limits.
    """

    by_address: RateLimit = field(default_factory=lambda: RateLimit(rate=10 / 60, burst=10))
    in_total: RateLimit = field(default_factory=lambda: RateLimit(rate=10, burst=200))

    turn: Any = field(default_factory=Lock)
    """Codes are looked up one at a time, so that guesses sent at once all count."""

    def check(self, address: str) -> None:
        """Refuse a guess that may not be made now.

        Raises:
            DomainError: `code.wait`, with `wait_ms`: too many wrong codes were tried.
        """
        wait_ms = max(self.by_address.wait_ms(address), self.in_total.wait_ms(""))
        if wait_ms:
            raise DomainError(ErrorKind.TOO_FAST, "code.wait", wait_ms=wait_ms, seconds=-(-wait_ms // 1000))

    def note_wrong(self, address: str) -> None:
        self.by_address.spend(address)
        self.in_total.spend("")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one web process, by the kind of act."""

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
        """The limits where a seat may send so many writes a second on average."""
        return cls(
            writes=RateLimit(writes, writes * 5),
            outbox=RateLimit(writes, max(writes * 5, LARGEST_OUTBOX)),
            staff_writes=RateLimit(writes * STAFF_FACTOR, writes * STAFF_FACTOR * 10),
        )

    def take_write(self, actor: Actor, count: int | None = None) -> None:
        """Spend a write of a seat, a member of staff or a stage.

        Args:
            count: for an outbox, how many acts it carries.

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
        """Spend a read of a seat, a member of staff or a stage.

        Raises:
            DomainError: `too_fast`, with `wait_ms`.
        """
        if actor.is_seat or actor.is_staff or actor.is_stage:
            self.reads.take(actor.id)
