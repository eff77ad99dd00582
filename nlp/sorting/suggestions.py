"""Names that people may want to give to themes, suggested from the texts."""

from collections import Counter
from collections.abc import Iterator, Sequence

from nlp.aspects.model import AspectModel
from nlp.aspects.tokens import tokens_of
from nlp.embedding import Embedder
from nlp.sorting.board import aspect_chances, covering
from nlp.text.script import fold_script
from nlp.text.segmenter import Segmenter, is_han

ASPECTS = 9
"""Suggested aspects; frequent phrases follow."""
SHORTEST, LONGEST = 3, 8
"""Fewest and most characters of a phrase."""
WORDS = 3
"""Most words of a phrase."""
SHARE = 0.08
"""Least share of the texts with a phrase, but at least `FEWEST` texts."""
FEWEST = 3


def covering_aspects(texts: Sequence[str], model: AspectModel, embedder: Embedder | None) -> list[str]:
    """Return the keys of the aspects that together cover the texts best, the best first."""
    vectors = None if embedder is None else embedder.embed(texts)
    return [model.keys[at] for at in covering(aspect_chances(texts, vectors, model, embedder), ASPECTS)]


def frequent_phrases(texts: Sequence[str], segmenter: Segmenter, topic: str, limit: int) -> list[str]:
    """Return the phrases that most texts share, folded; neither the topic's own words nor parts of other phrases."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(_phrases(fold_script(text), segmenter)))
    least = max(FEWEST, SHARE * len(texts))
    of_topic = set(tokens_of(topic))
    frequent = [phrase for phrase, times in counts.items() if times >= least and not set(tokens_of(phrase)) <= of_topic]
    frequent.sort(key=lambda phrase: (-counts[phrase] * len(phrase), phrase))
    kept: list[str] = []
    for phrase in frequent:
        if len(kept) < limit and not any(phrase in other or other in phrase for other in kept):
            kept.append(phrase)
    return kept


def _phrases(folded: str, segmenter: Segmenter) -> Iterator[str]:
    """Yield the runs of one to three neighbouring words of a text that say something and are neither long nor short."""
    words = segmenter.words(folded)
    ends, at = [], 0
    for word in words:
        at = max(folded.find(word, at), at) + len(word)
        ends.append(at)
    for first in range(len(words)):
        for last in range(first, min(first + WORDS, len(words))):
            run = "".join(words[first : last + 1])
            is_unbroken = folded[ends[last] - len(run) : ends[last]] == run
            is_fit = SHORTEST <= len(run) <= LONGEST and all(map(is_han, run))
            if is_unbroken and is_fit and all(map(segmenter.says_something, (words[first], words[last]))):
                yield run
