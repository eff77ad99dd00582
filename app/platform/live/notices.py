"""Notices between the web process and its worker, one JSON line each over a pipe; only the database holds the truth."""

import json
import threading
from collections.abc import Callable, Iterable
from typing import IO

from app.platform.logs import get_logger
from app.platform.storage.jobs import JOBS
from app.platform.storage.unit_of_work import Touch

log = get_logger(__name__)
Publish = Callable[[Iterable[Touch]], None]


def write_notices(stream: IO[str]) -> Publish:
    """Return a publisher that writes changed topics to a pipe; it does nothing once the other side is gone."""
    lock = threading.Lock()

    def publish(touched: Iterable[Touch]) -> None:
        lines = "".join(f"{json.dumps(touch)}\n" for touch in touched)
        with lock:
            try:
                stream.write(lines)
                stream.flush()
            except (BrokenPipeError, ValueError):
                return

    return publish


def read_notices(stream: Iterable[str], told: Publish) -> None:
    """Pass every notice from a pipe to `told` until the pipe closes."""
    for line in stream:
        try:
            chain, topic = json.loads(line)
        except ValueError:
            log.warning("a line of the worker that is no notice", size=len(line))  # no text: it may hold anything
            continue
        told([(chain, topic)])


def is_job(touch: Touch) -> bool:
    """Return whether a notice says that a job waits."""
    return touch[0] == JOBS
