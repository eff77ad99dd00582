"""A few more texts in a meeting that has its themes already: they find their place, nothing else moves."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nlp.text.constraints import Constraints
from nlp.text.results import Model, Settings, Themes

Ints = NDArray[np.int64]

REFIT_TEXTS = 20
REFIT_SHARE = 0.05


def extend_themes(
    previous: Themes, texts: Sequence[str], folded: Sequence[str], decisions: Constraints, settings: Settings
) -> Themes | None:
    """Return the earlier themes with the further texts placed, None where a full run is due.

    It is due when a text has gone, when people or settings say something new, when a further text is like no theme
    (it may found one), and after 20 or 5 % further texts, whichever is more.
    """
    model = previous.model
    if model is None or model.settings != settings:
        return None
    if len(folded) - model.fitted > max(REFIT_TEXTS, REFIT_SHARE * model.fitted):
        return None
    place = _places(model.folded, folded)
    if place is None or model.decisions.moved(dict(enumerate(place))) != decisions:
        return None
    labels = np.full(len(folded), -1, dtype=np.int64)
    labels[place] = previous.labels_
    known = set(place)
    fresh = [position for position in range(len(folded)) if position not in known]
    found = model.nearest([folded[position] for position in fresh]) if fresh else np.empty(0, np.int64)
    if (found < 0).any():
        return None
    labels[fresh] = found
    return _carried(previous, model, place=place, fresh=fresh, labels=labels, texts=texts, folded=folded)


def _places(before: Sequence[str], now: Sequence[str]) -> list[int] | None:
    """Return the position now of each earlier text, equal texts in order, None if one is missing."""
    if list(now[: len(before)]) == list(before):
        return list(range(len(before)))
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for position, text in enumerate(now):
        waiting[text].append(position)
    place = [waiting[text].popleft() if waiting.get(text) else -1 for text in before]
    return None if -1 in place else place


def _carried(
    previous: Themes,
    model: Model,
    *,
    place: list[int],
    fresh: list[int],
    labels: Ints,
    texts: Sequence[str],
    folded: Sequence[str],
) -> Themes:
    newcomers: dict[int, list[int]] = defaultdict(list)
    for position in fresh:
        newcomers[int(labels[position])].append(position)
    themes = [
        replace(
            theme,
            members=tuple(sorted([*(place[at] for at in theme.members), *newcomers[number]])),
            representative=place[theme.representative],
        )
        for number, theme in enumerate(previous.themes)
    ]
    order = sorted(range(len(themes)), key=lambda number: -len(themes[number].members))
    rank = np.append(np.argsort(order), -1).astype(np.int64)
    copies = np.arange(len(folded), dtype=np.int64)
    copies[place] = np.array(place, dtype=np.int64)[previous.copies_]
    first = {folded[position]: position for position in reversed(range(len(folded)))}
    for position in fresh:
        copies[position] = copies[first[folded[position]]]
    means = model.means[order] if len(order) else model.means
    decisions = model.decisions.moved(dict(enumerate(place)))
    kept = replace(model, texts=tuple(texts), folded=tuple(folded), decisions=decisions, means=means)
    return Themes(rank[labels], tuple(themes[number] for number in order), copies, (), kept)
