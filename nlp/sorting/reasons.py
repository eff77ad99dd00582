"""The words of a text that put it under a name."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.aspects.model import AspectModel
from nlp.aspects.tokens import tokens_of
from nlp.text.phrases import as_written

Ints = NDArray[np.int64]

MOST = 6
"""Most words of one text."""
SHARED = 3.0
"""What a word that stands in the name itself counts, in the units of a log likelihood ratio."""


def reasons_for(
    texts: Sequence[str], words: Sequence[Sequence[str]], labels: Sequence[str], theme: Ints, model: AspectModel
) -> tuple[tuple[str, ...], ...]:
    """Return the words that speak for the theme of each of n texts, the strongest first, spelt as in the text.

    A word speaks for a theme if it stands in the theme's name, or if it points to the aspects of the name.

    words: of each text; labels: name of each theme; theme: (n,) index of each text's theme, -1 = ungrouped.
    """
    if not labels:
        return tuple(() for _ in texts)
    aspects = model.by_words(labels)
    named = [set(tokens_of(label)) for label in labels]
    vocabulary = sorted({word for row in words for word in row if len(word) > 1})
    pointing = dict(zip(vocabulary, model.evidence(vocabulary) @ aspects.T, strict=True)) if vocabulary else {}
    out = []
    for text, row, number in zip(texts, words, theme.tolist(), strict=True):
        scores = {
            word: float(pointing[word][number]) + SHARED * bool(named[number] & set(tokens_of(word)))
            for word in dict.fromkeys(row)
            if number >= 0 and word in pointing
        }
        best = sorted((word for word in scores if scores[word] > 0), key=lambda word: (-scores[word], word))
        out.append(tuple(dict.fromkeys(as_written(word, text) for word in best[:MOST])))
    return tuple(out)
