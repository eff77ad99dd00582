"""Names of which a dictionary has cut off a character, made whole by what always stands beside them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from nlp.text.segmenter import is_han

# The least share of the rows with one part in which the other stands beside it.
BESIDE = 0.8


def cut_names(
    rows: Sequence[Sequence[str]], df: Mapping[str, int], says_something: Callable[[str], bool]
) -> dict[str, str]:
    """Return {word: whole name} for Chinese words that a single character nearly always stands beside.

    rows: the words, in order, of some texts; df: in how many texts of the meeting each word stands. 景园 becomes 伊景园
    where nearly every 景园 of the meeting, and nearly every 伊 of these rows, is part of it.
    """
    held = Counter(word for row in rows for word in set(row))
    pairs = Counter(pair for row in rows for pair in set(zip(row, row[1:], strict=False)))
    whole: dict[str, str] = {}
    for (one, other), times in sorted(pairs.items(), key=lambda pair: (pair[1], pair[0])):
        word, sign = (other, one) if len(one) == 1 else (one, other)
        if len(sign) != 1 or len(word) == 1 or not all(is_han(part) and says_something(part) for part in (one, other)):
            continue
        if times > 1 and times >= BESIDE * max(held[sign], df.get(word, held[word])):
            whole[word] = one + other
    return whole


def completed(label: str, whole: Mapping[str, str], longest: int) -> str:
    """Return a label with its cut names made whole, as far as it stays within `longest` characters."""
    for word, name in sorted(whole.items(), key=lambda pair: (-len(pair[1]), pair)):
        if word in label and name not in label and len(label) + 1 <= longest:
            label = label.replace(word, name, 1)
    return label
