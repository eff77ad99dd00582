"""Words that a place uses for one thing, read as one word."""

import re
from collections.abc import Callable, Iterable, Mapping

from nlp.text.script import fold_script

Synonyms = Mapping[str, str] | Iterable[Iterable[str]]


def synonym_groups(synonyms: Synonyms | None) -> tuple[tuple[str, ...], ...]:
    """Return groups of words that mean the same, each led by the word it is read as.

    synonyms: {word: word it is read as}, or groups of words in any order.
    """
    if isinstance(synonyms, Mapping):
        return tuple(sorted((other, word) for word, other in synonyms.items() if word))
    return tuple(sorted(tuple(sorted(set(group) - {""})) for group in synonyms or ()))


def reader_of(groups: Iterable[Iterable[str]]) -> Callable[[str], str]:
    """Return what reads every word of each group as the first of it, in folded text; of two words the longer."""
    same = {fold_script(word): fold_script(first) for first, *others in map(tuple, groups) for word in others}
    if not same:
        return str
    longest_first = sorted(same, key=lambda word: (-len(word), word))
    pattern = re.compile("|".join(re.escape(word) for word in longest_first if word))
    return lambda folded: pattern.sub(lambda match: same[match[0]], folded)
