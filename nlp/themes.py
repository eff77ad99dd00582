"""Public entry point from texts to themes: chooses between many topics and one question."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from nlp.aspects.library import Library, read_library
from nlp.aspects.model import model_of
from nlp.embedding import Embedder, EmbedderError, default_embedder
from nlp.sorting.one_topic import Resources, extend_board, is_grown, lay_out_board, sort_under_names
from nlp.sorting.suggestions import covering_aspects, frequent_phrases
from nlp.sorting.switch import FEWEST, is_one_topic
from nlp.text.boilerplate import without_boilerplate
from nlp.text.constraints import Constraints
from nlp.text.corpus import Corpus
from nlp.text.extension import extend_themes
from nlp.text.progress import Progress
from nlp.text.results import Case, Settings, Themes
from nlp.text.script import language_of, write_traditional
from nlp.text.segmenter import Segmenter
from nlp.text.synonyms import Synonyms
from nlp.text.themes import group_many

DOUBT = 0.55
"""Confidence below which a text is doubtful: a person should look at both of its likeliest themes."""


def find_themes(  # noqa: PLR0913  # the one entry point: each is a decision of people or of a place
    texts: Sequence[str],
    *,
    topic: str | None = None,
    names: Mapping[str, str] | None = None,
    case: Case | None = None,
    pins: Mapping[int, str] | None = None,
    apart: Iterable[tuple[int, int]] | None = None,
    n_themes: int | None = None,
    stop_words: Iterable[str] | None = None,
    user_words: Iterable[str] | None = None,
    synonyms: Synonyms | None = None,
    previous: Themes | None = None,
    library: Library | None = None,
    embedder: Embedder | Callable[[], Embedder | None] | Literal["default"] | None = "default",
    progress: Callable[[float], None] | None = None,
    seed: int = 0,
) -> Themes:
    """Group n texts in any mix of Simplified, Traditional and Latin script into themes, whatever their order.

    Texts about many topics are clustered. Texts that all answer one question are sorted under `names`; without names a
    first board is laid out from the aspects of the library. The likeness of the texts tells the cases apart.
    Links, telephone numbers, names of people, greetings and placeholders in a text have no effect on themes and labels.
    topic: the question that the texts answer; names: {theme key: words of people}; case: overrules the likeness; pins:
    {position: theme key} set by people, always obeyed; apart: pairs of positions that people separated; n_themes: form
    this many coarse groups and place every text in one (decisions of people come first); stop_words: further words
    without meaning in this place; user_words: local words that must stay whole, with any signs in them; synonyms:
    {word: word it is read as}, or groups of words that mean the same; previous: an earlier result, whose theme keys
    stay with most of their members; library: aspects with examples, else those that ship; embedder: gives sentence
    vectors for one question, or returns what does; by default the one that ships, None for words alone; progress:
    called from time to time with the share done, which only grows and ends at 1; an exception of it ends the run.

    Raises ValueError for n_themes below 1, unknown positions, pins without a key, and contradictory decisions.
    """
    decisions = Constraints.checked(len(texts), pins, apart)
    settings = Settings.of(stop_words, user_words, synonyms, n_themes, seed)
    reporter = Progress(progress)
    themes = None
    if previous is not None and previous.case == "many" and not names and case != "one":
        themes = extend_themes(previous, texts, decisions, settings)
    if themes is None:
        segmenter = settings.segmenter()
        corpus = Corpus.read(texts, segmenter, decisions, reporter.part(0.0, 0.2))
        if case == "one" or (case is None and _is_one(corpus, segmenter, has_names=bool(names))):
            resources = Resources(library or read_library(), _embedder_of(embedder))
            themes = _one(corpus, names, previous, resources, topic=topic or "", n_themes=n_themes)
        else:
            themes = group_many(corpus, decisions, settings, previous, reporter.part(0.2, 1.0))
    reporter(1.0)
    return themes


def _one(
    corpus: Corpus,
    names: Mapping[str, str] | None,
    previous: Themes | None,
    resources: Resources,
    *,
    topic: str,
    n_themes: int | None,
) -> Themes:
    with threadpool_limits(1):
        if names:
            return sort_under_names(corpus, names, resources, topic=topic, previous=previous)
        if previous is not None and previous.case == "one" and not is_grown(corpus, previous):
            return extend_board(corpus, previous, resources, topic=topic)
        return lay_out_board(corpus, resources, n_themes=n_themes, previous=previous)


def _embedder_of(embedder: Embedder | Callable[[], Embedder | None] | Literal["default"] | None) -> Embedder | None:
    if isinstance(embedder, str):
        return default_embedder()
    return embedder() if callable(embedder) else embedder


def _is_one(corpus: Corpus, segmenter: Segmenter, *, has_names: bool) -> bool:
    """Return whether the texts answer one question; with names, too few texts to tell count as such."""
    units = [corpus.folded[at] for at in corpus.originals]
    return is_one_topic(units, segmenter) or (has_names and len(units) < FEWEST)


def suggest_names(
    texts: Sequence[str],
    *,
    topic: str = "",
    limit: int = 12,
    library: Library | None = None,
    embedder: Embedder | Literal["default"] | None = "default",
) -> tuple[str, ...]:
    """Return at most `limit` names for themes: headings of the aspects that cover the texts best, frequent phrases.

    Both are in the language of most texts.
    """
    plain = sorted({without_boilerplate(text) for text in texts})
    if not plain:
        return ()
    known = library or read_library()
    chosen = _embedder_of(embedder)
    model = model_of(known)
    try:
        keys = covering_aspects(plain, model, chosen)
    except EmbedderError:
        keys = covering_aspects(plain, model, None)
    language = language_of(plain)
    headings = [known.heading(key, language) for key in keys]
    phrases = frequent_phrases(plain, Segmenter().fit(), topic, limit)
    written = [write_traditional(phrase) if language == "zh-Hant" else phrase for phrase in phrases]
    return tuple(dict.fromkeys([*headings, *written]))[:limit]
