"""Short readable phrases from texts with spaces between words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from nlp.text.script import fold_script, offsets, write_like
from nlp.text.segmenter import HAN, is_han, singular

# Punctuation ends a phrase; an apostrophe or a hyphen does not end a word.
_CLAUSES = re.compile(r"[^.,;:!?()\[\]{}\"“”…/\n\r|–—。，；：！？（）、]+")
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SHORTEST = 4
_PARTS = re.compile(rf"(?:(?!{HAN})[^\W\d_]){{2,}}")


def written_apart(words: Sequence[Sequence[str]]) -> bool:
    """Return whether most words of some texts are in a script that puts spaces between words."""
    foreign = sum(not is_han(word) for row in words for word in row)
    return 2 * foreign > sum(map(len, words))


def joined(words: Sequence[str]) -> str:
    """Return some words as one string, with a space between two words that are not Chinese."""
    out = ""
    for before, word in zip(["", *words], words, strict=False):
        out += word if not before or is_han(before) or is_han(word) else f" {word}"
    return out


def spellings(texts: Sequence[str]) -> dict[str, str]:
    """Return {folded singular: most frequent spelling} of the words of some texts that are not Chinese."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in _PARTS.findall(text):
            counts[singular(fold_script(word))][word] += 1
    return {folded: min(forms, key=lambda form: (-forms[form], form.swapcase())) for folded, forms in counts.items()}


def whole_spelling(word: str, texts: Sequence[str]) -> str:
    """Return the most frequent spelling of a folded word with letters, digits or signs; the word itself if none."""
    forms = Counter(form for text in texts if (form := _slice(word, text)))
    return min(forms, key=lambda form: (-forms[form], form.swapcase())) if forms else word


def as_written(word: str, text: str) -> str:
    """Return a folded word as the text spells it, or in the text's script where the word cannot be found."""
    return spellings([text]).get(word) or _slice(word, text) or write_like(text, word)


def _slice(word: str, text: str) -> str:
    """Return the part of a text that folds to a word, "" if there is none."""
    at, starts = fold_script(text).find(word), offsets(text)
    return "" if at < 0 or starts is None else text[starts[at] : starts[at + len(word)]].strip()


def shortened(text: str, longest: int) -> str:
    """Return the beginning of a text: the whole text if it fits, else the first clause that fits, else a part of it.

    That part is a whole number of words where spaces separate them. longest: in Chinese characters; twice as many
    letters fit.
    """
    text = text.strip()
    is_apart = not is_han(text) and " " in text[: 2 * longest]
    fits = 2 * longest if is_apart else longest
    ends = [clause.end() for clause in _CLAUSES.finditer(text) if _SHORTEST <= clause.end() <= fits]
    if len(text) <= fits or not (ends or is_apart):
        return text[:fits]
    return text[: ends[0]] if ends else text[: fits + 1].rpartition(" ")[0]


def best_phrase(texts: Sequence[str], weights: Mapping[str, float], empty: Set[str], longest: int) -> str:
    """Return the heaviest run of adjacent words of at most `longest` letters, "" if no word has a weight.

    weights: {folded word that a group shares: weight}; empty: words such as "of", allowed inside a phrase but not at
    its ends. The weight of a phrase is the sum of its words' weights, times the fourth root of the number of texts with
    it. The phrase is spelt as most of these texts spell it.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    value: dict[str, float] = {}
    for text in texts:
        mine = {fold_script(phrase): (phrase, parts) for phrase, parts in _phrases(text, weights, empty, longest)}
        for folded, (phrase, parts) in mine.items():
            counts[folded][phrase] += 1
            value[folded] = sum(weights[part] for part in parts)
    if not counts:
        return ""
    best = max(counts, key=lambda folded: (value[folded] * counts[folded].total() ** 0.25, -len(folded), folded))
    forms = counts[best]
    spelling = min(forms, key=lambda form: (-forms[form], form.swapcase()))
    return spelling[0].upper() + spelling[1:]


def _phrases(
    text: str, weights: Mapping[str, float], empty: Set[str], longest: int
) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each phrase of a text with the set of weighted words in it."""
    for clause in _CLAUSES.findall(text):
        words = _WORDS.findall(clause)
        parts = [_weighted(word, weights, empty) for word in words]
        for start, first in enumerate(parts):
            inside: frozenset[str] = frozenset()
            for end in range(start, len(words) if first else start):
                here = parts[end]
                phrase = " ".join(words[start : end + 1])
                if here is None or len(phrase) > longest:
                    break
                inside |= here
                if here:
                    yield phrase, inside


def _weighted(word: str, weights: Mapping[str, float], empty: Set[str]) -> frozenset[str] | None:
    """Return the weighted parts of a word: empty for a word like "of", None for a word the group does not share."""
    parts = [singular(part) for part in _PARTS.findall(fold_script(word)) if part not in empty]
    if any(part not in weights for part in parts) or any(sign.isdigit() for sign in word):
        return None
    return frozenset(parts)
