"""Themes of texts about many topics."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from nlp.text.clusterer import CUT, ThemeClusterer
from nlp.text.coarse import CoarseClusterer
from nlp.text.constraints import Constraints
from nlp.text.continuity import earlier_keys, inherit_keys, moved_texts, new_key
from nlp.text.corpus import Corpus
from nlp.text.labeler import Group, Labeler, Naming
from nlp.text.loners import Loners
from nlp.text.progress import Progress
from nlp.text.results import Model, Settings, Theme, Themes, firsts_of, means_of
from nlp.text.script import is_traditional
from nlp.text.space import COARSE, FINE, LARGE, Seen, TextSpace

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def group_many(
    corpus: Corpus, decisions: Constraints, settings: Settings, previous: Themes | None, progress: Progress
) -> Themes:
    """Return the themes of a corpus about many topics, clustered by the likeness of the texts."""
    # Small matrix products on many threads spend their time waiting for each other, most of all on a busy machine.
    with threadpool_limits(1 if len(corpus.order) <= LARGE else 2):
        return _full_run(corpus, decisions, settings, previous, progress)


def _full_run(
    corpus: Corpus, decisions: Constraints, settings: Settings, previous: Themes | None, progress: Progress
) -> Themes:
    space, seen = TextSpace.learn(
        settings.segmenter(),
        corpus.folded,
        corpus.originals,
        seed=settings.seed,
        progress=progress.part(0.0, 0.4),
    )
    vectors = seen.weighed(FINE)
    near = _labels(corpus, seen, vectors, settings, progress.part(0.4, 0.9))
    groups = _groups(corpus, near, settings.n_themes is not None)
    earlier = earlier_keys(corpus.folded, previous)
    labeler = Labeler(whole=space.segmenter.signed_).fit(corpus.words)
    themes = _themes(corpus, vectors, groups, earlier, labeler=labeler, progress=progress.part(0.9, 1.0))
    labels = np.full(len(corpus.order), -1, dtype=np.int64)
    for number, theme in enumerate(themes):
        labels[list(theme.members)] = number
    folded = corpus.by_position(corpus.folded)
    means = means_of(vectors, [corpus.unit[group] for group in groups])
    model = Model(
        space=space,
        means=means,
        cut=CUT if settings.n_themes is None else 2.0,
        loners=_loners(corpus, vectors, groups),
        labeler=labeler,
        texts=corpus.given,
        folded=folded,
        firsts=firsts_of(folded),
        fitted=len(labels),
        decisions=decisions,
        settings=settings,
    )
    fitted = Themes(labels, themes, corpus.copies(), (), model)
    return replace(fitted, moved=moved_texts(corpus.by_position(earlier), fitted))


def _labels(corpus: Corpus, seen: Seen, vectors: Floats, settings: Settings, progress: Progress) -> Ints:
    """Return the theme number of each unit (a set of duplicates), (units,).

    vectors: the units' vectors for themes; seen: all features of the units, which only serve if far fewer themes are
    asked for than `vectors` give.
    """
    if not len(vectors):
        return np.empty(0, np.int64)
    linked = ThemeClusterer(CUT, seed=settings.seed).fit(
        vectors, constraints=corpus.constraints, sizes=corpus.sizes, progress=progress.part(0.0, 0.8)
    )
    asked = settings.n_themes
    if asked is None:
        return linked.labels_
    if asked * 2 >= len(np.unique(linked.labels_)):
        return linked.recut_into(asked)
    coarse = CoarseClusterer(asked, seed=settings.seed)
    return coarse.fit(seen.weighed(COARSE), constraints=corpus.constraints, progress=progress.part(0.8, 1.0)).labels_


def _groups(corpus: Corpus, labels: Ints, everyone: bool) -> list[list[int]]:
    """Return the places of each theme's texts in the sorted corpus, the largest theme first.

    A single text is no theme, unless it is pinned or `everyone` asks for it.
    """
    members: dict[int, list[int]] = {}
    for at, unit in enumerate(corpus.unit.tolist()):
        members.setdefault(int(labels[unit]), []).append(at)
    pinned = set(corpus.constraints.pins)
    kept = [group for group in members.values() if everyone or len(group) > 1 or int(corpus.unit[group[0]]) in pinned]
    return sorted(kept, key=lambda group: (-len(group), group[0]))


def _loners(corpus: Corpus, vectors: Floats, groups: list[list[int]]) -> Loners:
    alone = np.ones(len(corpus.order), dtype=bool)
    for group in groups:
        alone[group] = False
    places = np.flatnonzero(alone)
    return Loners.of(np.array(corpus.order, dtype=np.int64)[places], vectors[corpus.unit[places]])


def _themes(
    corpus: Corpus,
    vectors: Floats,
    groups: list[list[int]],
    earlier: Sequence[str | None],
    *,
    labeler: Labeler,
    progress: Progress,
) -> tuple[Theme, ...]:
    pins = corpus.constraints.pins
    pinned = [next((pins[unit] for unit in corpus.unit[group].tolist() if unit in pins), None) for group in groups]
    kept = inherit_keys(groups, earlier, {key for key in pinned if key is not None})
    used = {key for key in [*pinned, *kept, *earlier] if key is not None}
    centres = [_centre(vectors[corpus.unit[group]]) for group in groups]
    named = [_group(corpus, group, speaker) for group, (speaker, _) in zip(groups, centres, strict=True)]
    names = labeler.name_all(named, progress)
    themes = []
    for group, pin, old, name, (speaker, cohesion) in zip(groups, pinned, kept, names, centres, strict=True):
        key = pin or old or new_key(corpus.folded[group[speaker]], used)
        used.add(key)
        themes.append(_theme(corpus, group, key, name, (speaker, cohesion)))
    return tuple(themes)


def _group(corpus: Corpus, group: list[int], speaker: int) -> Group:
    texts, words = [corpus.texts[at] for at in group], [corpus.words[at] for at in group]
    return Group(texts, words, texts[speaker], _mostly_traditional(corpus, group))


def _mostly_traditional(corpus: Corpus, group: list[int]) -> bool:
    """Return whether most of the first hundred members, in sorted order, are in Traditional characters."""
    some = group[:100]
    return 2 * sum(is_traditional(corpus.texts[at]) for at in some) > len(some)


def _theme(corpus: Corpus, group: list[int], key: str, name: Naming, centre: tuple[int, float]) -> Theme:
    members = tuple(sorted(corpus.order[at] for at in group))
    return Theme(key, name.label, name.keywords, members, corpus.order[group[centre[0]]], centre[1])


def _centre(vectors: Floats) -> tuple[int, float]:
    """Return the index of the row nearest to the centre of all rows, and the mean cosine of the rows with it."""
    centre = vectors.mean(axis=0)
    cosine = vectors @ centre / max(float(np.linalg.norm(centre)), 1e-9)
    return int(cosine.argmax()), float(np.clip(cosine.mean(), 0, 1))
