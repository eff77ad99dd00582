"""Themes to words: a short readable phrase, keywords, the member that speaks for the others."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from nlp.text.lexicon import stop_words

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Naming:
    """What a theme is called."""

    label: str
    keywords: tuple[str, ...]


class Labeler(BaseEstimator):  # type: ignore[misc]
    """Name groups of texts by the phrase they share and the words that set them apart (c-TF-IDF, Grootendorst 2022).

    longest: characters a label may have; shared: the share of a group's texts that a phrase must stand in.
    """

    def __init__(self, longest: int = 14, shared: float = 0.3, n_keywords: int = 6) -> None:
        self.longest = longest
        self.shared = shared
        self.n_keywords = n_keywords

    def fit(self, words: Sequence[Sequence[str]], y: None = None) -> Self:
        """Learn from the words, in order, of all n texts how common each word is."""
        self.df_ = Counter(word for row in words for word in set(row))
        self.n_ = len(words)
        return self

    def name_all(self, groups: Sequence[Sequence[Sequence[str]]], speeches: Sequence[str]) -> list[Naming]:
        """Return the namings of all groups, no two with one label; one without words gets its `speech` as a name."""
        names = [self.name(words) for words in groups]
        used: set[str] = set()
        out = []
        for name, speech in zip(names, speeches, strict=True):
            named = name if name.label else Naming(speech.strip()[: self.longest] or "…", name.keywords)
            label = next(label for label in _variants(named) if label not in used)
            used.add(label)
            out.append(Naming(label, name.keywords))
        return out

    def name(self, words: Sequence[Sequence[str]]) -> Naming:
        """Return the naming of one group from its members' words in order."""
        keywords = self._keywords(words)
        phrase = self._phrase(words)
        parts = [phrase] if phrase else []
        for word in keywords[:4]:
            if sum(map(len, parts)) + len(word) > self.longest or len(parts) >= 3:
                continue
            if not any(word in part or part in word for part in parts):
                parts.append(word)
        return Naming("·".join(parts), tuple(keywords))

    def _keywords(self, words: Sequence[Sequence[str]]) -> list[str]:
        inside = Counter(word for row in words for word in set(row))
        scores = {
            word: times / len(words) * np.log(1 + self.n_ / self.df_[word])
            for word, times in inside.items()
            if len(word) > 1 and word not in stop_words() and (times > 1 or len(words) < 3)
        }
        return sorted(scores, key=lambda word: (-scores[word], word))[: self.n_keywords]

    def _phrase(self, words: Sequence[Sequence[str]]) -> str:
        grams: Counter[tuple[str, ...]] = Counter()
        for row in words:
            grams.update({tuple(row[at : at + size]) for size in (2, 3, 4, 5) for at in range(len(row) - size + 1)})
        least = max(2, self.shared * len(words))
        good = {
            gram: times
            for gram, times in grams.items()
            if times >= least
            and 3 < len("".join(gram)) <= self.longest
            and gram[0] not in stop_words()
            and gram[-1] not in stop_words()
        }
        best = max(good, key=lambda gram: (good[gram] * len("".join(gram)) ** 0.5, gram), default=())
        return "".join(best)


def _variants(name: Naming) -> Iterator[str]:
    """Give the label, then the label with a keyword more, then with a number."""
    yield name.label
    yield from (f"{name.label}·{word}" for word in name.keywords)
    yield from (f"{name.label} {number}" for number in count(2))
