"""What a run of theme finding hands out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nlp.text.script import fold_script
from nlp.text.space import TextSpace

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme. members: positions of its texts, ascending; representative: the position of the text that speaks
    best for the others; cohesion: mean cosine of the members with their centre, 0..1."""

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[int, ...]
    representative: int
    cohesion: float


@dataclass(frozen=True, slots=True)
class Model:
    """What a later run or a single further text needs: the space, (k, d) unit centres, (k,) reach of each theme,
    the folded texts and how many of them were there at the last full run, and the settings of that run."""

    space: TextSpace
    centres: Floats
    folded: tuple[str, ...]
    fitted: int
    settings: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes of n texts.

    labels_: (n,) place of each text's theme in `themes`, -1 stands alone; themes: largest first; copies_: (n,)
    position of the text that a near-exact copy repeats, its own otherwise; moved: (position, earlier key, key now) of
    each text that stood in the earlier run and has another theme now, None where it stands alone.
    """

    labels_: Ints
    themes: tuple[Theme, ...]
    copies_: Ints
    moved: tuple[tuple[int, str | None, str | None], ...] = ()
    model: Model | None = field(default=None, repr=False, compare=False)

    def key_of(self, position: int) -> str | None:
        """Return the key of the theme of one text, None if it stands alone."""
        label = int(self.labels_[position])
        return None if label < 0 else self.themes[label].key

    def place(self, text: str, *, cut: float = 0.6) -> str | None:
        """Return the key of the theme that one more text belongs to, None if it is like none of them."""
        if self.model is None or not self.themes:
            return None
        label = int(nearest_centres(self.model.space.vectors([fold_script(text)]), self.model.centres, cut)[0])
        return None if label < 0 else self.themes[label].key


def nearest_centres(vectors: Floats, centres: Floats, cut: float) -> Ints:
    """Return for each of m vectors the nearest of k centres, -1 where even that is farther than `cut`."""
    if not len(centres):
        return np.full(len(vectors), -1, dtype=np.int64)
    cosine = vectors @ centres.T
    near: Ints = cosine.argmax(axis=1).astype(np.int64)
    near[cosine[np.arange(len(near)), near] < 1 - cut] = -1
    return near


def centres_of(vectors: Floats, groups: Sequence[Sequence[int]]) -> Floats:
    """Return the (k, d) unit means of groups of rows."""
    if not groups:
        return np.empty((0, vectors.shape[1]), np.float32)
    means = np.stack([vectors[list(rows)].mean(axis=0) for rows in groups])
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    unit: Floats = (means / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit
