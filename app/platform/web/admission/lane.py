"""The queue of requests from strangers: addresses take turns, and all together have a share of the event loop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import gevent
from gevent.event import Event

from app.platform.errors import DomainError, ErrorKind
from app.platform.web.admission.meter import Meter
from app.platform.web.admission.turns import Budget, Turns
from app.platform.web.admission.visits import Visit

PAUSE = 0.002
LONGEST_PAUSE = 0.05
"""Shortest and longest pause (s) before the next request starts; the pause lasts as long as the last request ran, so
that votes are handled in between."""
PAGE_OF_A_JOIN = 2.0
"""An honest visit is refunded this many times its cost: its own cost, and as much for the page before it."""
meter = Meter()


class Lane:
    """Starts requests of strangers while the budget lasts; the others wait and are refused when they wait too long.

    Args:
        budget: share of the event loop's time.
        turns: the queue of waiting requests.
        most_running: most requests that run at the same time.
        patience: seconds after which a waiting request is refused.
    """

    def __init__(self, budget: Budget, turns: Turns[Event], *, most_running: int, patience: float) -> None:
        self._budget = budget
        self._turns = turns
        self._most_running = most_running
        self._patience = patience
        self._running = 0
        self._last = 0.0
        self._wake = Event()
        self._loop: gevent.Greenlet | None = None

    @property
    def waiting(self) -> int:
        return len(self._turns)

    @contextmanager
    def measured(self, address: str) -> Iterator[Visit]:
        """Wait for a turn, run the block, and charge the processor time that the block used.

        Raises:
            DomainError: `busy`, with `wait_ms`, when the queue is full or the turn does not come in time.
        """
        self._wait(address)
        visit = Visit()
        self._running += 1
        try:
            with meter.measure() as work:
                yield visit
        finally:
            self._running -= 1
            self._last = work.seconds
            if visit.is_honest:
                self._budget.give_back(work.seconds * (PAGE_OF_A_JOIN - 1))
            else:
                self._budget.spend(work.seconds)
            self._wake.set()

    def pay(self, address: str, seconds: float) -> Visit:
        """Wait for a turn and charge a fixed price (s), which is refunded if the visit proves honest.

        Raises:
            DomainError: as `measured`.
        """
        self._wait(address)
        self._budget.spend(seconds)
        return Visit(lambda: self._give_back(seconds))

    def _give_back(self, seconds: float) -> None:
        self._budget.give_back(seconds)
        self._wake.set()

    def _wait(self, address: str) -> None:
        if not self._turns and self._may_begin():
            return
        turn = Event()
        if not self._turns.add(address, turn):
            raise self._busy()
        if self._loop is None:
            self._loop = gevent.spawn(self._call_up)
        self._wake.set()
        if not turn.wait(self._patience):
            self._turns.remove(address, turn)
            raise self._busy()

    def _may_begin(self) -> bool:
        return self._running < self._most_running and self._budget.level > 0

    def _call_up(self) -> None:
        while True:
            is_broke = bool(self._turns) and self._budget.level <= 0
            self._wake.wait(self._budget.wait() + PAUSE if is_broke else None)
            self._wake.clear()
            while self._turns and self._may_begin():
                turn = self._turns.pop()
                if turn is not None:
                    turn.set()
                gevent.sleep(max(PAUSE, min(self._last, LONGEST_PAUSE)))

    def _busy(self) -> DomainError:
        seconds = max(2, round(self._budget.wait()))
        return DomainError(ErrorKind.UNAVAILABLE, "busy", wait_ms=seconds * 1000, seconds=seconds)
