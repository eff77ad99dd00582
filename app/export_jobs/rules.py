"""Rules of export jobs: their states, what may still be stopped, who may have a file, and why one could not be made."""

import errno
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind

MAX_RUNS = 3
"""A job is given up after so many runs: whatever ends its worker three times would end it a fourth time."""
KEPT_DAYS = 90
"""Days that the row of a job is kept after the request, so that people see who has exported what."""


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (State.QUEUED, State.RUNNING)


class Step(StrEnum):
    """What a run is doing; the catalogues hold the words as `exports.step.<step>`."""

    WAIT = "wait"
    READ = "read"
    PART = "part"
    SAVE = "save"


class Fault(StrEnum):
    """Why a file could not be made; the catalogues hold the words as `exports.fault.<fault>`."""

    DISK_FULL = "disk_full"
    MEMORY = "memory"
    BROKEN = "broken"
    LOST = "lost"
    NO_RIGHT = "no_right"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: steps done, steps in all, the present step and the part of the file being made."""

    done: int
    total: int
    step: Step
    part: str = ""


def fault_of(error: Exception) -> Fault:
    """Return the fault that an error of a run means."""
    if isinstance(error, MemoryError):
        return Fault.MEMORY
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Fault.DISK_FULL
    if isinstance(error, DomainError):
        return Fault.NO_RIGHT
    return Fault.BROKEN


def check_can_cancel(state: State) -> None:
    """Refuse to cancel a job whose file is made already.

    Raises:
        DomainError: `export.finished`.
    """
    if state is State.DONE:
        raise DomainError(ErrorKind.CONFLICT, "export.finished")


def is_expired(expires_at: datetime | None, now: datetime) -> bool:
    """Return whether a finished file may no longer be fetched."""
    return expires_at is not None and expires_at <= now


def may_have(made_with: Collection[str], sights: Collection[str]) -> bool:
    """Return whether a reader may have a file: the reader must still have every sight that the file was made with."""
    return set(made_with) <= set(sights)
