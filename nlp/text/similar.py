"""Look-alikes: which texts say nearly the same, while somebody types and over a whole meeting."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.text.copies import near_pairs, word_grams
from nlp.text.script import fold_script
from nlp.text.segmenter import Segmenter
from nlp.text.tfidf import TokenTfidf

NEAR = 0.8

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class _Grams:
    """Texts to words and pairs of neighbouring words."""

    def __init__(self, user_words: Iterable[str] | None, synonyms: Mapping[str, str] | None) -> None:
        self._segmenter = Segmenter(user_words=user_words).fit()
        self._same = {fold_script(word): fold_script(other) for word, other in (synonyms or {}).items()}

    def __call__(self, text: str) -> list[str]:
        folded = fold_script(text)
        words = [self._same.get(word, word) for word in self._segmenter.words(folded)]
        return word_grams(words) if words else [char for char in folded if not char.isspace()]


def find_similar(
    texts: Sequence[str],
    *,
    threshold: float | None = None,
    user_words: Iterable[str] | None = None,
    synonyms: Mapping[str, str] | None = None,
) -> list[tuple[int, int, float]]:
    """Return (i, j, cosine) of all near-duplicate pairs of n texts, i < j, the most alike first.

    threshold: the least cosine, default 0.8; synonyms: words to be read as another word. A text with no word, sign or
    symbol in it resembles nothing.
    """
    least = NEAR if threshold is None else threshold
    if not 0 < least <= 1:
        raise ValueError(f"threshold must lie in (0, 1], not {least}")
    if len(texts) < 2:
        return []
    grams = _Grams(user_words, synonyms)
    rows = [grams(text) for text in texts]
    if not any(rows):
        return []
    first, second, cosine = near_pairs(TokenTfidf(min_df=1, max_df=1.0).fit(rows).transform(rows), least)
    found = [(int(i), int(j), float(score)) for i, j, score in zip(first, second, cosine, strict=True)]
    return sorted(found, key=lambda pair: (-pair[2], pair[0], pair[1]))


class SimilarIndex:
    """Texts of one meeting, searched while somebody types.

    The grams of all texts lie in one array, so that adding costs one row and a search one pass (some 300,000 numbers
    for 10,000 proposals). A removed row is left out at once and swept away when half of the rows are such.
    """

    def __init__(self, *, user_words: Iterable[str] | None = None, synonyms: Mapping[str, str] | None = None) -> None:
        self._grams = _Grams(user_words, synonyms)
        self._columns: dict[str, int] = {}
        self._rows = _Rows()
        self._slots: dict[Hashable, int] = {}
        self._keys: list[Hashable] = []

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._slots

    def add(self, key: Hashable, text: str) -> None:
        """Add a text, or replace the one that had this key."""
        self.remove(key)
        columns = self._columns
        row = Counter(columns.setdefault(gram, len(columns)) for gram in self._grams(text))
        self._slots[key] = len(self._keys)
        self._keys.append(key)
        self._rows.append(row)

    def remove(self, key: Hashable) -> None:
        """Take a text out; an unknown key is no error."""
        slot = self._slots.pop(key, None)
        if slot is None:
            return
        self._rows.drop(slot)
        if len(self._keys) > 64 and len(self._slots) * 2 < len(self._keys):
            kept = sorted(self._slots.values())
            self._rows.keep(kept)
            self._keys = [self._keys[slot] for slot in kept]
            self._slots = {key: slot for slot, key in enumerate(self._keys)}

    def search(self, text: str, limit: int = 5) -> list[tuple[Hashable, float]]:
        """Return at most `limit` (key, cosine 0..1), cosine > 0, the most alike first, the earlier added on a tie."""
        row = Counter(self._grams(text))
        known = {self._columns[gram]: count for gram, count in row.items() if gram in self._columns}
        scores = self._rows.scores(known, [count for gram, count in row.items() if gram not in self._columns])
        best = np.argsort(-scores, kind="stable")[: max(limit, 0)]
        return [(self._keys[slot], float(scores[slot])) for slot in best if scores[slot] > 0]


class _Rows:
    """Counted columns of many rows, end to end, with the TF-IDF weights they have at the moment."""

    def __init__(self) -> None:
        self._columns: list[Ints] = [np.empty(0, np.int64)]
        self._counts: list[Floats] = [np.empty(0, np.float32)]
        self._lengths: list[int] = []
        self._dropped: set[int] = set()
        self._weights: Floats | None = None
        self._idf: Floats = np.empty(0, np.float32)

    def append(self, row: Mapping[int, int]) -> None:
        """Add one row as the last slot."""
        self._columns.append(np.fromiter(row.keys(), np.int64, len(row)))
        self._counts.append(np.fromiter(row.values(), np.float32, len(row)))
        self._lengths.append(len(row))
        self._weights = None

    def drop(self, slot: int) -> None:
        """Leave a slot out of every score from now on."""
        self._dropped.add(slot)
        self._weights = None

    def keep(self, slots: Sequence[int]) -> None:
        """Hold these slots alone, renumbered from 0."""
        chosen = np.zeros(len(self._lengths), dtype=bool)
        chosen[list(slots)] = True
        inside = np.repeat(chosen, self._lengths)
        self._columns = [np.concatenate(self._columns)[inside]]
        self._counts = [np.concatenate(self._counts)[inside]]
        self._lengths = [self._lengths[slot] for slot in slots]
        self._dropped = set()
        self._weights = None

    def scores(self, known: Mapping[int, int], unknown: Sequence[int]) -> Floats:
        """Return the cosine of each slot with a query of known columns and of counts of grams that no row has."""
        if self._weights is None:
            self._weigh()
        weights = self._weights
        if weights is None or not known:
            return np.zeros(len(self._lengths), np.float32)
        at = np.fromiter(known.keys(), np.int64, len(known))
        query = np.zeros(len(self._idf), np.float32)
        query[at] = (1 + np.log(np.fromiter(known.values(), np.float32, len(known)))) * self._idf[at]
        strange = (1 + np.log(np.array(unknown, dtype=np.float32))) * self._idf_of(np.zeros(1))
        length = np.sqrt((query[at] ** 2).sum() + (strange**2).sum())
        products = np.append(query[self._columns[0]] * weights, np.float32(0))
        lengths = np.array(self._lengths, dtype=np.int64)
        sums: Floats = np.add.reduceat(products, np.cumsum(lengths) - lengths) / length
        sums[lengths == 0] = 0
        sums[list(self._dropped)] = 0
        scores: Floats = np.clip(sums, 0, 1).astype(np.float32)
        return scores

    def _weigh(self) -> None:
        columns, counts = np.concatenate(self._columns), np.concatenate(self._counts)
        self._columns, self._counts = [columns], [counts]
        if not len(columns):
            return
        rows = np.repeat(np.arange(len(self._lengths)), self._lengths)
        held = np.ones(len(self._lengths), np.float64)
        held[list(self._dropped)] = 0
        self._idf = self._idf_of(np.bincount(columns, weights=held[rows]).astype(np.float64))
        raw = (1 + np.log(counts)) * self._idf[columns]
        norms = np.sqrt(np.bincount(rows, weights=raw**2, minlength=len(self._lengths)))
        self._weights = (raw / norms[rows]).astype(np.float32)

    def _idf_of(self, df: NDArray[np.float64]) -> Floats:
        n = len(self._lengths) - len(self._dropped)
        idf: Floats = (1 + np.log((1 + n) / (1 + df))).astype(np.float32)
        return idf
