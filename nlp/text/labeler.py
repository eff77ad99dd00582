"""Themes to words: a short readable phrase, keywords, the member that speaks for the others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import count
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from nlp.text.lexicon import stop_characters, stop_words
from nlp.text.names import completed, cut_names
from nlp.text.phrases import best_phrase, joined, shortened, spellings, written_apart
from nlp.text.progress import SILENT, Progress
from nlp.text.script import fold_script, write_traditional
from nlp.text.segmenter import is_district_code, is_han

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


SHORTEST = 4
# Characters more than usual for a name to be whole.
_ROOM = 3
# Letters that take the room of one Chinese character, and say as much.
LETTERS = 2.5


@dataclass(frozen=True, slots=True)
class Naming:
    """What a theme is called."""

    label: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A theme to be named: its members' texts, their words in order, the text that speaks for them, their script."""

    texts: Sequence[str]
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

    def name_all(
        self, groups: Sequence[Group], progress: Progress = SILENT, *, taken: Iterable[str] = ()
    ) -> list[Naming]:
        """Return the namings of all groups, no two alike but for script, width and case, each in its texts' script.

        taken: labels that other groups have already.
        """
        used = set(map(fold_script, taken))
        out = []
        for group in progress.over(groups, 16):
            name = self.name(group)
            write = write_traditional if group.traditional else str
            label = write(name.label or shortened(group.speech, self.longest) or "…")
            keywords = tuple(map(write, name.keywords))
            label = next(one for one in _variants(label, keywords) if fold_script(one) not in used)
            used.add(fold_script(label))
            out.append(Naming(label, keywords))
        return out

    def name(self, group: Group) -> Naming:
        """Return the naming of one group, an empty label if its texts share no word."""
        is_apart = written_apart(group.words)
        spelt = spellings(group.texts)
        label = ""
        for weights in self._ever_more(group.words, is_apart):
            label = self._phrase(group, weights) if is_apart else self._best_telegram(group.words, weights, spelt)
            # One word names no theme: then the lighter words have their say.
            if " " in label if is_apart else len(label) >= SHORTEST:
                break
        cut = cut_names(group.words, self.df_, _says_something)
        keywords = (spelt.get(word, cut.get(word, word)) for word in self._keywords(group.words))
        return Naming(completed(label, cut, self.longest + _ROOM), tuple(dict.fromkeys(keywords)))

    def _ever_more(self, words: Sequence[Sequence[str]], is_apart: bool) -> Iterator[dict[str, float]]:
        """Give the weights of the heavy words, of all that the group shares, of those that any two of its texts share.

        The last would only make a bag of words of a telegram; in a phrase they stand beside what is shared.
        """
        shared = self._weights(words, self.shared, self.topic_) or self._weights(words, self.shared, frozenset())
        floor = self.floor * max(shared.values(), default=0.0)
        yield {word: weight for word, weight in shared.items() if weight >= floor}
        yield shared
        if is_apart:
            yield self._weights(words, 0.0, self.topic_) or shared

    def _phrase(self, group: Group, weights: Mapping[str, float]) -> str:
        return best_phrase(group.texts, weights, stop_words(), int(LETTERS * self.longest))

    def _best_telegram(
        self, words: Sequence[Sequence[str]], weights: Mapping[str, float], spelt: Mapping[str, str]
    ) -> str:
        telegrams = {self._telegram(row, weights) for row in words}
        best = max(telegrams, key=lambda telegram: (sum(map(weights.__getitem__, telegram)), telegram))
        return joined([spelt.get(word, word) for word in best])

    def _weights(self, words: Sequence[Sequence[str]], share: float, without: Set[str]) -> dict[str, float]:
        inside = Counter(word for row in words for word in set(row))
        least = max(min(2, len(words)), share * len(words))
        return {
            word: times / len(words) * self._rarity(word) * min(len(word), 4) ** 0.5
            for word, times in inside.items()
            if times >= least and word not in without and _says_something(word)
        }

    def _rarity(self, word: str) -> float:
        """Return ln(1 + n / df); a word put together from others counts as its rarest part."""
        parts = self.df_.get(word) or min((self.df_[part] for part in self.df_ if part in word), default=1)
        return float(np.log(1 + self.n_ / parts))

    def _telegram(self, row: Sequence[str], weights: Mapping[str, float]) -> tuple[str, ...]:
        """Return one member's sentence without the words that the group does not share, short enough to be read."""
        kept = [word for word in dict.fromkeys(row) if word in weights]
        while sum(map(_room, kept)) > self.longest and len(kept) > 1:
            kept.remove(min(kept, key=lambda word: (weights[word], word)))
        return tuple(kept)

    def _keywords(self, words: Sequence[Sequence[str]]) -> list[str]:
        inside = Counter(word for row in words for word in set(row))
        scores = {
            word: times / len(words) * self._rarity(word)
            for word, times in inside.items()
            if len(word) > 1 and word not in self.topic_ and _says_something(word) and (times > 1 or len(words) < 3)
        }
        return sorted(scores, key=lambda word: (-scores[word], word))[: self.n_keywords]


def _room(word: str) -> float:
    return len(word) if is_han(word) else len(word) / LETTERS


def _says_something(word: str) -> bool:
    if word in stop_words() or (len(word) == 1 and word in stop_characters()):
        return False
    return not is_district_code(word) and not word.isdigit()


def _variants(label: str, keywords: Sequence[str]) -> Iterator[str]:
    """Give the label, then the label with a keyword more, then with a number."""
    yield label
    sign = "·" if is_han(label[-1]) else ": "
    yield from (f"{label}{sign}{word}" for word in keywords if word.lower() not in label.lower())
    yield from (f"{label} {number}" for number in count(2))
