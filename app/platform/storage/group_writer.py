"""Group commit for the web process: one native thread writes whatever has gathered since it last began."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import gevent
from gevent.event import AsyncResult, Event
from gevent.threadpool import ThreadPool

from app.platform.logs import get_logger
from app.platform.storage.unit_of_work import Outcome, Transactions, Work

log = get_logger(__name__)
T = TypeVar("T")
LARGEST_BATCH = 512
PACE = 0.008
"""Seconds from the start of one commit to that of the next at the soonest. A busy hall's votes share the cost of a
commit, most of which is the same for one vote as for many; a vote in a quiet moment waits for nobody."""


class GroupWriter:
    """Gathers actions of many greenlets into one transaction; each caller waits for the common commit.

    What arrives while one commit runs is the next batch, so that a thousand share one `fsync`.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self.commits = 0
        self.acts = 0
        self.seconds = 0.0
        self._waiting: list[tuple[Callable[[Work], Any], AsyncResult]] = []
        self._wake = Event()
        self._thread = ThreadPool(1)
        self._loop = gevent.spawn(self._write)

    def run(self, act: Callable[[Work], T]) -> T:
        done = AsyncResult()
        self._waiting.append((act, done))
        self._wake.set()
        outcome: Outcome = done.get()
        value: T = outcome.result()
        return value

    @property
    def waiting(self) -> int:
        """How many actions wait for the next commit."""
        return len(self._waiting)

    def _write(self) -> None:
        began = 0.0
        while True:
            self._wake.wait()
            if (pause := began + PACE - time.perf_counter()) > 0:
                gevent.sleep(pause)
            batch, self._waiting = self._waiting[:LARGEST_BATCH], self._waiting[LARGEST_BATCH:]
            if not self._waiting:
                self._wake.clear()
            if batch:
                began = time.perf_counter()
                outcomes = self._thread.apply(self._transactions.run_all, ([act for act, _ in batch],))
                self.seconds += time.perf_counter() - began
                self.commits += 1
                self.acts += len(batch)
                for (_, done), outcome in zip(batch, outcomes, strict=True):
                    done.set(outcome)
                self._tell(outcomes)

    def _tell(self, outcomes: list[Outcome]) -> None:
        try:
            self._transactions.tell(outcomes)
        except Exception:  # what is told is a hint; the hall's votes must not wait for it
            log.exception("publishing failed")
