"""Measures the processor time of one greenlet, without that of the greenlets that run while it waits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import greenlet  # type: ignore[import-untyped]


@dataclass(slots=True)
class Work:
    """Processor time that one greenlet has used (s)."""

    seconds: float = 0.0


class Meter:
    """Measures greenlets on request; traces greenlet switches only while a measurement runs."""

    def __init__(self) -> None:
        self._works: dict[Any, Work] = {}
        self._since = 0.0

    @contextmanager
    def measure(self) -> Iterator[Work]:
        """Measure the current greenlet until the block ends."""
        current, work = greenlet.getcurrent(), Work()
        if not self._works:
            greenlet.settrace(self._note_switch)
        self._works[current] = work
        self._since = time.thread_time()
        try:
            yield work
        finally:
            work.seconds += time.thread_time() - self._since
            del self._works[current]
            if not self._works:
                greenlet.settrace(None)

    def _note_switch(self, _event: str, switch: tuple[Any, Any]) -> None:
        origin, target = switch
        if origin in self._works:
            self._works[origin].seconds += time.thread_time() - self._since
        if target in self._works:
            self._since = time.thread_time()
