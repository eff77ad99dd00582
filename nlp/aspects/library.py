"""The aspects, their cue words, and sentences and names that people would use, as stored in `data/`."""

from collections.abc import Iterable, Iterator, Mapping
from configparser import ConfigParser
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Self

_DATA = Path(__file__).with_name("data")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect of public matters, such as who pays.

    key: identifier; headings: {language: name on a board}; also: further names that people give it; cues: words that
    point to it in a proposal about any question.
    """

    key: str
    headings: Mapping[str, str]
    also: tuple[str, ...]
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A text whose aspect is known: a proposal at a meeting about `question`, or a name that people give there."""

    question: str
    aspect: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity, so that models can be kept by library
class Library:
    """Aspects with example sentences and names; places may add their own."""

    aspects: tuple[Aspect, ...]
    sentences: tuple[Example, ...]
    names: tuple[Example, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(aspect.key for aspect in self.aspects)

    def heading(self, key: str, language: str) -> str:
        """Return the name of an aspect on a board in one of `LANGUAGES`."""
        return next(aspect.headings[language] for aspect in self.aspects if aspect.key == key)

    def with_additions(self, sentences: Iterable[Example] = (), names: Iterable[Example] = ()) -> Self:
        """Return the library with further sentences and names, such as those of a place.

        Raises
        ------
        ValueError
            When an example has an aspect that the library does not know.
        """
        further = tuple(sentences), tuple(names)
        unknown = sorted({example.aspect for part in further for example in part} - set(self.keys))
        if unknown:
            raise ValueError(f"examples of unknown aspects: {', '.join(unknown)}")
        return replace(self, sentences=self.sentences + further[0], names=self.names + further[1])

    def words(self) -> Iterator[Example]:
        """Yield the headings, further names and cue words of all aspects; these belong to no question."""
        for aspect in self.aspects:
            for text in (*aspect.headings.values(), *aspect.also, *aspect.cues):
                yield Example("", aspect.key, text)


class _CaseSensitiveParser(ConfigParser):
    """Reads names such as zh-Hans as they are written; the base class would lower their case."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


@lru_cache(maxsize=1)
def read_library() -> Library:
    """Return the library that ships with the package."""
    parser = _CaseSensitiveParser(interpolation=None, comment_prefixes=("#",), delimiters=("=",))
    parser.read_string((_DATA / "aspects.txt").read_text(encoding="utf-8"))
    aspects = tuple(
        Aspect(
            key,
            {language: parser[key][language] for language in LANGUAGES},
            tuple(name.strip() for name in parser[key]["also"].split("|")),
            tuple(parser[key]["cues"].split()),
        )
        for key in parser.sections()
    )
    sentences = tuple(_examples("examples.txt"))
    names = tuple(
        Example(example.question, example.aspect, name)
        for example in _examples("names.txt")
        for name in example.text.split("|")
    )
    return Library(aspects, sentences, names)


def _examples(name: str) -> Iterator[Example]:
    """Yield the lines `aspect, tab, text` below each line `## question` of a file."""
    question = ""
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            question = line[3:]
        elif "\t" in line:
            aspect, _, text = line.partition("\t")
            yield Example(question, aspect, text)
