"""The words of a text that put it under a name."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.aspects.model import AspectModel
from nlp.aspects.tokens import tokens_of
from nlp.text.phrases import as_written

Ints = NDArray[np.int64]

MOST = 6
"""Most words that are given as the reason for one text's theme."""
SHARED = 3.0
"""What a word that stands in the name itself counts, in the units of a log likelihood ratio."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Finds the words that speak for the theme of a text.

    texts, words: (n,) the texts, and the words of each; labels: name of each theme; theme: (n,) index of each text's
    theme, -1 = ungrouped.
    """

    texts: Sequence[str]
    words: Sequence[Sequence[str]]
    labels: Sequence[str]
    theme: Ints
    model: AspectModel

    def of(self, position: int) -> tuple[str, ...]:
        """Return the words that speak for a text's theme, the strongest first, spelt as in the text.

        A word speaks for a theme if it stands in the theme's name, or if it points to the aspects of the name.
        """
        words = [word for word in dict.fromkeys(self.words[position]) if len(word) > 1]
        number = int(self.theme[position])
        if number < 0 or not words:
            return ()
        label = self.labels[number]
        pointing = self.model.evidence(words) @ self.model.by_words([label])[0]
        named = set(tokens_of(label))
        scores = {
            word: float(value) + SHARED * bool(named & set(tokens_of(word)))
            for word, value in zip(words, pointing, strict=True)
        }
        best = sorted((word for word in scores if scores[word] > 0), key=lambda word: (-scores[word], word))
        return tuple(dict.fromkeys(as_written(word, self.texts[position]) for word in best[:MOST]))
