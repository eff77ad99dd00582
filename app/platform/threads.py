"""Runs work that would hold up the web process's event loop in a native thread, or once the loop is calm."""

import time
from collections.abc import Callable
from typing import TypeVar

import gevent
from gevent.monkey import is_module_patched

T = TypeVar("T")
LOOKS, LOOK_SECONDS, LATE_SECONDS = 5, 0.2, 0.05
MAX_PATIENCE = 30.0


def run_native(work: Callable[[], T]) -> T:
    """Run `work` and return its result; under gevent it runs in a native thread, and other greenlets go on meanwhile.

    `work` must not touch the database: pools and locks belong to the loop's own thread.
    """
    if not is_module_patched("threading"):
        return work()
    result: T = gevent.get_hub().threadpool.apply(work)
    return result


def let_others_run() -> None:
    """Let other greenlets run in the middle of work that uses the processor; do nothing without gevent."""
    if is_module_patched("threading"):
        gevent.sleep(0)


def wait_for_calm() -> None:
    """Wait until the event loop has been on time for a second, but at most half a minute.

    Work that can wait thus lets a hall that reconnects after a restart go first.
    """
    deadline, on_time = time.monotonic() + MAX_PATIENCE, 0
    while on_time < LOOKS and time.monotonic() < deadline:
        began = time.monotonic()
        gevent.sleep(LOOK_SECONDS)
        on_time = on_time + 1 if time.monotonic() - began < LOOK_SECONDS + LATE_SECONDS else 0
