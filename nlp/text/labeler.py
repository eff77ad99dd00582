"""Themes to words: a short readable phrase, keywords, the member that speaks for the others."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import count
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from nlp.text.lexicon import stop_characters, stop_words
from nlp.text.script import write_traditional
from nlp.text.segmenter import is_district_code

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Naming:
    """What a theme is called."""

    label: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A theme to be named: its members' words in order, the text that speaks for them, the script most of them have."""

    words: Sequence[Sequence[str]]
    speech: str
    traditional: bool


class Labeler(BaseEstimator):  # type: ignore[misc]
    """Name groups of texts by one member's sentence, cut down to the words that the group shares.

    Such a telegram keeps the order in which people speak, where the heaviest words by themselves would not. A word
    weighs its share of the group's texts times ln(1 + n / df), as in c-TF-IDF (Grootendorst 2022), times the root of
    its length. longest: characters of a label; shared: the least share of the group's texts; floor: the least weight,
    as a part of the heaviest; n_keywords: how many keywords.
    """

    def __init__(self, longest: int = 11, shared: float = 0.3, floor: float = 0.4, n_keywords: int = 6) -> None:
        self.longest = longest
        self.shared = shared
        self.floor = floor
        self.n_keywords = n_keywords

    def fit(self, words: Sequence[Sequence[str]], y: None = None) -> Self:
        """Learn from the words, in order, of all n texts how common each word is."""
        self.df_ = Counter(word for row in words for word in set(row))
        self.n_ = len(words)
        # What most texts speak of is the meeting's own topic and names no theme in it.
        self.topic_ = {word for word, times in self.df_.items() if self.n_ >= 50 and times > 0.4 * self.n_}
        return self

    def name_all(self, groups: Sequence[Group]) -> list[Naming]:
        """Return the namings of all groups, no two with one label, each in the script of most of its texts."""
        used: set[str] = set()
        out = []
        for group in groups:
            name = self.name(group.words)
            write = write_traditional if group.traditional else str
            label = write(name.label or group.speech.strip()[: self.longest] or "…")
            keywords = tuple(map(write, name.keywords))
            label = next(one for one in _variants(label, keywords) if one not in used)
            used.add(label)
            out.append(Naming(label, keywords))
        return out

    def name(self, words: Sequence[Sequence[str]]) -> Naming:
        """Return the naming of one group from its members' words in order."""
        weights = self._weights(words, self.topic_) or self._weights(words, frozenset())
        best: tuple[str, ...] = ()
        for floor in (self.floor, 0.0):
            least_weight = floor * max(weights.values(), default=0.0)
            heavy = {word: weight for word, weight in weights.items() if weight >= least_weight}
            telegrams = {self._telegram(row, heavy) for row in words}
            best = max(telegrams, key=lambda telegram: (sum(map(weights.__getitem__, telegram)), telegram))
            # One short word names no theme: then the lighter words have their say.
            if len("".join(best)) >= SHORTEST:
                break
        return Naming("".join(best), tuple(self._keywords(words)))

    def _weights(self, words: Sequence[Sequence[str]], without: Set[str]) -> dict[str, float]:
        inside = Counter(word for row in words for word in set(row))
        least = max(min(2, len(words)), self.shared * len(words))
        return {
            word: times / len(words) * float(np.log(1 + self.n_ / self.df_[word])) * min(len(word), 4) ** 0.5
            for word, times in inside.items()
            if times >= least and word not in without and _says_something(word)
        }

    def _telegram(self, row: Sequence[str], weights: Mapping[str, float]) -> tuple[str, ...]:
        """Return one member's sentence without the words that the group does not share, short enough to be read."""
        kept = [word for word in dict.fromkeys(row) if word in weights]
        while sum(map(len, kept)) > self.longest and len(kept) > 1:
            kept.remove(min(kept, key=lambda word: (weights[word], word)))
        return tuple(kept)

    def _keywords(self, words: Sequence[Sequence[str]]) -> list[str]:
        inside = Counter(word for row in words for word in set(row))
        scores = {
            word: times / len(words) * np.log(1 + self.n_ / self.df_[word])
            for word, times in inside.items()
            if len(word) > 1 and word not in self.topic_ and _says_something(word) and (times > 1 or len(words) < 3)
        }
        return sorted(scores, key=lambda word: (-scores[word], word))[: self.n_keywords]


def _says_something(word: str) -> bool:
    if word in stop_words() or (len(word) == 1 and word in stop_characters()):
        return False
    return not is_district_code(word) and not word.isdigit()


def _variants(label: str, keywords: Sequence[str]) -> Iterator[str]:
    """Give the label, then the label with a keyword more, then with a number."""
    yield label
    yield from (f"{label}·{word}" for word in keywords if word not in label)
    yield from (f"{label} {number}" for number in count(2))
