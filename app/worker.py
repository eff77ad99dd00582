"""The worker: runs jobs one after another in a process of its own, and announces what they changed."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.platform.logs import get_logger
from app.platform.memory import release_memory
from app.platform.storage import jobs

log = get_logger(__name__)
LONGEST_SLEEP = timedelta(seconds=2)
LONGEST_DELAY = timedelta(days=1)
CHORES_SECONDS = 24 * 3600.0
Chore = Callable[[Services], object]
"""A task that the worker runs once a day."""


class Worker:
    """Runs the jobs that are due, then sleeps until the next job is due or a notice comes, at most two seconds."""

    def __init__(self, services: Services, handlers: jobs.Handlers, chores: Sequence[Chore] = ()) -> None:
        self._services = services
        self._handlers = handlers
        self._wake = threading.Event()
        self._is_stopped = False
        self._chores = chores
        self._chores_due = 0.0

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._is_stopped = True
        self.wake()

    def run_forever(self) -> None:
        """Run jobs until the worker is stopped; a job that is running is finished first.

        Before the worker sleeps, the memory that the jobs have freed goes back to the system.
        """
        has_worked = False
        while not self._is_stopped:
            self._do_chores()
            if self._try_one():
                has_worked = True
            else:
                if has_worked:
                    release_memory()
                has_worked = False
                self._wake.wait(self._sleep().total_seconds())
                self._wake.clear()

    def _do_chores(self) -> None:
        """Run the daily chores, also after each start; a chore that fails is tried again the next day."""
        now = time.monotonic()
        if now < self._chores_due:
            return
        self._chores_due = now + CHORES_SECONDS
        for chore in self._chores:
            try:
                chore(self._services)
            except Exception:
                log.exception("chore failed", name=chore.__name__)

    def run_all(self) -> int:
        """Run every waiting job that is due within a day, and the jobs that they ask for; return how many ran."""
        count = 0
        while self.run_one(ahead=LONGEST_DELAY):
            count += 1
        return count

    def run_one(self, *, ahead: timedelta = timedelta(0)) -> bool:
        """Run one job that is due; return False when there is none.

        A job that fails keeps the code of its error and is tried again.

        Args:
            ahead: also run a job that becomes due within this time.
        """
        lease = self._services.writer.run(lambda work: jobs.claim(work, ahead=ahead))
        if lease is None:
            return False
        try:
            with self._held(lease):
                self._handlers[lease.kind](self._services, **lease.args)
        except Exception as error:
            code = error.code if isinstance(error, DomainError) else type(error).__name__
            log.exception("job failed", kind=lease.kind, attempts=lease.attempts)
            self._services.writer.run(lambda work: jobs.fail(work, lease, code))
        else:
            self._services.writer.run(lambda work: jobs.finish(work, lease))
        return True

    def _try_one(self) -> bool:
        """Run one job as `run_one`; when the database cannot be written, wait and return False.

        A job whose end could not be saved is taken again after its lease.
        """
        try:
            return self.run_one()
        except DomainError as error:
            log.warning("job not saved", code=error.code)
            self._wake.wait(LONGEST_SLEEP.total_seconds())
            return False

    @contextmanager
    def _held(self, lease: jobs.Lease) -> Iterator[None]:
        """Renew the lease of a job while the job runs, however long it takes; a failed renewal is tried again."""
        is_over = threading.Event()

        def renew() -> None:
            while not is_over.wait(jobs.LEASE.total_seconds() / 5):
                try:
                    self._services.writer.run(lambda work: jobs.renew(work, lease))
                except DomainError as error:  # the work goes on; the next renewal may reach the database again
                    log.warning("lease not renewed", kind=lease.kind, code=error.code)

        keeper = threading.Thread(target=renew, daemon=True)
        keeper.start()
        try:
            yield
        finally:
            is_over.set()
            keeper.join()

    def _sleep(self) -> timedelta:
        with self._services.database.read() as session:
            due = jobs.next_due(session)
        if due is None:
            return LONGEST_SLEEP
        return max(timedelta(milliseconds=10), min(LONGEST_SLEEP, due - self._services.clock.now()))
