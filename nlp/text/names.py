"""Completion of names from which the dictionary has cut off a character."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from nlp.text.segmenter import is_han

# Least share of the texts with one part of a name in which the other part is adjacent to it.
BESIDE = 0.8


def cut_names(
    rows: Sequence[Sequence[str]], df: Mapping[str, int], says_something: Callable[[str], bool]
) -> dict[str, str]:
    """Return {word: complete name} for Chinese words that nearly always have the same single character beside them.

    rows: the words of some texts, in order; df: number of the meeting's texts with each word; says_something: tells
    whether a word can name something. 景园 becomes 伊景园 where nearly every 景园 of the meeting, and nearly every 伊
    of these rows, is part of 伊景园.
    """
    row_counts = Counter(word for row in rows for word in set(row))
    pairs = Counter(pair for row in rows for pair in set(zip(row, row[1:], strict=False)))
    whole: dict[str, str] = {}
    for (one, other), times in sorted(pairs.items(), key=lambda pair: (pair[1], pair[0])):
        word, sign = (other, one) if len(one) == 1 else (one, other)
        if len(sign) != 1 or len(word) == 1 or not all(is_han(part) and says_something(part) for part in (one, other)):
            continue
        if times > 1 and times >= BESIDE * max(row_counts[sign], df.get(word, row_counts[word])):
            whole[word] = one + other
    return whole


def completed(label: str, whole: Mapping[str, str], longest: int) -> str:
    """Return a label in which truncated names are replaced by the whole ones, up to `longest` characters.

    whole: {truncated name: whole name}
    """
    for word, name in sorted(whole.items(), key=lambda pair: (-len(pair[1]), pair)):
        if word in label and name not in label and len(label) + 1 <= longest:
            label = label.replace(word, name, 1)
    return label
