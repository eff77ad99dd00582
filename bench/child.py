"""Runs a measurement in a separate process, so that the peak memory is that of the measurement alone."""

import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

STATUS = Path("/proc/self/status")


def in_child(task: Callable[[int], float], size: int) -> tuple[float, float]:
    """Return (result of the task, peak memory of its process in MB); the task must be a function of a module."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_watched, task, size).result()


def _watched(task: Callable[[int], float], size: int) -> tuple[float, float]:
    return task(size), _peak()


def _peak() -> float:
    # On Linux a child inherits its parent's ru_maxrss, but its VmHWM begins at zero.
    match = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text()) if STATUS.exists() else None
    return (int(match[1]) if match else getrusage(RUSAGE_SELF).ru_maxrss) / 1024
