"""Duplicates: texts that say nearly the same, found while somebody types and over a whole meeting."""

from bisect import insort
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from nlp.text.boilerplate import without_boilerplate
from nlp.text.copies import near_pairs
from nlp.text.meaning.differences import Meaning
from nlp.text.script import fold_script
from nlp.text.segmenter import Segmenter
from nlp.text.synonyms import Synonyms
from nlp.text.tfidf import TokenTfidf

NEAR = 0.7
APART = 0.29
"""Largest score of two texts that say different things in nearly the same words: too low to be worth a look."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class _Grams:
    """Turns a text into the grams that are compared: the tokens of themes, and all pairs of adjacent characters.

    Tokens are the same in another order of clauses; pairs of characters distinguish "同意" from "不同意".
    """

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter

    def __call__(self, text: str) -> list[str]:
        folded = fold_script(without_boilerplate(text))
        compact = "".join(self._segmenter.reworded(folded).split())
        pairs = [a + b for a, b in zip(compact, compact[1:], strict=False) if a.isalnum() and b.isalnum()]
        return [*self._segmenter.tokens(folded), *(f"{pair} " for pair in pairs)]


def find_similar(
    texts: Sequence[str],
    *,
    threshold: float | None = None,
    user_words: Iterable[str] | None = None,
    synonyms: Synonyms | None = None,
) -> list[tuple[int, int, float]]:
    """Return (i, j, cosine) of all pairs of duplicates among n texts, i < j, the highest cosine first.

    threshold: least cosine, default 0.7; user_words: local words that must stay whole; synonyms: {word: word it is read
    as}, or groups of words that mean the same. Texts that say different things in nearly the same words (another
    number, place or side, a negation, an opposite) are no pair. A text with no word, sign or symbol in it has no
    duplicates. Raises ValueError for a threshold outside (0, 1].
    """
    least = NEAR if threshold is None else threshold
    if not 0 < least <= 1:
        raise ValueError(f"threshold must lie in (0, 1], not {least}")
    if len(texts) < 2:
        return []
    segmenter = Segmenter(user_words=user_words, synonyms=synonyms).fit()
    grams, meaning = _Grams(segmenter), Meaning(segmenter)
    rows = [grams(text) for text in texts]
    if not any(rows):
        return []
    first, second, cosine = near_pairs(TokenTfidf(min_df=1, max_df=1.0).fit(rows).transform(rows), least)
    near = zip(first.tolist(), second.tolist(), cosine.tolist(), strict=True)
    pairs = [(i, j, score) for i, j, score in near if not meaning.differ(texts[i], texts[j])]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))


class SimilarIndex:
    """Index of the texts of one meeting, searched while somebody types.

    The grams of all texts are in one array, so that adding a text costs one row and a search costs one pass (some
    300,000 numbers for 10,000 proposals). A removed row is left out at once, and deleted when more than half of the
    rows are removed ones.
    """

    def __init__(self, *, user_words: Iterable[str] | None = None, synonyms: Synonyms | None = None) -> None:
        segmenter = Segmenter(user_words=user_words, synonyms=synonyms).fit()
        self._grams, self._meaning = _Grams(segmenter), Meaning(segmenter)
        self._texts: dict[Hashable, str] = {}
        self._columns: dict[str, int] = {}
        self._rows = _Rows()
        self._slots: dict[Hashable, int] = {}
        self._keys: list[Hashable] = []

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._slots

    def add(self, key: Hashable, text: str) -> None:
        """Add a text, or replace the text that has this key."""
        self.remove(key)
        columns = self._columns
        row = Counter(columns.setdefault(gram, len(columns)) for gram in self._grams(text))
        self._texts[key] = text
        self._slots[key] = len(self._keys)
        self._keys.append(key)
        self._rows.append(row)

    def remove(self, key: Hashable) -> None:
        """Remove a text; an unknown key is no error."""
        slot = self._slots.pop(key, None)
        if slot is None:
            return
        del self._texts[key]
        self._rows.drop(slot)
        if len(self._keys) > 64 and len(self._slots) * 2 < len(self._keys):
            slots = sorted(self._slots.values())
            self._rows.keep(slots)
            self._keys = [self._keys[slot] for slot in slots]
            self._slots = {key: slot for slot, key in enumerate(self._keys)}

    def search(self, text: str, limit: int = 5, *, by_words: bool = False) -> list[tuple[Hashable, float]]:
        """Return at most `limit` pairs (key, score), 0 < score <= 1, the highest score first.

        Ties go to the text that was added earlier. The score is the cosine, but at most `APART` for a text that says
        something different in nearly the same words (another number, place or side, a negation, an opposite). by_words:
        return the cosine whatever a text says.
        """
        row = Counter(self._grams(text))
        known = {self._columns[gram]: count for gram, count in row.items() if gram in self._columns}
        scores = self._rows.scores(known, [count for gram, count in row.items() if gram not in self._columns])
        best = np.argsort(-scores, kind="stable")
        ranked = ((int(slot), float(scores[slot])) for slot in best if scores[slot] > 0)
        hits = islice(ranked, max(limit, 0)) if by_words else self._by_what_they_say(text, ranked, limit)
        return [(self._keys[slot], score) for slot, score in hits]

    def _by_what_they_say(self, text: str, ranked: Iterable[tuple[int, float]], limit: int) -> list[tuple[int, float]]:
        """Return the first `limit` pairs (slot, score), highest first; another meaning scores at most `APART`.

        Reading stops as soon as the result is certain, because a score is never above its cosine.
        """
        hits: list[tuple[float, int, int]] = []
        for rank, (slot, cosine) in enumerate(ranked):
            if limit < 1 or (len(hits) == limit and hits[-1][0] <= -cosine):
                break
            is_put_down = cosine > APART and self._meaning.differ(text, self._texts[self._keys[slot]])
            insort(hits, (-APART if is_put_down else -cosine, rank, slot))
            del hits[limit:]
        return [(slot, -score) for score, _, slot in hits]


class _Rows:
    """The weighted gram counts of many texts, a row for each text, stored end to end; a slot is a row's number."""

    def __init__(self) -> None:
        self._columns = np.empty(0, np.int32)
        self._weights = np.empty(0, np.float32)
        self._starts = np.empty(0, np.int64)
        self._df = np.zeros(0, np.int64)
        self._sizes: list[int] = []
        self._waiting: list[Mapping[int, int]] = []
        self._dropped: set[int] = set()
        self._idf: Floats | None = None
        self._lengths = np.empty(0, np.float32)

    def append(self, row: Mapping[int, int]) -> None:
        """Add the row {column of a gram: count} of one text as the last slot."""
        self._waiting.append(row)
        self._idf = None

    def drop(self, slot: int) -> None:
        """Set the score of a removed text's slot to 0 from now on."""
        self._settle()
        self._dropped.add(slot)
        start = int(self._starts[slot])
        self._df[self._columns[start : start + self._sizes[slot]]] -= 1
        self._idf = None

    def keep(self, slots: Sequence[int]) -> None:
        """Delete the rows of all other slots, and number these slots from 0."""
        self._settle()
        chosen = np.zeros(len(self._sizes), dtype=bool)
        chosen[list(slots)] = True
        inside = np.repeat(chosen, self._sizes)
        self._columns, self._weights = self._columns[inside], self._weights[inside]
        self._sizes = [self._sizes[slot] for slot in slots]
        self._starts = np.cumsum([0, *self._sizes])[:-1]
        self._dropped = set()
        self._idf = None

    def scores(self, known: Mapping[int, int], unknown: Sequence[int]) -> Floats:
        """Return the cosine of each slot with a query, (slots,).

        known: {column: count} of the query; unknown: counts of its grams that have no column.
        """
        idf = self._weigh() if self._idf is None else self._idf
        if not known or not len(self._columns):
            return np.zeros(len(self._sizes), np.float32)
        at = np.fromiter(known.keys(), np.int64, len(known))
        weights = _damped(np.fromiter(known.values(), np.float32, len(known))) * idf[at]
        strange = _damped(np.array(unknown, dtype=np.float32)) * self._idf_by_df()[0]
        query = np.zeros(len(idf), np.float32)
        query[at] = weights * idf[at]
        sums = _sum_rows(query[self._columns] * self._weights, self._starts)
        length = float(np.sqrt((weights**2).sum() + (strange**2).sum()))
        scores: Floats = np.clip(sums / np.maximum(self._lengths * length, 1e-9), 0, 1).astype(np.float32)
        scores[np.array(self._sizes) == 0] = 0
        scores[list(self._dropped)] = 0
        return scores

    def _settle(self) -> None:
        """Append the waiting rows to the arrays, and count their columns in the document frequencies."""
        if not self._waiting:
            return
        rows, self._waiting = self._waiting, []
        columns = np.array([column for row in rows for column in row], dtype=np.int32)
        counts = np.array([count for row in rows for count in row.values()], dtype=np.float32)
        self._columns = np.concatenate([self._columns, columns])
        self._weights = np.concatenate([self._weights, _damped(counts)])
        self._sizes.extend(map(len, rows))
        self._starts = np.cumsum([0, *self._sizes])[:-1]
        width = int(columns.max(initial=len(self._df) - 1)) + 1
        self._df = np.concatenate([self._df, np.zeros(width - len(self._df), np.int64)])
        self._df += np.bincount(columns, minlength=width)

    def _weigh(self) -> Floats:
        self._settle()
        idf = self._idf_by_df()[self._df]
        self._lengths = np.sqrt(_sum_rows((self._weights * idf[self._columns]) ** 2, self._starts))
        self._idf = idf
        return idf

    def _idf_by_df(self) -> Floats:
        n = len(self._sizes) - len(self._dropped)
        idf: Floats = (1 + np.log((1 + n) / (1 + np.arange(n + 1)))).astype(np.float32)
        return idf


def _damped(counts: Floats) -> Floats:
    damped: Floats = (1 + np.log(counts)).astype(np.float32)
    return damped


def _sum_rows(values: Floats, starts: Ints) -> Floats:
    """Return the sum of each row's values; the rows start at `starts`. An empty row gets a value of another row."""
    # One more zero, so that empty rows at the end have a place to start at.
    sums: Floats = np.add.reduceat(np.append(values, np.float32(0)), starts)
    return sums
