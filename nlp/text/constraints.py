"""Decisions of people about single texts: texts pinned to themes, and separated pairs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlp.text.linkage import APART, TOGETHER

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Constraints:
    """Checked decisions about n texts, by position: pins {position: theme key}, and separated pairs (`parted`)."""

    pins: dict[int, str]
    parted: frozenset[tuple[int, int]]

    @classmethod
    def checked(cls, n: int, pins: Mapping[int, str] | None, apart: Iterable[tuple[int, int]] | None) -> Self:
        """Return the decisions about n texts after checking them.

        Raises ValueError naming positions out of range, pins without a theme key, or contradictory decisions.
        """
        placed = {int(index): str(key) for index, key in (pins or {}).items()}
        pairs = {(min(int(i), int(j)), max(int(i), int(j))) for i, j in apart or ()}
        strangers = sorted({i for i in [*placed, *(i for pair in pairs for i in pair)] if not 0 <= i < n})
        if strangers:
            raise ValueError(f"pins or apart name texts that are not among the {n} given: {strangers}")
        nameless = sorted(index for index, key in placed.items() if not key)
        if nameless:
            raise ValueError(f"pins without a theme key: texts {nameless}")
        clashes = sorted((i, j) for i, j in pairs if i == j or (i in placed and placed[i] == placed.get(j)))
        if clashes:
            named = "; ".join(
                f"{i} and {j}" + (f" (both pinned to {placed[i]!r})" if i in placed else "") for i, j in clashes
            )
            raise ValueError(f"texts that must be apart and together at once: {named}")
        return cls(placed, frozenset(pairs))

    @property
    def touched(self) -> set[int]:
        """The positions of all texts with a decision."""
        return set(self.pins) | {i for pair in self.parted for i in pair}

    def moved(self, place: Mapping[int, int]) -> "Constraints":
        """Return the same decisions for other positions, with place[i] in place of each position i."""
        pins = {place[i]: key for i, key in self.pins.items()}
        return Constraints(pins, frozenset((min(place[i], place[j]), max(place[i], place[j])) for i, j in self.parted))

    def write_into(self, distance: Floats) -> None:
        """Write the decisions into an (m, m) array of distances, in place.

        TOGETHER is set for rows pinned to one theme, APART for rows pinned to two themes and for separated pairs.
        """
        themes: dict[str, list[int]] = {}
        for index, key in sorted(self.pins.items()):
            themes.setdefault(key, []).append(index)
        pinned = np.array(sorted(self.pins), dtype=np.int64)
        groups = [np.array(members, dtype=np.int64) for members in themes.values()]
        for members in groups:
            distance[np.ix_(members, pinned)] = APART
        for members in groups:
            distance[np.ix_(members, members)] = TOGETHER
        for i, j in self.parted:
            distance[i, j] = distance[j, i] = APART


FREE = Constraints({}, frozenset())
