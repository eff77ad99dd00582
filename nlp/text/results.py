"""What a run of theme finding hands out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nlp.text.boilerplate import without_boilerplate
from nlp.text.constraints import Constraints
from nlp.text.labeler import Labeler
from nlp.text.loners import Loners
from nlp.text.reasons import words_towards
from nlp.text.script import fold_script
from nlp.text.segmenter import Segmenter
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
class Settings:
    """What a run was asked for beside its texts."""

    stop_words: tuple[str, ...]
    user_words: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]
    n_themes: int | None
    seed: int

    def segmenter(self) -> Segmenter:
        """Return the segmenter that knows these words."""
        return Segmenter(self.stop_words, self.user_words, self.synonyms).fit()


@dataclass(frozen=True, slots=True)
class Model:
    """What a later run or one further text needs.

    space and means (k, d): where the texts live and the mean vector of each theme; cut: the mean distance from a
    theme's members at which a text stays outside; loners: the texts outside; labeler: what names a new theme; texts:
    the texts by position as they were given; folded: the same without boilerplate; fitted: how many there were at the
    last full run; firsts: where each folded text of that run came first; decisions and settings: what that run had to
    obey.
    """

    space: TextSpace
    means: Floats
    cut: float
    loners: Loners
    labeler: Labeler
    texts: tuple[str, ...]
    folded: tuple[str, ...]
    firsts: Mapping[str, int]
    fitted: int
    decisions: Constraints
    settings: Settings

    def nearest(self, vector: Floats) -> int:
        """Return the number of the theme nearest to a unit vector, -1 where even that is too far."""
        return nearest_mean(self.means, vector, self.cut)

    def first_of(self, folded: str) -> int | None:
        """Return where a folded text came first, None where it is new."""
        if folded in self.firsts:
            return self.firsts[folded]
        further = self.folded[self.fitted :]
        return self.fitted + further.index(folded) if folded in further else None


def firsts_of(folded: Sequence[str]) -> dict[str, int]:
    """Return where each of some folded texts comes first."""
    last = len(folded) - 1
    return {text: last - at for at, text in enumerate(reversed(folded))}


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

    def place(self, text: str) -> str | None:
        """Return the key of the theme that one more text belongs to, None if it is like none of them."""
        if self.model is None:
            return None
        label = self.model.nearest(self.model.space.vectors([fold_script(without_boilerplate(text))])[0])
        return None if label < 0 else self.themes[label].key

    def why(self, position: int, limit: int = 5) -> tuple[str, ...]:
        """Return the words that put a text into its theme, as it writes them, the strongest first; () if it is alone.

        Strong is what brings it near the other members: their mean without the text and its copies.
        """
        label = int(self.labels_[position])
        if self.model is None or label < 0:
            return ()
        members = list(self.themes[label].members)
        own = int((self.copies_[members] == self.copies_[position]).sum())
        vector = self.model.space.vectors([self.model.folded[position]])[0]
        others = len(members) * self.model.means[label] - own * vector
        # Where all are copies of each other there are no others to be near to.
        target = others if own < len(members) else vector
        return words_towards(self.model.space, without_boilerplate(self.model.texts[position]), target, limit)


def means_of(vectors: Floats, groups: Sequence[Ints]) -> Floats:
    """Return the (k, d) means of groups of rows."""
    if not groups:
        return np.empty((0, vectors.shape[1]), np.float32)
    means: Floats = np.stack([vectors[rows].mean(axis=0) for rows in groups]).astype(np.float32)
    return means


def nearest_mean(means: Floats, vector: Floats, cut: float) -> int:
    """Return the number of the mean nearest to a unit vector, -1 where its distance is above `cut`.

    The product with a mean is the mean cosine with the members: average linkage asks the same.
    """
    if not len(means):
        return -1
    cosine = means @ vector
    near = int(cosine.argmax())
    return near if cosine[near] >= 1 - cut else -1
