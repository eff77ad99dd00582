"""Segmentation of texts into tokens: search-mode words, single characters, Latin words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from sys import intern
from typing import Self

from sklearn.base import BaseEstimator, TransformerMixin

from nlp.text.dictionary import cutter
from nlp.text.lexicon import stop_characters, stop_words
from nlp.text.script import fold_script, one_vocabulary
from nlp.text.synonyms import Synonyms, reader_of, synonym_groups

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
# A code or number with its unit is one word (B2区, 3幢); otherwise the unit would join the name that follows.
_RUNS = re.compile(rf"[a-z]?\d*(?<=[a-z\d])[市区县省镇乡村幢栋号层期组]|{HAN}+|(?:(?!{HAN})[^\W\d_]){{2,}}")
_IS_HAN = re.compile(HAN)
_ALL_HAN = re.compile(f"{HAN}+")
_IS_LATIN = re.compile("[a-z0-9]")
_HAN_RUN = re.compile(f"{HAN}+")
_DISTRICT = re.compile(r"[a-z]?\d*(?<=[a-z\d])[市区县省镇乡村]")


class Segmenter(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """Cut texts into the tokens from which themes are made.

    The tokens of a text are its words of two or more characters in search mode (a long word and the words inside it),
    its single characters (which still match names that were split), and its Latin words. A text without any token gives
    its bare characters, so that equal emoji still match.

    Parameters
    ----------
    stop_words : iterable of str
        Further words without meaning in this place, in any script; they are added to the shipped list.
    user_words : iterable of str
        Local words that must stay whole (streets, estates, buildings), in any script.
    synonyms : mapping or iterable of iterables of str
        Local words that mean the same, as {word: word it is read as} or as groups, in any script.

    Attributes
    ----------
    stop_words_, stop_characters_ : set of str
        Folded words and single characters that give no token.
    reader_ : callable
        Replaces synonyms in a folded text.
    own_ : set of str
        Folded local words.
    cutter_ : object
        Plain and search-mode segmentation with the local words.
    signed_ : frozenset of str
        Folded local words that are not all Chinese characters.
    whole_ : pattern or None
        Finds the words of `signed_` in a folded text.
    """

    def __init__(
        self,
        stop_words: Iterable[str] | None = None,
        user_words: Iterable[str] | None = None,
        synonyms: Synonyms | None = None,
    ) -> None:
        self.stop_words = stop_words
        self.user_words = user_words
        self.synonyms = synonyms

    def fit(self, texts: Sequence[str] | None = None, y: None = None) -> Self:
        """Read the word lists; `texts` and `y` are ignored."""
        extra = _both_forms(self.stop_words or ())
        self.stop_words_ = stop_words() | extra
        self.stop_characters_ = stop_characters() | {word for word in extra if len(word) == 1}
        self.reader_ = reader_of(synonym_groups(self.synonyms))
        own = self.own_ = _both_forms(self.user_words or ()) - {""}
        self.cutter_ = cutter(tuple(sorted(filter(_ALL_HAN.fullmatch, own))))
        self.signed_ = frozenset(word for word in own if not _ALL_HAN.fullmatch(word) and not word.isspace())
        self.whole_ = _whole_words(self.signed_)
        return self

    def transform(self, texts: Sequence[str]) -> list[list[str]]:
        """Return one list of tokens per text; the texts need not be folded."""
        return [self.tokens(fold_script(text)) for text in texts]

    def tokens(self, folded: str) -> list[str]:
        """Return the tokens of one folded text."""
        tokens: list[str] = []
        for run in self._runs(self.reworded(folded)):
            tokens.extend(self._tokens_of_run(run))
        return tokens or [char for char in folded if not char.isspace()][:64]

    def _runs(self, folded: str) -> Iterator[str]:
        """Yield the parts of a folded text that are cut one by one; a word of `signed_` is one part."""
        for at, part in enumerate(self._parts(folded)):
            yield from ([part] if at % 2 else _RUNS.findall(part))

    def _parts(self, folded: str) -> list[str]:
        """Return a folded text in parts, every second of them a local word that is not all Chinese characters."""
        return self.whole_.split(folded) if self.whole_ else [folded]

    def _tokens_of_run(self, run: str) -> list[str]:
        if run in self.signed_:
            parts = (part for part in _RUNS.findall(run) if part != run)
            inside = [token for part in parts for token in self._tokens_of_run(part)]
            return [] if run in self.stop_words_ else list(dict.fromkeys([run, *inside]))
        if not _IS_HAN.match(run):
            is_empty = run in self.stop_words_ or is_district_code(run)
            return [] if is_empty else [singular(run)]
        words = [word for word in self.cutter_.search(run) if len(word) > 1 and word not in self.stop_words_]
        return words + [char for char in run if char not in self.stop_characters_]

    def words(self, folded: str) -> list[str]:
        """Return all words of one folded text in order, stop words included (for labels)."""
        cut = self.cutter_.plain
        return [
            intern(word)  # a word of thousands of texts is kept once
            for run in self._runs(folded)
            for word in (cut(run) if _IS_HAN.match(run) and run not in self.signed_ else [self._singular(run)])
        ]

    def _singular(self, run: str) -> str:
        return run if run in self.stop_words_ or run in self.signed_ else singular(run)

    def says_something(self, word: str) -> bool:
        """Return whether a folded word can stand for a subject: it is neither a stop word nor a district code."""
        if word in self.stop_words_ or word in self.stop_characters_:
            return False
        return word in self.signed_ or not is_district_code(word)

    def reworded(self, folded: str) -> str:
        """Return a folded text with synonyms and regional words replaced; tokens are made from this text."""
        parts = self._parts(self.reader_(folded))
        parts[::2] = (_HAN_RUN.sub(self._in_one_vocabulary, part) for part in parts[::2])
        return "".join(parts)

    def _in_one_vocabulary(self, run: re.Match[str]) -> str:
        return "".join(map(one_vocabulary, self.cutter_.plain(run[0])))


def _whole_words(words: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds words with letters, digits or signs as wholes: 2号楼, but not the end of 12号楼."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    if not longest_first:
        return None
    bounded = (
        ("(?<![a-z0-9])" if _IS_LATIN.match(word[0]) else "")
        + re.escape(word)
        + ("(?![a-z0-9])" if _IS_LATIN.match(word[-1]) else "")
        for word in longest_first
    )
    return re.compile(f"({'|'.join(bounded)})")


def _both_forms(words: Iterable[str]) -> set[str]:
    """Return the folded words, and the same words in the vocabulary of the tokens."""
    folded = {fold_script(word) for word in words}
    return folded | {one_vocabulary(word) for word in folded}


def is_han(word: str) -> bool:
    """Return whether a word begins with a Chinese character."""
    return _IS_HAN.match(word) is not None


def singular(word: str) -> str:
    """Return a folded English noun without its plural ending (the S-stemmer of Harman 1991), other words unchanged."""
    if len(word) < 4 or not word.isascii() or not word.endswith("s") or word.endswith(("us", "ss")):
        return word
    if word.endswith("ies"):
        return word if word.endswith(("aies", "eies")) else word[:-3] + "y"
    return word if word.endswith(("aes", "ees", "oes")) else word[:-1]


def is_district_code(word: str) -> bool:
    """Return whether a folded word is only the code of a district, as b2区, which says nothing about a subject."""
    return _DISTRICT.fullmatch(word) is not None
