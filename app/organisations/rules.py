"""Rules for the words of a place and for the prefix of its numbers."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.platform.errors import DomainError, ErrorKind

MAX_WORDS = 500
LONGEST_WORD = 20
MAX_EXAMPLES = 300
LONGEST_EXAMPLE = 100
LONGEST_PREFIX = 20


@dataclass(frozen=True, slots=True)
class Words:
    """The local vocabulary of a place, for text analysis.

    Attributes:
        stop: words without meaning at this place, which are ignored.
        user: names that are not split into words (streets, estates, buildings).
        synonyms: groups of words that mean the same.
        examples: (key of an aspect, sentence or word that is about it at this place), for the first board of themes.
    """

    stop: tuple[str, ...] = ()
    user: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    examples: tuple[tuple[str, str], ...] = ()

    @property
    def same(self) -> dict[str, str]:
        """Return {synonym: the first word of its group}; the first words are not keys."""
        return {word: group[0] for group in self.synonyms for word in group[1:]}


def check_words(words: Words) -> Words:
    """Return the word lists without empty words and repetitions; drop groups of fewer than two synonyms.

    Raises:
        DomainError: `words.long`, `words.many`, or `words.twice` for a word in two groups of synonyms or an example of
            two aspects.
    """
    groups = tuple(group for synonyms in words.synonyms if len(group := _distinct(synonyms)) > 1)
    checked = Words(_distinct(words.stop), _distinct(words.user), groups, _checked_examples(words.examples))
    grouped = [word for group in groups for word in group]
    every = [*checked.stop, *checked.user, *grouped]
    for word in every:
        if len(word) > LONGEST_WORD:
            raise DomainError(ErrorKind.INVALID, "words.long", word=word, most=LONGEST_WORD)
    if len(every) > MAX_WORDS:
        raise DomainError(ErrorKind.INVALID, "words.many", most=MAX_WORDS)
    twice = sorted({word for word in grouped if grouped.count(word) > 1})
    if twice:
        raise DomainError(ErrorKind.INVALID, "words.twice", word=twice[0])
    return checked


def _checked_examples(examples: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    distinct = tuple(dict.fromkeys(examples))
    if len(distinct) > MAX_EXAMPLES:
        raise DomainError(ErrorKind.INVALID, "words.many", most=MAX_EXAMPLES)
    texts = [text for _, text in distinct]
    for text in texts:
        if len(text) > LONGEST_EXAMPLE:
            raise DomainError(ErrorKind.INVALID, "words.long", word=text, most=LONGEST_EXAMPLE)
        if texts.count(text) > 1:
            raise DomainError(ErrorKind.INVALID, "words.twice", word=text)
    return distinct


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def check_prefix(prefix: str) -> None:
    """Refuse a prefix of numbers (发文代字) that is too long, or that holds digits or brackets.

    Raises:
        DomainError: `prefix.invalid`.
    """
    if len(prefix) > LONGEST_PREFIX or any(letter.isdigit() or letter in "〔〕[]【】" for letter in prefix):
        raise DomainError(ErrorKind.INVALID, "prefix.invalid", most=LONGEST_PREFIX)
