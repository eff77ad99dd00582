"""A stranger's request under way, and where the doors behind say that it was honest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

VISIT = "liangting.visit"
"""Where the request's environment holds it."""


class Visit:
    """One request of the lane. A seat taken, a sign-in or a live connection admitted shows that it was honest."""

    __slots__ = ("_on_honest", "is_honest", "is_known")

    def __init__(self, on_honest: Callable[[], None] | None = None) -> None:
        self._on_honest = on_honest
        self.is_honest = False
        self.is_known = False
        """its Authorization is a good one"""

    def note_honest(self) -> None:
        if not self.is_honest:
            self.is_honest = True
            if self._on_honest is not None:
                self._on_honest()


def note_honest(environ: Mapping[str, Any]) -> None:
    """Say of a request that a stranger came in by it."""
    visit = environ.get(VISIT)
    if isinstance(visit, Visit):
        visit.note_honest()


def note_known(environ: Mapping[str, Any]) -> None:
    """Say of a request that its Authorization was checked and is good."""
    visit = environ.get(VISIT)
    if isinstance(visit, Visit):
        visit.is_known = True
