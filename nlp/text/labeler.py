"""Names of themes: a short readable label and keywords."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import count
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from nlp.text.clauses import LETTERS, SHORTEST, clause_about, clauses, room
from nlp.text.lexicon import stop_characters, stop_words
from nlp.text.names import completed, cut_names
from nlp.text.phrases import best_phrase, joined, shortened, spellings, whole_spelling, written_apart
from nlp.text.progress import SILENT, Progress
from nlp.text.script import fold_script, one_vocabulary, write_traditional
from nlp.text.segmenter import is_district_code, is_han

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Rows = Sequence[Sequence[str]]


# Characters that a label may be longer than usual to hold a complete name.
_ROOM = 3
# Most characters of a clause that labels a theme whose texts share only one word.
_CLAUSE = 6


@dataclass(frozen=True, slots=True)
class Naming:
    """Label and keywords of a theme."""

    label: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A theme to be named.

    texts: of its members; words: of each text, in order; speech: the representative text; traditional: the theme is
    written in Traditional characters.
    """

    texts: Sequence[str]
    words: Sequence[Sequence[str]]
    speech: str
    traditional: bool


class Labeler(BaseEstimator):  # type: ignore[misc]
    """Label a group of texts with the clause of one member, reduced to the words that the group shares.

    Such a clause keeps the natural order of words, which the heaviest words by themselves would lose. The weight of a
    word is the share of the group's texts with it times ln(1 + n / df), as in c-TF-IDF (Grootendorst 2022), times the
    root of its length (at most four characters). If only one word remains, a short clause that begins with it is the
    label; if the group shares no word, its two best keywords are. Words of several regions count as one and are written
    as most of the group write them.

    Parameters
    ----------
    longest : int
        Most characters of a label.
    shared : float
        Least share of the group's texts that must have a word.
    floor : float
        Least weight of a word, as a share of the heaviest.
    n_keywords : int
        Most keywords of a group.
    whole : frozenset of str
        Local words with letters, digits or signs in them.

    Attributes
    ----------
    df_ : Counter
        Number of texts with each word.
    n_ : int
        Number of texts.
    topic_ : set of str
        Words of more than 40 % of the texts, if there are at least 50 texts; they name no theme.
    """

    def __init__(
        self,
        longest: int = 10,
        *,
        shared: float = 0.3,
        floor: float = 0.4,
        n_keywords: int = 6,
        whole: frozenset[str] = frozenset(),
    ) -> None:
        self.longest = longest
        self.shared = shared
        self.floor = floor
        self.n_keywords = n_keywords
        self.whole = whole

    def fit(self, words: Sequence[Sequence[str]], y: None = None) -> Self:
        """Learn how common each word is from the words of all n texts; `y` is ignored."""
        self.df_ = Counter(word for row in words for word in set(map(one_vocabulary, row)))
        self.n_ = len(words)
        # A word of very many texts is the topic of the whole meeting and names no theme in it.
        self.topic_ = {word for word, times in self.df_.items() if self.n_ >= 50 and times > 0.4 * self.n_}
        return self

    def name_all(
        self, groups: Sequence[Group], progress: Progress = SILENT, *, taken: Iterable[str] = ()
    ) -> list[Naming]:
        """Return the namings of all groups, each in the script of its texts.

        No two labels are equal, even if script, width and case are ignored. taken: labels of other themes.
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

    def keywords_of(self, words: Sequence[Sequence[str]]) -> tuple[str, ...]:
        """Return the keywords of a group, given the words of each of its texts."""
        return tuple(self._keywords([[one_vocabulary(word) for word in row] for row in words]))

    def name(self, group: Group) -> Naming:
        """Return the naming of one group, with an empty label if its texts share no word that says something."""
        rows = [[one_vocabulary(word) for word in row] for row in group.words]
        spelt = self._spelt(group)
        is_apart = written_apart(group.words)
        label = (
            self._phrase(group, rows)
            if is_apart
            else joined([spelt.get(word, word) for word in self._telegram(group, rows)])
        )
        label = label or "、".join(spelt.get(word, word) for word in self._keywords(rows, 2)[:2])
        cut = cut_names(group.words, self.df_, self._says_something)
        keywords = (spelt.get(word, cut.get(word, word)) for word in self._keywords(rows))
        return Naming(completed(label, cut, self.longest + _ROOM), tuple(dict.fromkeys(keywords)))

    def _spelt(self, group: Group) -> dict[str, str]:
        """Return {word as it is counted: spelling of most of the group}, for words whose spelling differs."""
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for row in group.words:
            for word in row:
                forms[one_vocabulary(word)][word] += 1
        written = {word: min(counts, key=lambda form: (-counts[form], form)) for word, counts in forms.items()}
        differing = {word: form for word, form in written.items() if word != form}
        whole = [word for word in self.whole if word in forms]
        return {**differing, **spellings(group.texts), **{word: whole_spelling(word, group.texts) for word in whole}}

    def _phrase(self, group: Group, rows: Rows) -> str:
        """Return a label for texts that put spaces between words.

        The words in it are the heavy ones, else all that the group shares, else all that any two texts share: the first
        of these that gives more than one word.
        """
        phrase = ""
        for weights in (*self._shared(rows), self._weights(rows, 0.0, self.topic_)):
            phrase = best_phrase(group.texts, weights, stop_words(), int(LETTERS * self.longest)) or phrase
            if " " in phrase:
                break
        return phrase

    def _telegram(self, group: Group, rows: Rows) -> tuple[str, ...]:
        """Return the shared words of the clause with the most weight, () if the group shares no word."""
        parted = [
            [one_vocabulary(word) for word in clause]
            for text, row in zip(group.texts, group.words, strict=True)
            for clause in clauses(text, row)
        ]
        best: tuple[str, ...] = ()
        for weights in self._shared(rows):
            cut = {self._cut_down(clause, weights) for clause in parted}
            best = max(cut, key=lambda telegram: (sum(map(weights.__getitem__, telegram)), telegram))
            # A label this short names no theme, so the lighter words are tried too.
            if len("".join(best)) >= SHORTEST:
                break
        if len(best) != 1:
            return best
        weights = self._weights(rows, 0.0, self.topic_)
        return clause_about(best[0], parted, weights, longest=_CLAUSE, says_something=self._says_something) or best

    def _shared(self, words: Sequence[Sequence[str]]) -> tuple[dict[str, float], dict[str, float]]:
        """Return the weights of the heavy words, and of all words that the group shares."""
        shared = self._weights(words, self.shared, self.topic_) or self._weights(words, self.shared, frozenset())
        floor = self.floor * max(shared.values(), default=0.0)
        return {word: weight for word, weight in shared.items() if weight >= floor}, shared

    def _weights(self, words: Sequence[Sequence[str]], share: float, without: Set[str]) -> dict[str, float]:
        inside = Counter(word for row in words for word in set(row))
        least = max(min(2, len(words)), share * len(words))
        return {
            word: times / len(words) * self._rarity(word) * min(len(word), 4) ** 0.5
            for word, times in inside.items()
            if times >= least and word not in without and self._says_something(word)
        }

    def _says_something(self, word: str) -> bool:
        if word in self.whole:
            return True
        if word in stop_words() or (len(word) == 1 and word in stop_characters()):
            return False
        return not is_district_code(word) and not word.isdigit()

    def _rarity(self, word: str) -> float:
        """Return ln(1 + n / df); a compound word without a df of its own counts as its rarest part."""
        parts = self.df_.get(word) or min((self.df_[part] for part in self.df_ if part in word), default=1)
        return float(np.log(1 + self.n_ / parts))

    def _cut_down(self, clause: Sequence[str], weights: Mapping[str, float]) -> tuple[str, ...]:
        """Return the words of a clause that have a weight, without the lightest if they are too long for a label."""
        phrase = [word for word in dict.fromkeys(clause) if word in weights]
        while room(phrase) > self.longest and len(phrase) > 1:
            phrase.remove(min(phrase, key=lambda word: (weights[word], word)))
        return tuple(phrase)

    def _keywords(self, words: Sequence[Sequence[str]], least: int = 1) -> list[str]:
        """Return the strongest words that at least `least` texts have.

        Of three or more texts only words of several texts count, if there are any.
        """
        inside = Counter(word for row in words for word in set(row))
        scores = {
            word: times / len(words) * self._rarity(word)
            for word, times in inside.items()
            if len(word) > 1 and word not in self.topic_ and self._says_something(word) and times >= least
        }
        several = [word for word in scores if inside[word] > 1] if len(words) > 2 else []
        return sorted(several or scores, key=lambda word: (-scores[word], word))[: self.n_keywords]


def _variants(label: str, keywords: Sequence[str]) -> Iterator[str]:
    """Yield the label, then the label with one more keyword, then the label with a number."""
    yield label
    sign = "·" if is_han(label[-1]) else ": "
    yield from (f"{label}{sign}{word}" for word in keywords if word.lower() not in label.lower())
    yield from (f"{label} {number}" for number in count(2))
