"""The words of a text by clause, and the short clause with the most weight."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from nlp.text.script import fold_script
from nlp.text.segmenter import is_han

# Letters that are as wide as one Chinese character, and carry as much meaning.
LETTERS = 2.5
SHORTEST = 4

# The sign 、 separates words within a clause; the full stop of a folded text may be a Chinese one.
_ENDS = re.compile(r"[.;:!?,\n\r。…]")


def room(words: Sequence[str]) -> float:
    """Return the width of some words, measured in Chinese characters."""
    return sum(len(word) if is_han(word) else len(word) / LETTERS for word in words)


def clauses(text: str, words: Sequence[str]) -> list[list[str]]:
    """Return the words of a text, given in their order, as one list per clause."""
    folded = fold_script(text)
    parted: list[list[str]] = [[]]
    end = 0
    for word in words:
        at = folded.find(word, end)
        if at >= 0:
            if _ENDS.search(folded, end, at):
                parted.append([])
            end = at + len(word)
        parted[-1].append(word)
    return parted


def clause_about(
    word: str,
    parted: Sequence[Sequence[str]],
    weights: Mapping[str, float],
    *,
    longest: float,
    says_something: Callable[[str], bool],
) -> tuple[str, ...]:
    """Return the clause that begins with `word` and has the most weight for its width, () if there is none.

    parted: clauses as lists of words; weights: {word: weight}; longest: most Chinese characters in width. Words that
    say nothing are removed from both ends of each clause first. The value of a clause is the sum of the weights of its
    words over the square root of its width.
    """
    whole = {tuple(_without_ends(clause, says_something)) for clause in parted}
    fitting = [
        clause for clause in whole if len(clause) > 1 and clause[0] == word and SHORTEST <= room(clause) <= longest
    ]

    def worth(clause: tuple[str, ...]) -> float:
        weight = sum(weights.get(part, 0.0) for part in set(clause))
        return weight / math.sqrt(room(clause))

    return max(fitting, key=lambda clause: (worth(clause), clause), default=())


def _without_ends(clause: Sequence[str], says_something: Callable[[str], bool]) -> Iterator[str]:
    says = [at for at, word in enumerate(clause) if says_something(word)]
    yield from clause[says[0] : says[-1] + 1] if says else ()
