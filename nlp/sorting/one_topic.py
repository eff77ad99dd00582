"""Themes of texts that all answer one question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nlp.aspects.library import Library
from nlp.aspects.model import AspectModel, model_of
from nlp.embedding import Embedder, EmbedderError
from nlp.sorting.board import lay_out
from nlp.sorting.growth import has_outgrown
from nlp.sorting.reasons import Reasons
from nlp.sorting.sorter import Sorted, Sorter
from nlp.sorting.views import centre_of, views_of
from nlp.text.continuity import earlier_keys, inherit_keys, moved_texts, new_key
from nlp.text.corpus import Corpus
from nlp.text.labeler import Labeler
from nlp.text.results import Theme, Themes
from nlp.text.script import language_of

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Resources:
    """What themes of one question are found with: the library, and an embedder or None."""

    library: Library
    embedder: Embedder | None = None

    @property
    def model(self) -> AspectModel:
        return model_of(self.library)


def sort_under_names(
    corpus: Corpus, names: Mapping[str, str], resources: Resources, *, topic: str, previous: Themes | None
) -> Themes:
    """Return the themes of a corpus whose texts are sorted under the names {theme key: words}.

    Pinned texts stay in their themes; the key of a pin that has no name makes a theme of its own.
    """
    pins = corpus.constraints.pins
    keys = list(dict.fromkeys([*names, *sorted(set(pins.values()) - set(names))]))
    numbers = {key: number for number, key in enumerate(keys)}
    texts = [corpus.texts[at] for at in corpus.originals]
    pinned = {unit: numbers[key] for unit, key in pins.items()}
    speeches = {key: texts[unit] for unit, key in sorted(pins.items(), reverse=True)}
    words = [names.get(key) or speeches[key] for key in keys]
    found = _sort(texts, words, topic=topic, pins=pinned, resources=resources)
    labels = [names.get(key, "") for key in keys]
    return _themes(corpus, keys, labels, found, resources=resources, previous=previous)


def is_grown(corpus: Corpus, previous: Themes) -> bool:
    """Return whether an earlier board is due to be laid out again."""
    return has_outgrown(previous.laid, len(corpus.order))


def extend_board(corpus: Corpus, previous: Themes, resources: Resources, *, topic: str) -> Themes:
    """Return an earlier board with the further texts sorted under its names; earlier texts keep their themes."""
    folded = corpus.by_position(corpus.folded)
    earlier = earlier_keys(folded, previous)
    held = {at: key for at, key in enumerate(earlier) if key is not None} | dict(_pins_by_position(corpus))
    place = {position: at for at, position in enumerate(corpus.order)}
    by_unit = {int(corpus.unit[place[position]]): key for position, key in held.items()}
    for unit in {unit for pair in corpus.constraints.parted for unit in pair}:  # a new decision may move these
        by_unit.pop(unit, None)
    kept = replace(corpus, constraints=replace(corpus.constraints, pins={**by_unit, **corpus.constraints.pins}))
    names = {theme.key: theme.label for theme in previous.themes}
    themes = sort_under_names(kept, names, resources, topic=topic, previous=previous)
    numbers = {theme.key: number for number, theme in enumerate(themes.themes)}
    was = {text: at for at, text in enumerate(previous.folded)}
    for position, text in enumerate(folded):
        if earlier[position] is not None and text in was:
            themes.confidence[position] = previous.confidence[was[text]]
            second = int(previous.second[was[text]])
            themes.second[position] = -1 if second < 0 else numbers[previous.themes[second].key]
    return replace(themes, laid=previous.laid)


def _pins_by_position(corpus: Corpus) -> list[tuple[int, str]]:
    pins = corpus.constraints.pins
    return [(position, pins[unit]) for position, unit in zip(corpus.order, corpus.unit.tolist(), strict=True)
            if unit in pins]  # fmt: skip


def lay_out_board(corpus: Corpus, resources: Resources, *, n_themes: int | None, previous: Themes | None) -> Themes:
    """Return a first board of a corpus; pinned texts stay in the themes of their keys."""
    texts = [corpus.texts[at] for at in corpus.originals]
    if not texts:
        return sort_under_names(corpus, {}, resources, topic="", previous=previous)
    model, embedder = resources.model, _working(resources.embedder, texts)
    board = lay_out(texts, model, embedder, n_themes=n_themes)
    language = language_of(texts)
    found = Sorted(board.best, board.second, board.confidence)
    groups = [[at for at in range(len(texts)) if board.best[at] == number] for number in range(len(board.aspects))]
    folded = [corpus.folded[at] for at in corpus.originals]
    earlier = earlier_keys(folded, previous)
    pins = corpus.constraints.pins
    kept = inherit_keys(groups, earlier, set(pins.values()))
    used = {key for key in [*kept, *earlier, *pins.values()] if key is not None}
    keys = []
    for old, aspect in zip(kept, board.aspects, strict=True):
        keys.append(old or new_key(aspect, used))
        used.add(keys[-1])
    labels = [resources.library.heading(aspect, language) for aspect in board.aspects]
    further = sorted(set(pins.values()))
    found = _pinned(found, {unit: len(keys) + further.index(key) for unit, key in pins.items()})
    return _themes(
        corpus, [*keys, *further], [*labels, *[""] * len(further)], found, resources=resources, previous=previous
    )


def _sort(
    texts: Sequence[str], words: Sequence[str], *, topic: str, pins: Mapping[int, int], resources: Resources
) -> Sorted:
    try:
        return Sorter(resources.model, resources.embedder).sort(texts, words, topic=topic, pins=pins)
    except EmbedderError:
        return Sorter(resources.model).sort(texts, words, topic=topic, pins=pins)


def _working(embedder: Embedder | None, texts: Sequence[str]) -> Embedder | None:
    """Return the embedder if it can embed the texts, else None: words then decide alone."""
    if embedder is None:
        return None
    try:
        embedder.embed(texts)
    except EmbedderError:
        return None
    return embedder


def _pinned(found: Sorted, pins: Mapping[int, int]) -> Sorted:
    best, second, confidence = found.best.copy(), found.second.copy(), found.confidence.copy()
    for unit, number in pins.items():
        second[unit], best[unit], confidence[unit] = best[unit], number, 1.0
    return Sorted(best, second, confidence)


def _apart(corpus: Corpus, found: Sorted) -> Sorted:
    """Return the themes after separated pairs are parted: the less certain unit goes to its second theme or to none."""
    best = found.best.copy()
    pins = corpus.constraints.pins
    for pair in sorted(corpus.constraints.parted):
        if best[pair[0]] != best[pair[1]] or best[pair[0]] < 0:
            continue
        free = [unit for unit in pair if unit not in pins]
        unit = min(free, key=lambda unit: (found.confidence[unit], -unit))
        best[unit] = found.second[unit] if found.second[unit] != best[unit] else -1
    crowded = [unit for pair in corpus.constraints.parted if best[pair[0]] == best[pair[1]] for unit in pair]
    best[[unit for unit in crowded if unit not in pins]] = -1
    is_moved = best != found.best
    # The chance of a second theme is at most what the first leaves.
    confidence = np.where(is_moved, np.minimum(found.confidence, 1 - found.confidence), found.confidence)
    return Sorted(best, np.where(is_moved, -1, found.second), confidence.astype(np.float32))


def _themes(
    corpus: Corpus,
    keys: Sequence[str],
    labels: Sequence[str],
    found: Sorted,
    *,
    resources: Resources,
    previous: Themes | None,
) -> Themes:
    """Return the result by input positions; themes come largest first, those of one size in the order of `keys`."""
    found = _apart(corpus, found)
    best = found.best[corpus.unit]
    members = [np.flatnonzero(best == number) for number in range(len(keys))]
    order = sorted(range(len(keys)), key=lambda number: -len(members[number]))
    rank = np.empty(len(keys) + 1, np.int64)
    rank[order], rank[-1] = np.arange(len(keys)), -1
    place = np.array(corpus.order, np.int64)
    labels_, second = np.full(len(place), -1, np.int64), np.full(len(place), -1, np.int64)
    labels_[place], second[place] = rank[best], rank[found.second[corpus.unit]]
    confidence = np.zeros(len(place), np.float32)
    confidence[place] = found.confidence[corpus.unit]
    views = views_of(corpus.texts)
    labeler = Labeler().fit(corpus.words)
    themes = tuple(
        _theme(corpus, keys[number], labels[number], members[number], views=views, labeler=labeler) for number in order
    )
    reasons = Reasons(
        corpus.by_position(corpus.texts),
        corpus.by_position(corpus.words),
        [theme.label for theme in themes],
        labels_,
        resources.model,
    )
    folded = corpus.by_position(corpus.folded)
    themes_now = Themes(
        labels_,
        themes,
        corpus.copies(),
        case="one",
        confidence=confidence,
        second=second,
        folded=folded,
        reasons=reasons.of,
        laid=len(place),
    )
    return replace(themes_now, moved=moved_texts(earlier_keys(folded, previous), themes_now))


def _theme(corpus: Corpus, key: str, label: str, members: Ints, *, views: Floats, labeler: Labeler) -> Theme:
    if not len(members):
        return Theme(key, label, (), (), -1, 0.0)
    speaker, cohesion = centre_of(views, members)
    words = [corpus.words[at] for at in members]
    keywords = labeler.keywords_of(words)
    positions = tuple(sorted(corpus.order[at] for at in members))
    representative = corpus.order[int(members[speaker])]
    return Theme(key, label or "、".join(keywords[:2]) or corpus.texts[members[speaker]], keywords, positions,
                 representative, cohesion)  # fmt: skip
