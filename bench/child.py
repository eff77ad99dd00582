"""A measurement in a process of its own, so that its peak of memory is its own."""

import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

STATUS = Path("/proc/self/status")


def in_child(task: Callable[[int], float], size: int) -> tuple[float, float]:
    """(what the task returns, peak memory of the whole process in MB); the task is a function of a module."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_watched, task, size).result()


def _watched(task: Callable[[int], float], size: int) -> tuple[float, float]:
    return task(size), _peak()


def _peak() -> float:
    # Linux hands the parent's ru_maxrss down to the child; VmHWM begins anew.
    match = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text()) if STATUS.exists() else None
    return (int(match[1]) if match else getrusage(RUSAGE_SELF).ru_maxrss) / 1024
