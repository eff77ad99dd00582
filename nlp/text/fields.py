"""Fields of public life of a text, which relate two proposals that have no word in common."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from nlp.text.lexicon import field_words
from nlp.text.script import fold_script, one_vocabulary
from nlp.text.segmenter import singular
from nlp.text.tfidf import unit_rows

Floats = NDArray[np.float32]


@lru_cache(maxsize=1)
def _fields_of_words() -> tuple[int, dict[str, tuple[int, ...]]]:
    rows: dict[str, list[int]] = defaultdict(list)
    fields = field_words()
    for number, words in enumerate(fields):
        for word in words:
            rows[singular(one_vocabulary(fold_script(word)))].append(number)
    return len(fields), {word: tuple(numbers) for word, numbers in rows.items()}


class FieldVectors(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """Counts the words of a text in each field of public life, as the shipped lexicon lists them (fields.txt).

    A single character counts half; a word of several fields is divided evenly among them. The class has no parameters
    and learns no attributes.
    """

    def fit(self, tokens: Sequence[Sequence[str]], y: None = None) -> Self:
        """Return the object unchanged; nothing is learned from texts."""
        return self

    def transform(self, tokens: Sequence[Sequence[str]]) -> Floats:
        """Return ln(1 + count) for n lists of tokens as (n, fields) unit rows; a text of no field stays zero."""
        counts = np.zeros((len(tokens), self.size), np.float32)
        for row, mine in enumerate(tokens):
            for field, _, share in _found(mine):
                counts[row, field] += share
        return unit_rows(np.log1p(counts))

    @property
    def size(self) -> int:
        """Number of fields."""
        return _fields_of_words()[0]

    def pull(self, tokens: Sequence[str], target: Floats) -> dict[str, float]:
        """Return {token: what it contributes to the product of one text's vector with `target` (fields,)}."""
        vector = self.transform([tokens])[0] * target
        totals: dict[int, float] = defaultdict(float)
        for field, _, share in _found(tokens):
            totals[field] += share
        pulled: dict[str, float] = defaultdict(float)
        for field, word, share in _found(tokens):
            pulled[word] += float(vector[field]) * share / totals[field]
        return pulled


def _found(tokens: Sequence[str]) -> Iterator[tuple[int, str, float]]:
    """Yield (field number, token, how much the token counts) for each distinct token of a text that is in a field."""
    known = _fields_of_words()[1]
    for word in dict.fromkeys(tokens):
        fields = known.get(word, ())
        for field in fields:
            yield field, word, (0.5 if len(word) == 1 else 1.0) / len(fields)
