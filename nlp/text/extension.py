"""A few more texts in a meeting that has its themes already: they find their place, nothing else moves."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nlp.text.constraints import Constraints
from nlp.text.results import Model, Settings, Themes
from nlp.text.script import fold_script

REFIT_TEXTS = 20
REFIT_SHARE = 0.05


def extend_themes(previous: Themes, texts: Sequence[str], decisions: Constraints, settings: Settings) -> Themes | None:
    """Return the earlier themes with the further texts placed, None where a full run is due.

    It is due when a text has gone, when people or settings say something new, when a further text is like no theme
    (it may found one), and after 20 or 5 % further texts, whichever is more.
    """
    model = previous.model
    if model is None or model.settings != settings:
        return None
    if len(texts) - model.fitted > max(REFIT_TEXTS, REFIT_SHARE * model.fitted):
        return None
    if model.texts == tuple(texts[: len(model.texts)]):
        return _followed(previous, model, texts[len(model.texts) :]) if model.decisions == decisions else None
    return _mixed(previous, model, texts, decisions)


def _followed(previous: Themes, model: Model, further: Sequence[str]) -> Themes | None:
    """Return the themes with further texts at the end: what most runs are, and the work of milliseconds."""
    before = len(model.texts)
    fresh = [fold_script(text) for text in further]
    found = model.nearest(fresh) if fresh else np.empty(0, np.int64)
    if (found < 0).any():
        return None
    themes = list(previous.themes)
    for at, label in enumerate(found.tolist(), before):
        themes[label] = replace(themes[label], members=(*themes[label].members, at))
    folded = (*model.folded, *fresh)
    copies = [folded.index(text) for text in fresh]
    copied = np.array([previous.copies_[at] if at < before else at for at in copies], dtype=np.int64)
    grown = Themes(np.append(previous.labels_, found), tuple(themes), np.append(previous.copies_, copied))
    return _by_size(grown, replace(model, texts=(*model.texts, *further), folded=folded))


def _by_size(themes: Themes, model: Model) -> Themes:
    """Return the themes in order of size, the largest first."""
    order = sorted(range(len(themes.themes)), key=lambda number: -len(themes.themes[number].members))
    rank = np.append(np.argsort(order), -1).astype(np.int64)
    means = model.means[order] if len(order) else model.means
    ordered = tuple(themes.themes[number] for number in order)
    return replace(themes, labels_=rank[themes.labels_], themes=ordered, model=replace(model, means=means))


def _mixed(previous: Themes, model: Model, texts: Sequence[str], decisions: Constraints) -> Themes | None:
    """Return the themes when the earlier texts come in another order, with others between them."""
    folded = tuple(fold_script(text) for text in texts)
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
    """Return the same themes where the text at position i comes at order[i]."""
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
        model = replace(model, texts=texts, folded=folded, decisions=decisions)
    return Themes(labels, renamed, copies, (), model)


def _places(before: Sequence[str], now: Sequence[str]) -> list[int] | None:
    """Return the position now of each earlier text, equal texts in order, None if one is missing."""
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for position, text in enumerate(now):
        waiting[text].append(position)
    place = [waiting[text].popleft() if waiting.get(text) else -1 for text in before]
    return None if -1 in place else place
