"""The view state of the desk: which page of the wall, the themes, the cards and the people it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from app.pages.schemas import DeskPart
from app.platform.errors import DomainError
from app.platform.web.payloads import parse

CARDS, THEMES, FEW, MANY, LISTED = 60, 24, 12, 200, 50
"""Items on one page: cards of the wall; themes; cards of a theme, and of an opened theme; lines of a list."""
ALONE = "-"
"""Stands for the ungrouped proposals where an address names the opened theme."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ViewState:
    """The view state in the desk's address: where each list begins, the opened theme, and the explained card."""

    wall: int = 0
    themes: int = 0
    theme: str = ""
    cards: int = 0
    people: int = 0
    why: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "ViewState":
        """Return the view state in a query string; the default if the query string is invalid."""
        try:
            part = parse(DeskPart, {name: value for name, value in query.items() if name in DeskPart.model_fields})
        except DomainError:
            return cls()
        return cls(**dict(part))

    def address(self) -> dict[str, Any]:
        """Return the view state as query parameters, without those that have their default."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list; `before` and `after` are where the previous and the next page begin, if there are any."""

    items: Sequence[Item]
    before: int | None
    after: int | None


def page_of(items: Sequence[Item], start: int, size: int) -> Page[Item]:
    """Return the page of `size` items that begins at `start`; the first page if `start` is past the end."""
    start = start if start < len(items) else 0
    after = start + size
    return Page(items[start:after], max(0, start - size) if start else None, after if after < len(items) else None)
