"""What a name, an address, a password and the words of a place must be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.platform.errors import DomainError, ErrorKind

SHORTEST_PASSWORD = 10
MOST_WORDS = 500
LONGEST_WORD = 20
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$|^[^@\s]+@localhost$")


@dataclass(frozen=True, slots=True)
class Words:
    """What the machine must know of a place's language.

    stop: words that say nothing there; user: names that stay whole (streets, estates, buildings); synonyms: groups
    of words that mean the same.
    """

    stop: tuple[str, ...] = ()
    user: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()

    @property
    def same(self) -> dict[str, str]:
        """{word: the first word of its group}, without the first words themselves."""
        return {word: group[0] for group in self.synonyms for word in group[1:]}


def check_email(email: str) -> str:
    """The address in lower case.

    Raises:
        DomainError: `email.invalid`.
    """
    folded = email.strip().lower()
    if not _EMAIL.fullmatch(folded) or not folded.isprintable() or len(folded) > 254:
        raise DomainError(ErrorKind.INVALID, "email.invalid")
    return folded


def check_password(password: str) -> str:
    """Length is what counts; no puzzle of signs.

    Raises:
        DomainError: `password.short`.
    """
    if len(password) < SHORTEST_PASSWORD or len(set(password)) < 4:
        raise DomainError(ErrorKind.INVALID, "password.short", least=SHORTEST_PASSWORD)
    return password


def check_name(name: str) -> str:
    """A name of 1 to 60 characters.

    Raises:
        DomainError: `name.missing` or `name.long`.
    """
    if not name:
        raise DomainError(ErrorKind.INVALID, "name.missing")
    if len(name) > 60:
        raise DomainError(ErrorKind.INVALID, "name.long", most=60)
    return name


def check_words(words: Words) -> Words:
    """The lists without blanks and repetitions; a group of synonyms has two words or more.

    Raises:
        DomainError: `words.long`, `words.many`, or `words.twice` for a word in two groups of synonyms.
    """
    groups = tuple(group for found in words.synonyms if len(group := _distinct(found)) > 1)
    checked = Words(_distinct(words.stop), _distinct(words.user), groups)
    grouped = [word for group in groups for word in group]
    every = [*checked.stop, *checked.user, *grouped]
    for word in every:
        if len(word) > LONGEST_WORD:
            raise DomainError(ErrorKind.INVALID, "words.long", word=word, most=LONGEST_WORD)
    if len(every) > MOST_WORDS:
        raise DomainError(ErrorKind.INVALID, "words.many", most=MOST_WORDS)
    twice = sorted({word for word in grouped if grouped.count(word) > 1})
    if twice:
        raise DomainError(ErrorKind.INVALID, "words.twice", word=twice[0])
    return checked


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
