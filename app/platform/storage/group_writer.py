"""Group commit for the web process: one native thread commits the actions that have gathered since its last commit."""

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
"""Shortest time in seconds from the start of one commit to the start of the next. The votes of a busy hall share the
cost of a commit, most of which is the same for one vote as for many; a vote in a quiet moment does not wait."""


class GroupWriter:
    """Gathers the actions of many greenlets into one transaction; each caller waits for the shared commit.

    Actions that arrive while a commit runs form the next batch, so that up to `LARGEST_BATCH` actions share one
    `fsync`.
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
        """Number of actions that wait for the next commit."""
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
        except Exception:  # a publication is only a hint, so its failure must not stop the hall's votes
            log.exception("publishing failed")
