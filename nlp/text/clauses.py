"""A text's words clause by clause, and the short clause that says most."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from nlp.text.script import fold_script
from nlp.text.segmenter import is_han

# Letters that take the room of one Chinese character, and say as much.
LETTERS = 2.5
SHORTEST = 4

# A 、 parts words of one clause, and a folded full stop may be a Chinese one.
_ENDS = re.compile(r"[.;:!?,\n\r。…]")


def room(words: Sequence[str]) -> float:
    """Return how many Chinese characters some words take the room of."""
    return sum(len(word) if is_han(word) else len(word) / LETTERS for word in words)


def clauses(text: str, words: Sequence[str]) -> list[list[str]]:
    """Return the words of a text, given in their order, parted where a clause ends."""
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
    """Return the clause of at most `longest` characters that begins with a word and says most for its length; () if
    there is none. Words that say nothing are taken off both ends."""
    whole = {tuple(_without_ends(clause, says_something)) for clause in parted}
    fitting = [
        clause for clause in whole if len(clause) > 1 and clause[0] == word and SHORTEST <= room(clause) <= longest
    ]

    def worth(clause: tuple[str, ...]) -> float:
        said = sum(weights.get(part, 0.0) for part in set(clause))
        return said / math.sqrt(room(clause))

    return max(fitting, key=lambda clause: (worth(clause), clause), default=())


def _without_ends(clause: Sequence[str], says_something: Callable[[str], bool]) -> Iterator[str]:
    says = [at for at, word in enumerate(clause) if says_something(word)]
    yield from clause[says[0] : says[-1] + 1] if says else ()
