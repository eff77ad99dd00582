"""Marks on a stranger's request, in which the application notes that the request was honest or its token accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

VISIT = "liangting.visit"
"""Key of the `Visit` in the WSGI environment."""


class Visit:
    """One request of a stranger. A seat taken, a sign-in or an admitted live connection proves the request honest."""

    __slots__ = ("_on_honest", "is_honest", "is_known")

    def __init__(self, on_honest: Callable[[], None] | None = None) -> None:
        self._on_honest = on_honest
        self.is_honest = False
        self.is_known = False
        """Whether the Authorization header of the request was accepted."""

    def note_honest(self) -> None:
        if not self.is_honest:
            self.is_honest = True
            if self._on_honest is not None:
                self._on_honest()


def note_honest(environ: Mapping[str, Any]) -> None:
    """Mark a stranger's request as honest because it took a seat, signed in or opened a live connection."""
    visit = environ.get(VISIT)
    if isinstance(visit, Visit):
        visit.note_honest()


def note_known(environ: Mapping[str, Any]) -> None:
    """Record that the Authorization header was accepted, so the next request with it does not wait among strangers."""
    visit = environ.get(VISIT)
    if isinstance(visit, Visit):
        visit.is_known = True
