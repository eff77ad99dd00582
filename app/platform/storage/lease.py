"""Says which processes use a database, so that nobody changes its tables under them.

Every server and worker holds a lease as long as it lives; a command that replaces or changes tables needs all of the
database to itself. The operating system or PostgreSQL takes the lease of a process that dies.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError

from app.platform.errors import DomainError, ErrorKind
from app.platform.logs import get_logger
from app.platform.storage.db import make_engine

log = get_logger(__name__)
KEY = 7_201_968_411
"""Number of the advisory lock of PostgreSQL that stands for the use of the database."""
RENEW_SECONDS = 2.0
PAUSE = 0.1
PATIENCE = 15.0
"""Seconds for which a start waits until another process has changed the tables."""
SHORT_PATIENCE = 2.0
"""Seconds for which a server waits until the one before it has ended."""


class Lease(Protocol):
    """The use of a database by one process."""

    def renew(self) -> None:
        """Take the lease again if it was lost with the connection to PostgreSQL; to be called every few seconds."""
        ...

    def release(self) -> None: ...


def take_lease(url: str, *, serves: bool = False) -> Lease:
    """Return the lease of a server or a worker; while another process changes the tables, wait for it first.

    Args:
        url: the database.
        serves: whether the process is a server; only one server may use a SQLite database.

    Raises:
        DomainError: `storage.being_changed` when that takes longer than `PATIENCE`; `storage.served` when another
            server uses a SQLite database.
    """
    lease = _Files(_lock_of(url), serves=serves) if url.startswith("sqlite") else _Session(url)
    begun = time.monotonic()
    while True:
        try:
            lease.renew()
            return lease
        except DomainError as error:
            patience = SHORT_PATIENCE if error.code == "storage.served" else PATIENCE
            if time.monotonic() >= begun + patience:
                raise
        time.sleep(PAUSE)


def keep_lease(held: Lease, sleep: Callable[[float], None]) -> None:
    """Renew a lease for ever, so that it comes back after PostgreSQL was away.

    sleep: waits for a number of seconds without holding up the other work of the process.
    """
    while True:
        sleep(RENEW_SECONDS)
        try:
            held.renew()
        except (DBAPIError, DomainError):
            log.warning("lease not renewed")


@contextmanager
def alone(url: str, *, patience: float = 0.0) -> Iterator[None]:
    """Keep every server and worker off a database for the length of the block.

    Args:
        url: the database.
        patience: seconds to wait for those that use it.

    Raises:
        DomainError: `storage.in_use` when a server or a worker still uses the database.
    """
    end = time.monotonic() + patience
    with _alone_in_file(_lock_of(url), end) if url.startswith("sqlite") else _alone_in_session(url, end):
        yield


class _Files:
    """Locks on files beside a SQLite database; the system releases them when the process dies."""

    def __init__(self, path: Path, *, serves: bool) -> None:
        self._path = path
        self._serves = serves
        self._handles: list[int] = []

    def renew(self) -> None:
        if self._handles:
            return
        self._lock(self._path, fcntl.LOCK_SH, DomainError(ErrorKind.UNAVAILABLE, "storage.being_changed"))
        if self._serves:
            path = self._path.with_name(f"{self._path.name}.server")
            self._lock(path, fcntl.LOCK_EX, DomainError(ErrorKind.CONFLICT, "storage.served"))

    def _lock(self, path: Path, kind: int, refusal: DomainError) -> None:
        handle = _open(path)
        self._handles.append(handle)
        if not _try_lock(handle, kind):
            self.release()
            raise refusal

    def release(self) -> None:
        for handle in self._handles:
            os.close(handle)
        self._handles = []


class _Session:
    """A session of PostgreSQL that holds the shared advisory lock; the server releases it when the session ends."""

    def __init__(self, url: str) -> None:
        self._engine = make_engine(url, pool_size=1)
        self._connection: Connection | None = None

    def renew(self) -> None:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return
        except DBAPIError:
            log.warning("lease lost")
            self.release()
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.scalar(text("SELECT pg_try_advisory_lock_shared(:key)"), {"key": KEY}):
            connection.close()
            raise DomainError(ErrorKind.UNAVAILABLE, "storage.being_changed")
        self._connection = connection

    def release(self) -> None:
        if self._connection is not None:
            with suppress(DBAPIError):
                self._connection.invalidate()
                self._connection.close()
            self._connection = None


def _lock_of(url: str) -> Path:
    path = Path(make_url(url).database or "")
    return path.with_name(f"{path.name}.lock")


def _open(path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try_lock(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _alone_in_file(path: Path, end: float) -> Iterator[None]:
    handle = _open(path)
    try:
        _wait_until_alone(lambda: _try_lock(handle, fcntl.LOCK_EX), end)
        yield
    finally:
        os.close(handle)


@contextmanager
def _alone_in_session(url: str, end: float) -> Iterator[None]:
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            asked = text("SELECT pg_try_advisory_lock(:key)")
            _wait_until_alone(lambda: bool(connection.scalar(asked, {"key": KEY})), end)
            yield
            connection.invalidate()
    finally:
        engine.dispose()


def _wait_until_alone(try_lock: Callable[[], bool], end: float) -> None:
    while not try_lock():
        if time.monotonic() >= end:
            raise DomainError(ErrorKind.CONFLICT, "storage.in_use")
        time.sleep(PAUSE)
