"""Results of theme finding: the themes, and the model for later runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

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

Case = Literal["many", "one"]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme.

    key: identifier, which the theme with most of these texts inherits in a later run; members: positions of its texts,
    ascending; representative: position of the text that is nearest to the others, -1 for a theme without texts (a name
    under which no text belongs); cohesion: mean cosine of the members with their centre, 0..1.
    """

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[int, ...]
    representative: int
    cohesion: float


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters of a run besides its texts and the decisions about them; `find_themes` describes them."""

    stop_words: tuple[str, ...]
    user_words: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]
    n_themes: int | None
    seed: int

    def segmenter(self) -> Segmenter:
        """Return a fitted segmenter with the local words of these settings."""
        return Segmenter(self.stop_words, self.user_words, self.synonyms).fit()


@dataclass(frozen=True, slots=True)
class Model:
    """State of a run from which further texts are placed.

    space: vector space of the texts; means: mean vector of each theme, (k, d); cut: largest mean distance from a
    theme's members at which a text still belongs to it; loners: the ungrouped texts; labeler: gives a new theme its
    name; texts: the texts by position, as given; folded: the same texts without boilerplate, folded; firsts: {folded
    text: first position} at the last full run; fitted: number of texts at that run; decisions, settings: input of that
    run.
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
        """Return the number of the theme nearest to a unit vector, -1 where no theme is near enough."""
        return nearest_mean(self.means, vector, self.cut)

    def first_of(self, folded: str) -> int | None:
        """Return the first position of a folded text, None if the text is new."""
        if folded in self.firsts:
            return self.firsts[folded]
        further = self.folded[self.fitted :]
        return self.fitted + further.index(folded) if folded in further else None


def firsts_of(folded: Sequence[str]) -> dict[str, int]:
    """Return {folded text: its first position}."""
    last = len(folded) - 1
    return {text: last - at for at, text in enumerate(reversed(folded))}


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes of n texts.

    labels_: (n,) index of each text's theme in `themes`, -1 = ungrouped; themes: largest first; copies_: (n,) position
    of the original of each near-exact duplicate, the text's own position otherwise; moved: (position, earlier key, key
    now) of each text that had a theme in the earlier run and has another theme now, None = ungrouped; model: state
    from which further texts are placed, None in case "one".

    case: whether the texts are about "many" topics or all answer "one" question; confidence: (n,) probability, 0..1,
    that a text belongs in its theme, 1 in case "many"; second: (n,) index of the second likeliest theme, -1 = none,
    always so in case "many". Filled only in case "one": folded: (n,) the folded texts; reasons: function that returns
    the words that put the text at a position into its theme, the strongest first; laid: number of texts when the board
    was laid out.
    """

    labels_: Ints
    themes: tuple[Theme, ...]
    copies_: Ints
    moved: tuple[tuple[int, str | None, str | None], ...] = ()
    model: Model | None = field(default=None, repr=False, compare=False)
    case: Case = "many"
    confidence: Floats = field(default_factory=lambda: np.empty(0, np.float32), repr=False, compare=False)
    second: Ints = field(default_factory=lambda: np.empty(0, np.int64), repr=False, compare=False)
    folded: tuple[str, ...] = field(default=(), repr=False, compare=False)
    reasons: Callable[[int], tuple[str, ...]] | None = field(default=None, repr=False, compare=False)
    laid: int = field(default=0, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.case == "many":
            object.__setattr__(self, "confidence", np.ones(len(self.labels_), np.float32))
            object.__setattr__(self, "second", np.full(len(self.labels_), -1, np.int64))

    def key_of(self, position: int) -> str | None:
        """Return the key of the theme of one text, None if the text is ungrouped."""
        label = int(self.labels_[position])
        return None if label < 0 else self.themes[label].key

    def place(self, text: str) -> str | None:
        """Return the key of the theme that one more text belongs to, None if no theme is near enough.

        In case "one" the result is None: a text is placed by comparing it with all others, so `find_themes` must run.
        """
        if self.model is None:
            return None
        label = self.model.nearest(self.model.space.vectors([fold_script(without_boilerplate(text))])[0])
        return None if label < 0 else self.themes[label].key

    def why(self, position: int, limit: int = 5) -> tuple[str, ...]:
        """Return at most `limit` words that put a text into its theme, the strongest first; () for an ungrouped text.

        The strongest word brings the text nearest to the other members, that is to their mean without the text and its
        duplicates. Each word is spelt as in the text.
        """
        if self.reasons is not None:
            return self.reasons(position)[: max(limit, 0)]
        label = int(self.labels_[position])
        if self.model is None or label < 0:
            return ()
        members = list(self.themes[label].members)
        own = int((self.copies_[members] == self.copies_[position]).sum())
        vector = self.model.space.vectors([self.model.folded[position]])[0]
        others = len(members) * self.model.means[label] - own * vector
        # A theme in which all texts are duplicates of each other has no other members to compare with.
        target = others if own < len(members) else vector
        return words_towards(self.model.space, without_boilerplate(self.model.texts[position]), target, limit)


def means_of(vectors: Floats, groups: Sequence[Ints]) -> Floats:
    """Return the means of the k groups of rows, (k, d)."""
    if not groups:
        return np.empty((0, vectors.shape[1]), np.float32)
    means: Floats = np.stack([vectors[rows].mean(axis=0) for rows in groups]).astype(np.float32)
    return means


def nearest_mean(means: Floats, vector: Floats, cut: float) -> int:
    """Return the number of the mean nearest to a unit vector, -1 where its distance is above `cut`.

    The product of the vector with a mean is its mean cosine with the members, which is also the criterion of average
    linkage.
    """
    if not len(means):
        return -1
    cosine = means @ vector
    near = int(cosine.argmax())
    return near if cosine[near] >= 1 - cut else -1
