"""The texts of one run, sorted, folded, and reduced to one unit of clustering per set of duplicates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from nlp.text.boilerplate import without_boilerplate
from nlp.text.constraints import Constraints
from nlp.text.copies import fold_copies
from nlp.text.progress import SILENT, Progress
from nlp.text.script import fold_script, one_vocabulary
from nlp.text.segmenter import Segmenter

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Corpus:
    """n texts, sorted by content so that no result can depend on the order of input.

    given: (n,) the texts by input position; order: (n,) input position of each sorted text; texts, folded, words: of
    each sorted text without its boilerplate; originals: (u,) sorted positions of the texts that are no duplicates, the
    *units* of clustering; unit: (n,) the unit that represents each text; constraints: decisions by unit.
    """

    given: tuple[str, ...]
    order: tuple[int, ...]
    texts: tuple[str, ...]
    folded: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    originals: Ints
    unit: Ints
    constraints: Constraints

    @classmethod
    def read(
        cls, texts: Sequence[str], segmenter: Segmenter, constraints: Constraints, progress: Progress = SILENT
    ) -> Self:
        """Sort and fold the texts, and cut them into words; constraints: decisions by input position."""
        given, texts = tuple(texts), [without_boilerplate(text) for text in progress.part(0.0, 0.1).over(texts)]
        folded = [fold_script(text) for text in progress.part(0.1, 0.2).over(texts)]
        pins = constraints.pins
        order = sorted(range(len(texts)), key=lambda i: (folded[i], texts[i], pins.get(i, ""), i))
        place = {index: at for at, index in enumerate(order)}
        touched = {place[index] for index in constraints.touched}
        words = [tuple(segmenter.words(folded[i])) for i in progress.part(0.2, 0.4).over(order)]
        token_rows = [tuple(map(one_vocabulary, row)) or tuple(folded[i]) for row, i in zip(words, order, strict=True)]
        copied = fold_copies(token_rows, touched, progress=progress.part(0.4, 1.0))
        originals = np.unique(copied)
        unit = np.searchsorted(originals, copied).astype(np.int64)
        by_unit = constraints.moved({index: int(unit[place[index]]) for index in constraints.touched})
        own = tuple(texts[i] for i in order)
        return cls(given, tuple(order), own, tuple(folded[i] for i in order), tuple(words), originals, unit, by_unit)

    @property
    def sizes(self) -> Floats:
        """Number of texts that each unit represents, (u,)."""
        sizes: Floats = np.bincount(self.unit, minlength=len(self.originals)).astype(np.float32)
        return sizes

    def by_position(self, values: Sequence[Value]) -> tuple[Value, ...]:
        """Return values, given in sorted order, in the order of input positions."""
        place = {position: at for at, position in enumerate(self.order)}
        return tuple(values[place[position]] for position in range(len(self.order)))

    def copies(self) -> Ints:
        """Return the input position of each text's original, its own position if it is no duplicate, (n,)."""
        out = np.empty(len(self.order), dtype=np.int64)
        order = np.array(self.order, dtype=np.int64)
        out[order] = order[self.originals[self.unit]]
        return out
