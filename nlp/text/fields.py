"""The field of public life a text belongs to: what two proposals share although they share no word."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from nlp.text.lexicon import field_words
from nlp.text.script import fold_script
from nlp.text.segmenter import Segmenter
from nlp.text.tfidf import unit_rows

Floats = NDArray[np.float32]


@lru_cache(maxsize=1)
def _fields_of_words() -> tuple[int, dict[str, tuple[int, ...]]]:
    found: dict[str, list[int]] = defaultdict(list)
    fields = field_words()
    for number, words in enumerate(fields):
        for word in words:
            found[fold_script(word)].append(number)
    return len(fields), {word: tuple(numbers) for word, numbers in found.items()}


class FieldVectors(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """Count the words of each field of the shipped lexicon; a single character counts half, a shared word in parts."""

    def __init__(self, segmenter: Segmenter) -> None:
        self.segmenter = segmenter

    def fit(self, folded: Sequence[str], y: None = None) -> Self:
        """Nothing is learned from texts."""
        return self

    def transform(self, folded: Sequence[str]) -> Floats:
        """Return (n, fields) of ln(1 + count), unit rows; a text of no field stays zero."""
        counts = np.zeros((len(folded), self.size), np.float32)
        for row, text in enumerate(folded):
            for field, _, share in self._found(text):
                counts[row, field] += share
        return unit_rows(np.log1p(counts))

    @property
    def size(self) -> int:
        """Return the number of fields."""
        return _fields_of_words()[0]

    def pull(self, folded: str, target: Floats) -> dict[str, float]:
        """Return how far each word takes the vector of one text in the direction of `target` (fields,)."""
        vector = self.transform([folded])[0] * target
        found = list(self._found(folded))
        totals: dict[int, float] = defaultdict(float)
        for field, _, share in found:
            totals[field] += share
        pulled: dict[str, float] = defaultdict(float)
        for field, word, share in found:
            pulled[word] += float(vector[field]) * share / totals[field]
        return pulled

    def _found(self, folded: str) -> Iterator[tuple[int, str, float]]:
        """Give (field, word, how much it counts) of each word of one text that belongs to a field."""
        known = _fields_of_words()[1]
        for word in {*self.segmenter.every_word(folded), *folded}:
            fields = known.get(word, ())
            for field in fields:
                yield field, word, (0.5 if len(word) == 1 else 1.0) / len(fields)
