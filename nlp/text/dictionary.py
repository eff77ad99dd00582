"""The Chinese dictionary by which texts are cut into words, with the regional words that ship."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from nlp.text.lexicon import regional_words

Cut = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts a text into words, plainly or in search mode."""

    plain: Cut
    search: Cut


def tag(text: str) -> list[tuple[str, str]]:
    """Return the words of a folded text with their kinds, such as "nr" for names; a regional word has the kind ""."""
    _fill()
    tagged: list[tuple[str, str]] = rjieba.tag(text)
    return tagged


def has_word(word: str) -> bool:
    """Return whether a folded word is in the dictionary or a regional word."""
    _fill()
    return bool(rjieba.has_word(word))


@lru_cache(maxsize=2)
def cutter(user_words: tuple[str, ...]) -> Cutter:
    """Return the segmenter that cuts texts into words and keeps the local words of a place in one piece.

    A place with local words has a dictionary of its own (25 MB, .2 s); all others share the one of this process.
    """
    _fill()
    if not user_words:
        return Cutter(rjieba.cut, rjieba.cut_for_search)
    own = rjieba.Jieba()
    _add([*sorted(regional_words()), *user_words], own.add_word)
    return Cutter(own.cut, own.cut_for_search)


@lru_cache(maxsize=1)
def _fill() -> None:
    _add(sorted(regional_words()), rjieba.add_word)


def _add(words: Iterable[str], add_word: Callable[[str, int | None, str | None], int]) -> None:
    for word in words:
        add_word(word, None, None)
