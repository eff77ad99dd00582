"""The limits on failed sign-ins, and the native thread that hashes passwords."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

import gevent
from gevent.monkey import is_module_patched
from gevent.threadpool import ThreadPool

from app.platform.access.limits import RateLimit
from app.platform.errors import DomainError, ErrorKind

T = TypeVar("T")
MAX_WAITING = 16
"""Most passwords that wait for the thread; hashing one takes about 30 ms on an idle machine."""
BUSY_MS = 2000
LOWEST_PRIORITY = 19
FAILED_SECONDS = 0.3
"""Shortest time (s) in which a failed sign-in is answered, so that the time tells nothing about the account."""


@dataclass(frozen=True, slots=True)
class SignInLimits:
    """The limits on failed sign-ins. No limit counts by account alone, so that guesses of others never lock an owner
    out."""

    by_account: RateLimit = field(default_factory=lambda: RateLimit(rate=1 / 60, burst=5))
    """For each pair of account and address."""
    by_address: RateLimit = field(default_factory=lambda: RateLimit(rate=1 / 6, burst=5))
    by_device: RateLimit = field(default_factory=lambda: RateLimit(rate=1 / 12, burst=5))
    """For each browser that has signed in to the account before, instead of the other limits."""
    in_total: RateLimit = field(default_factory=lambda: RateLimit(rate=5, burst=50))
    """For all addresses together that have failed before."""

    def check(self, guess: Guess) -> None:
        """Refuse an attempt if too many sign-ins have failed for this account and address, or for this browser.

        Raises:
            DomainError: `sign_in.wait`, with `wait_ms` until the next attempt is allowed.
        """
        waits = [limit.wait_ms(key) for limit, key in self._counted(guess)]
        if any(waits):
            seconds = -(-max(waits) // 1000)
            raise DomainError(ErrorKind.TOO_FAST, "sign_in.wait", wait_ms=max(waits), seconds=seconds)

    def note_failure(self, guess: Guess) -> None:
        """Count a failed sign-in."""
        for limit, key in self._counted(guess):
            limit.spend(key)

    def _counted(self, guess: Guess) -> list[tuple[RateLimit, str]]:
        if guess.device:
            return [(self.by_device, f"{guess.account} {guess.device}")]
        counted = [(self.by_address, guess.address), (self.by_account, f"{guess.account} {guess.address}")]
        has_failed_before = self.by_address.level(guess.address) < self.by_address.burst
        return [*counted, (self.in_total, "")] if has_failed_before else counted


@dataclass(frozen=True, slots=True)
class Guess:
    """One attempt to sign in. `device` is the id of a browser that has signed in to the account before, else None."""

    account: str
    address: str
    device: str | None


class HashingThread:
    """Hashes passwords one at a time in a native thread of the lowest priority, behind a short queue."""

    def __init__(self) -> None:
        self._pool: ThreadPool | None = None
        self._turn = threading.Lock()
        self._waiting = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the thread within a `with` block; wait while another sign-in holds the thread.

        Raises:
            DomainError: `sign_in.busy`, with `wait_ms`, when too many wait.
        """
        if self._waiting >= MAX_WAITING:
            raise DomainError(ErrorKind.UNAVAILABLE, "sign_in.busy", wait_ms=BUSY_MS)
        self._waiting += 1
        try:
            with self._turn:
                yield
        finally:
            self._waiting -= 1

    def run(self, work: Callable[[], T]) -> T:
        """Run `work` in the thread and return its result; other greenlets run meanwhile."""
        if not is_module_patched("threading"):
            return work()
        if self._pool is None:
            self._pool = ThreadPool(1)
            self._pool.apply(_lower_priority)
        result: T = self._pool.apply(work)
        return result


def rest_after_failure(began: float) -> None:
    """Wait until `FAILED_SECONDS` have passed since a failed sign-in began.

    Args:
        began: monotonic time (s) at which the check of the password began.
    """
    gevent.sleep(max(0.0, began + FAILED_SECONDS - time.monotonic()))


def _lower_priority() -> None:
    """Give the current thread the lowest priority, so that votes go first; only Linux has priorities of threads."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST_PRIORITY)
