"""Which part of a large meeting the desk shows: some of the wall, some themes, some of each theme's proposals."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from app.pages.schemas import DeskPart
from app.platform.errors import DomainError
from app.platform.web.payloads import parse

CARDS, THEMES, FEW, MANY, LISTED = 60, 24, 12, 200, 50
"""Cards of the wall; themes; proposals of a theme among others, and of the one that is looked at; lines of a list."""
ALONE = "-"
"""Looked at in place of a theme: the proposals that stand alone."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Look:
    """What the address asks for: from which card, theme and person on, and the theme that is looked at."""

    wall: int = 0
    themes: int = 0
    theme: str = ""
    cards: int = 0
    people: int = 0

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Look":
        """What cannot be understood asks for nothing."""
        try:
            part = parse(DeskPart, {name: value for name, value in query.items() if name in DeskPart.model_fields})
        except DomainError:
            return cls()
        return cls(**dict(part))

    def address(self) -> dict[str, Any]:
        """The same for an address, without what is not asked for."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """Some of many things; `before` and `after` say where the neighbouring parts begin, if there are any."""

    items: Sequence[Item]
    before: int | None
    after: int | None


def part_of(items: Sequence[Item], start: int, size: int) -> Part[Item]:
    """`size` things from `start` on; from the beginning when there are not so many."""
    start = start if start < len(items) else 0
    after = start + size
    return Part(items[start:after], max(0, start - size) if start else None, after if after < len(items) else None)
