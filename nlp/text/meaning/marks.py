"""Marks of a folded text: negations, opposites, named values, and the plain units between them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.text.lexicon import meaning_words, stop_characters, stop_words
from nlp.text.meaning.clocks import TAKEN
from nlp.text.segmenter import Segmenter, singular

UNIT = "unit"
QUANTITY = "quantity"
FILLER = "filler"
_NAMING = frozenset({"set", "strict", "place", "inert", "suffix", "locative", "anywhere"})
DONE = "done"
_DONE = ("了", "咗")
_PARTICLES = frozenset("的啊呀吧呢吗嘛啦哦着过也都就是我们它他她咯喔")
# 能不能 is a question and denies nothing; 下不来 says that something cannot be done and denies the unit before it.
_ASKED = re.compile(r"([\u3400-\u9fff])[不没唔]\1")
_MUST = re.compile(r"非得?(.{1,12}?)不可|不得不(.{0})|不可不(.{0})")
_UNABLE = re.compile(
    r"(?<=[\u3400-\u9fff])不(?:来|去|了|到|上|下|动|起|清|完|住|成|掉|着|及|见|懂|出)(?![\u3400-\u9fff]?(?:班|课))"
)
_UNABLE_VERBS = re.compile(r"(?<![不没能会肯要该许准让可从也都就都是])[\u3400-\u9fff]$")
_APART = re.compile(r"\b(turn|switch|keep|leave|put)(\w*)\s((?:(?!and|or|but|on|off)\w+\s){1,4})(on|off)\b")


@dataclass(frozen=True, slots=True)
class Mark:
    """One meaning of a stretch of text.

    kind: "unit", "filler" (a word that names nothing), "done" (了), "quantity", "unable" or a kind of line in
    meaning.txt; name: the unit itself, or the name of the line; value: number of the line's value, from 0; text: the
    stretch.
    """

    kind: str
    name: str
    value: int = 0
    text: str = ""


def marks_of(text: str) -> Iterator[tuple[Mark, ...]]:
    """Yield the marks of each stretch of a folded and reworded text, all readings of one stretch in one tuple."""
    text = re.sub(r"\s+", " ", _MUST.sub(r"必须\1", text))
    text = _ASKED.sub(lambda match: TAKEN * 2 + match[1], _APART.sub(r"\1\2 \4 \3", text))
    at = 0
    while at < len(text):
        if (unable := _UNABLE.match(text, at)) and _UNABLE_VERBS.search(text, 0, at):
            yield (Mark("unable", "unable"),)
            at = unable.end()
        elif word := _word_at(text, at):
            yield _lexicon()[word[0]][word]
            at += len(word)
        elif match := _PLAIN.match(text, at):
            yield from _plain(match[0])
            at = match.end()
        else:
            at += 1


def is_known(word: str) -> bool:
    """Return whether a word is in meaning.txt."""
    return word in _lexicon().get(word[0], ())


def _word_at(text: str, at: int) -> str:
    """Return the longest word of meaning.txt that begins at a position, "" if there is none."""
    for word in _lexicon().get(text[at], ()):
        if text.startswith(word, at) and not (word.isascii() and _is_inside(text, at, at + len(word))):
            return word
    return ""


def _is_inside(text: str, start: int, end: int) -> bool:
    return (start > 0 and _is_letter(text[start - 1])) or (end < len(text) and _is_letter(text[end]))


def _is_letter(sign: str) -> bool:
    return "a" <= sign <= "z"


_PLAIN = re.compile(rf"{TAKEN}+|[a-z][a-z0-9'-]*|[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")


def _plain(stretch: str) -> Iterator[tuple[Mark, ...]]:
    if stretch[0] == TAKEN:
        yield (Mark(QUANTITY, QUANTITY),)
    elif stretch.isascii() and stretch not in stop_words():
        yield (Mark(UNIT, singular(stretch), text=stretch),)
    elif stretch in _DONE:
        yield (Mark(DONE, stretch, text=stretch),)
    elif not stretch.isascii() and stretch not in _PARTICLES:
        yield (Mark(FILLER if stretch in stop_characters() else UNIT, stretch, text=stretch),)


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, dict[str, tuple[Mark, ...]]]:
    """Return {first character: {word: its marks}} of the words of meaning.txt, the longest word first.

    Each word is there as it is listed and as it is reworded for tokens.
    """
    reword = Segmenter().fit().reworded
    known: dict[str, dict[Mark, None]] = defaultdict(dict)
    for kind, name, values in meaning_words():
        for value, words in enumerate(values):
            for word in (word.replace("_", " ") for word in words):
                for form in (word, reword(word)):
                    known[form][Mark(kind, name, value, form)] = None
    out: dict[str, dict[str, tuple[Mark, ...]]] = defaultdict(dict)
    for word in sorted(known, key=lambda word: (-len(word), word)):
        out[word[0]][word] = tuple(known[word])
    return dict(out)


def units_of(marks: Sequence[Mark]) -> tuple[str, ...]:
    """Return the words (Latin script) and single characters (Chinese) by which two statements are compared.

    marks: the marks of one word, the most likely first. A word that only links or asks has none.
    """
    first = marks[0]
    if first.kind == UNIT:
        return (first.name,)
    return _units_in(first.text) if first.kind in _NAMING else ()


@lru_cache(maxsize=1 << 12)
def _units_in(text: str) -> tuple[str, ...]:
    if text.isascii():
        return tuple(text.split())
    return tuple(sign for sign in text if sign not in stop_characters())
