"""The texts of one run in an order of their own, folded to what is worth clustering."""

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
    """n texts, sorted by what they say so that no result can depend on the order of input.

    given: (n,) the texts by input position; order: (n,) input position of each sorted text; texts, folded, words: of
    each sorted text without its boilerplate; originals: (u,) sorted positions of the texts that copy nothing, the
    *units* of clustering; unit: (n,) the unit that speaks for each text.
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
        """Sort, fold and cut the texts; `constraints` come by input position and are kept by unit."""
        given, texts = tuple(texts), [without_boilerplate(text) for text in progress.part(0.0, 0.1).over(texts)]
        folded = [fold_script(text) for text in progress.part(0.1, 0.2).over(texts)]
        pins = constraints.pins
        order = sorted(range(len(texts)), key=lambda i: (folded[i], texts[i], pins.get(i, ""), i))
        place = {index: at for at, index in enumerate(order)}
        touched = {place[index] for index in constraints.touched}
        words = [tuple(segmenter.words(folded[i])) for i in progress.part(0.2, 0.4).over(order)]
        said = [tuple(map(one_vocabulary, row)) or tuple(folded[i]) for row, i in zip(words, order, strict=True)]
        copied = fold_copies(said, touched, progress=progress.part(0.4, 1.0))
        originals = np.unique(copied)
        unit = np.searchsorted(originals, copied).astype(np.int64)
        by_unit = constraints.moved({index: int(unit[place[index]]) for index in constraints.touched})
        own = tuple(texts[i] for i in order)
        return cls(given, tuple(order), own, tuple(folded[i] for i in order), tuple(words), originals, unit, by_unit)

    @property
    def sizes(self) -> Floats:
        """Return (u,) how many texts each unit speaks for."""
        sizes: Floats = np.bincount(self.unit, minlength=len(self.originals)).astype(np.float32)
        return sizes

    def by_position(self, values: Sequence[Value]) -> tuple[Value, ...]:
        """Return values that stand in sorted order by input position."""
        place = {position: at for at, position in enumerate(self.order)}
        return tuple(values[place[position]] for position in range(len(self.order)))

    def copies(self) -> Ints:
        """Return (n,) by input position: the position of the text that each one repeats, its own if none."""
        out = np.empty(len(self.order), dtype=np.int64)
        order = np.array(self.order, dtype=np.int64)
        out[order] = order[self.originals[self.unit]]
        return out
