"""Placement of a few further texts into existing themes; no earlier text changes its theme."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace
from operator import eq

import numpy as np
from numpy.typing import NDArray

from nlp.text.boilerplate import without_boilerplate
from nlp.text.constraints import Constraints
from nlp.text.continuity import new_key
from nlp.text.labeler import Group
from nlp.text.results import Model, Settings, Theme, Themes, firsts_of
from nlp.text.script import fold_script, is_traditional

Floats = NDArray[np.float32]

REFIT_TEXTS = 20
REFIT_SHARE = 0.05


def extend_themes(previous: Themes, texts: Sequence[str], decisions: Constraints, settings: Settings) -> Themes | None:
    """Return the earlier themes with the further texts placed, None where a full run is due.

    A full run is due when an earlier text is missing, when decisions or settings have changed, and after more than 20
    or 5 % further texts, whichever is more. Until then a text that is near no theme stays ungrouped, or founds a theme
    with an ungrouped text near it. A full run is also due when two ungrouped texts share a word that the last full run
    did not know, because only a full run can tell how near the word brings them.
    """
    model = previous.model
    if model is None or model.settings != settings:
        return None
    before = len(model.texts)
    if len(texts) < before or len(texts) - model.fitted > max(REFIT_TEXTS, REFIT_SHARE * model.fitted):
        return None
    if all(map(eq, model.texts, texts)):
        return _followed(previous, model, texts[before:]) if model.decisions == decisions else None
    return _mixed(previous, model, texts, decisions)


def _followed(previous: Themes, model: Model, further: Sequence[str]) -> Themes | None:
    """Return the themes with further texts at the end, None where a full run is due; most runs are this case."""
    growth = _Growth(previous, model)
    folded = [fold_script(without_boilerplate(text)) for text in further]
    if folded:
        for text, plain, vector in zip(further, folded, model.space.vectors(folded), strict=True):
            growth.take(text, plain, vector)
    return None if growth.is_out_of_words else _by_size(*growth.grown())


class _Growth:
    """Earlier themes while further texts are placed one by one.

    is_out_of_words: two ungrouped texts share a word that the last full run did not know.
    """

    def __init__(self, previous: Themes, model: Model) -> None:
        self._model = model
        self._themes = list(previous.themes)
        self._labels = previous.labels_
        self._copies = previous.copies_
        self.is_out_of_words = False

    def take(self, text: str, folded: str, vector: Floats) -> None:
        """Place a further text in the nearest theme, else with the nearest ungrouped text, else as ungrouped."""
        model = self._model
        at = len(model.texts)
        first = model.first_of(folded)
        copied = at if first is None else self._copies[first]
        self._copies = np.append(self._copies, copied)
        self._model = model = replace(model, texts=(model.texts + (text,)), folded=(model.folded + (folded,)))
        label = model.nearest(vector)
        if label >= 0:
            theme = self._themes[label]
            self._themes[label] = replace(theme, members=(*theme.members, at))
        else:
            label = self._without_theme(at, vector)
        self._labels = np.append(self._labels, label)

    def grown(self) -> tuple[Themes, Model]:
        """Return the themes and the model as they are now."""
        return Themes(self._labels, tuple(self._themes), self._copies), self._model

    def _without_theme(self, at: int, vector: Floats) -> int:
        row, cosine = self._model.loners.nearest(vector)
        if cosine >= 1 - self._model.cut:
            return self._found(row, at, vector)
        loners, space = self._model.loners, self._model.space
        tokens = space.segmenter.tokens(self._model.folded[at])
        news = {token for token in tokens if len(token) > 1 and token not in space.tfidf.vocabulary_}
        self.is_out_of_words = self.is_out_of_words or not news.isdisjoint(loners.news)
        self._model = replace(self._model, loners=loners.joined_by(at, vector, news))
        return -1

    def _found(self, row: int, at: int, vector: Floats) -> int:
        """Make a theme of the ungrouped text in a row of `loners` and the new text at a position; return its number."""
        model = self._model
        other = int(model.loners.positions[row])
        texts = [without_boilerplate(model.texts[position]) for position in (other, at)]
        words = [model.space.segmenter.words(model.folded[position]) for position in (other, at)]
        group = Group(texts, words, texts[0], all(map(is_traditional, texts)))
        naming = model.labeler.name_all([group], taken=[theme.label for theme in self._themes])[0]
        key = new_key(model.folded[other], {theme.key for theme in self._themes})
        mean = (model.loners.vector(row) + vector) / 2
        cohesion = min(float(np.linalg.norm(mean)), 1.0)
        self._themes.append(Theme(key, naming.label, naming.keywords, (other, at), other, cohesion))
        self._labels = self._labels.copy()
        self._labels[other] = len(self._themes) - 1
        self._model = replace(model, means=np.vstack([model.means, mean]), loners=model.loners.left_by(row))
        return len(self._themes) - 1


def _by_size(themes: Themes, model: Model) -> Themes:
    """Return the themes ordered by size, the largest first."""
    sizes = [-len(theme.members) for theme in themes.themes]
    order = sorted(range(len(sizes)), key=sizes.__getitem__)
    if order == list(range(len(order))):
        return replace(themes, model=model)
    rank = np.append(np.argsort(order), -1).astype(np.int64)
    ordered = tuple(themes.themes[number] for number in order)
    return replace(themes, labels_=rank[themes.labels_], themes=ordered, model=replace(model, means=model.means[order]))


def _mixed(previous: Themes, model: Model, texts: Sequence[str], decisions: Constraints) -> Themes | None:
    """Return the themes for earlier texts in another order with further texts between them.

    Returns None where a full run is due.
    """
    folded = tuple(fold_script(without_boilerplate(text)) for text in texts)
    place = _places(model.folded, folded)
    if place is None or model.decisions.moved(dict(enumerate(place))) != decisions:
        return None
    known = set(place)
    fresh = [position for position in range(len(folded)) if position not in known]
    order = [*place, *fresh]
    moved = replace(previous, model=replace(model, texts=tuple(texts[at] for at in place)))
    grown = _followed(moved, moved.model or model, [texts[at] for at in fresh])
    return None if grown is None else _reordered(grown, order, decisions)


def _reordered(themes: Themes, order: Sequence[int], decisions: Constraints) -> Themes:
    """Return the same themes for a reordered list, in which text i now stands at order[i]."""
    where = np.array(order, dtype=np.int64)
    labels, copies = np.empty_like(themes.labels_), np.empty_like(themes.copies_)
    labels[where], copies[where] = themes.labels_, where[themes.copies_]
    renamed = tuple(
        replace(
            theme, members=tuple(sorted(order[at] for at in theme.members)), representative=order[theme.representative]
        )
        for theme in themes.themes
    )
    back = np.argsort(where).tolist()
    model = themes.model
    if model is not None:
        texts, folded = tuple(model.texts[at] for at in back), tuple(model.folded[at] for at in back)
        firsts, loners = firsts_of(folded), model.loners.moved(where)
        model = replace(model, texts=texts, folded=folded, firsts=firsts, loners=loners, decisions=decisions)
    return Themes(labels, renamed, copies, (), model)


def _places(before: Sequence[str], now: Sequence[str]) -> list[int] | None:
    """Return the present position of each earlier text, None if one is missing; equal texts are matched in order."""
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for position, text in enumerate(now):
        waiting[text].append(position)
    place = [waiting[text].popleft() if waiting.get(text) else -1 for text in before]
    return None if -1 in place else place
