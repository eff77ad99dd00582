"""The word lists that ship with the package."""

from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).with_name("data")


def _lines(name: str) -> list[str]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return the words left out of every vector: grammar, petition phrases, authorities, English function words."""
    return frozenset(
        word for name in ("stop_words.txt", "stop_words_latin.txt") for line in _lines(name) for word in line.split()
    )


@lru_cache(maxsize=1)
def stop_characters() -> frozenset[str]:
    """Return the single characters left out of every vector."""
    return frozenset("".join(_lines("stop_characters.txt")))


@lru_cache(maxsize=1)
def field_words() -> tuple[tuple[str, ...], ...]:
    """Return the words of each field of public life; a word may belong to several."""
    return tuple(tuple(line.partition(":")[2].split()) for line in _lines("fields.txt"))


@lru_cache(maxsize=1)
def boilerplate() -> dict[str, tuple[str, ...]]:
    """Return {kind: words} for the words that are not about a text's subject; `_` stands for a space in a word."""
    return {key: tuple(words.split()) for key, _, words in (line.partition(":") for line in _lines("boilerplate.txt"))}


@lru_cache(maxsize=1)
def regional_words() -> dict[str, str]:
    """Return {word of a region: word it is read as}, both folded."""
    parted = (line.partition(":") for line in _lines("regional.txt"))
    return {word: one.strip() for one, _, words in parted for word in words.split()}


@lru_cache(maxsize=1)
def meaning_words() -> tuple[tuple[str, str, tuple[tuple[str, ...], ...]], ...]:
    """Return (kind, name, words by value) of each line of meaning.txt, the words that make similar texts differ."""
    parted = (line.partition(":") for line in _lines("meaning.txt"))
    return tuple(
        (head.split()[0], head.split()[-1], tuple(tuple(value.split()) for value in values.split("|")))
        for head, _, values in parted
    )
