"""Work that would hold up the web process's event loop, done in a native thread."""

from collections.abc import Callable
from typing import TypeVar

import gevent
from gevent.monkey import is_module_patched

T = TypeVar("T")


def run_native(work: Callable[[], T]) -> T:
    """Run `work` and wait for it; under gevent the other greenlets go on meanwhile.

    `work` must not touch the database: pools and locks belong to the loop's own thread.
    """
    if not is_module_patched("threading"):
        return work()
    result: T = gevent.get_hub().threadpool.apply(work)
    return result
