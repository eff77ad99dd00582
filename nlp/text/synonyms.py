"""Local words for the same thing, read as one word."""

import re
from collections.abc import Callable, Iterable, Mapping

from nlp.text.script import fold_script

Synonyms = Mapping[str, str] | Iterable[Iterable[str]]


def synonym_groups(synonyms: Synonyms | None) -> tuple[tuple[str, ...], ...]:
    """Return groups of words that mean the same; the first word of a group replaces the others.

    synonyms: {word: word it is read as}, or groups of words in any order.
    """
    if isinstance(synonyms, Mapping):
        return tuple(sorted((other, word) for word, other in synonyms.items() if word))
    return tuple(sorted(tuple(sorted(set(group) - {""})) for group in synonyms or ()))


def reader_of(groups: Iterable[Iterable[str]]) -> Callable[[str], str]:
    """Return a function that replaces every word of a group in a folded text by the group's first word.

    Where two words begin at the same place, the longer one is replaced.
    """
    same = {fold_script(word): fold_script(first) for first, *others in map(tuple, groups) for word in others}
    if not same:
        return str
    longest_first = sorted(same, key=lambda word: (-len(word), word))
    pattern = re.compile("|".join(re.escape(word) for word in longest_first if word))
    return lambda folded: pattern.sub(lambda match: same[match[0]], folded)
