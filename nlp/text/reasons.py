"""Reasons for a text's theme: the words that bring the text near to a group of others."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nlp.text.phrases import as_written
from nlp.text.script import fold_script
from nlp.text.segmenter import is_han
from nlp.text.space import FINE, TextSpace

Floats = NDArray[np.float32]


def words_towards(space: TextSpace, text: str, target: Floats, limit: int) -> tuple[str, ...]:
    """Return at most `limit` words of a text that bring the text nearer to `target` (d,), the strongest first.

    The nearness is a sum over tokens and over the words of each field, and a word contributes what the tokens inside it
    contribute. Single characters are returned only where the text has no longer word. Each word is spelt as in the
    text.
    """
    folded = fold_script(text)
    brought = _brought(space, folded, target)
    whole = _whole_words(space, folded, brought)
    chosen = {word: value for word, value in whole.items() if len(word) > 1} or whole or brought
    best = sorted((word for word in chosen if chosen[word] > 0), key=lambda word: (-chosen[word], word))
    return tuple(dict.fromkeys(as_written(word, text) for word in best[: max(limit, 0)]))


def _brought(space: TextSpace, folded: str, target: Floats) -> dict[str, float]:
    """Return {token or word of a field: what it contributes to the nearness of the text to `target`}."""
    tokens = space.segmenter.tokens(folded)
    size = len(target) - space.fields.size
    row = space.tfidf.transform([tokens])
    length = max(float(np.linalg.norm(space.latent.reduce(row))), 1e-9)
    pull = space.latent.pull(target[:size])[row.indices] * row.data / length
    names = {space.tfidf.vocabulary_.get(token): token for token in tokens}
    brought: dict[str, float] = defaultdict(float)
    brought.update({names[column]: float(value) for column, value in zip(row.indices.tolist(), pull, strict=True)})
    for word, value in space.fields.pull(tokens, target[size:]).items():
        brought[word] += FINE * value
    return brought


def _whole_words(space: TextSpace, folded: str, brought: Mapping[str, float]) -> dict[str, float]:
    """Return {word: its contribution} of each word of a text but stop words, numbers and signs.

    brought: {token: contribution}; the contribution of a word is the sum over the tokens that lie inside the word.
    """
    cutter = space.segmenter
    words = filter(cutter.says_something, dict.fromkeys(cutter.words(folded)))
    return {word: _inside(cutter.reworded(word), brought) for word in words}


def _inside(word: str, brought: Mapping[str, float]) -> float:
    return sum(value for token, value in brought.items() if token == word or (is_han(token) and token in word))
