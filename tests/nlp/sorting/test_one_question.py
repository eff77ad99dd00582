"""Themes of a meeting about one question: sorted under names, laid out from aspects, obedient, whatever the order."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from nlp import DOUBT, Themes, find_themes, suggest_names
from nlp.aspects import read_library
from nlp.embedding import EmbedderError

LIBRARY = read_library()
Embedding = Literal["default"] | None
WORDS_AND_VECTORS = pytest.mark.parametrize("embedder", [None, "default"], ids=["words", "vectors"])


def meetings() -> dict[str, list[tuple[str, str]]]:
    """Return {question: [(aspect, sentence)]} of the library."""
    out: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for example in LIBRARY.sentences:
        out[example.question].append((example.aspect, example.text))
    return dict(out)


MEETINGS = meetings()
QUESTION = sorted(MEETINGS)[40]
TEXTS = [text for _, text in MEETINGS[QUESTION]]
NAMES = {"money": "钱怎么出", "quiet": "吵不吵", "where": "放在哪里", "safe": "安不安全"}


def partition(themes: Themes, order: list[int] | None = None) -> set[frozenset[int]]:
    order = order or list(range(len(themes.labels_)))
    return {frozenset(order[at] for at in theme.members) for theme in themes.themes if theme.members}


class Broken:
    """An embedder that never answers."""

    name, version = "broken", "1"

    def embed(self, texts: list[str]) -> np.ndarray:
        raise EmbedderError("it is down")


def test_the_cases_are_told_apart() -> None:
    assert all(find_themes([text for _, text in rows], embedder=None).case == "one" for rows in _some_meetings())
    titles = [f"{street}的{thing}" for street in ("南站路", "青林湾", "白杨街道") for thing in _titles()]
    assert find_themes(titles).case == "many"


def _some_meetings() -> Iterator[list[tuple[str, str]]]:
    yield from list(MEETINGS.values())[::20]


def _titles() -> list[str]:
    things = ["路灯不亮没人修", "公交车晚点严重", "学校门口停车乱", "自来水发黄", "电梯经常坏"]
    return [thing + end for thing in things for end in ("", "请尽快处理", "已经一个月")]


def test_a_case_can_be_asked_for() -> None:
    assert find_themes(TEXTS, case="many").case == "many"
    assert find_themes(TEXTS[:3], case="one", embedder=None).case == "one"


@WORDS_AND_VECTORS
def test_a_text_that_says_the_name_is_sorted_under_it(embedder: Embedding) -> None:
    texts = [*TEXTS, "这笔钱谁来出，钱怎么出要说清", "晚上太吵不吵都睡不着", "放在哪里都行，别放我窗下"]
    themes = find_themes(texts, names=NAMES, topic=QUESTION, case="one", embedder=embedder)
    assert [themes.key_of(len(TEXTS) + at) for at in range(3)] == ["money", "quiet", "where"]


@WORDS_AND_VECTORS
def test_every_name_is_a_theme_and_every_text_has_one(embedder: Embedding) -> None:
    themes = find_themes(TEXTS, names=NAMES, topic=QUESTION, case="one", embedder=embedder)
    assert {theme.key: theme.label for theme in themes.themes} == NAMES
    assert (themes.labels_ >= 0).all()
    assert ((themes.confidence > 0) & (themes.confidence <= 1)).all()
    assert (themes.second != themes.labels_).all()
    for number, theme in enumerate(themes.themes):
        assert theme.members == tuple(np.flatnonzero(themes.labels_ == number))
        assert theme.representative in theme.members or (not theme.members and theme.representative == -1)


@WORDS_AND_VECTORS
@pytest.mark.parametrize("names", [None, NAMES], ids=["board", "names"])
def test_the_order_of_the_texts_does_not_matter(embedder: Embedding, names: dict[str, str] | None) -> None:
    order = list(range(len(TEXTS)))
    random.Random(3).shuffle(order)
    plain = find_themes(TEXTS, names=names, case="one", embedder=embedder)
    other = find_themes([TEXTS[at] for at in order], names=names, case="one", embedder=embedder)
    assert partition(plain) == partition(other, order)
    assert [plain.confidence[at] for at in order] == pytest.approx(other.confidence.tolist(), rel=1e-4)


@pytest.mark.parametrize("names", [None, NAMES], ids=["board", "names"])
@pytest.mark.parametrize("seed", range(4))
def test_people_are_obeyed(names: dict[str, str] | None, seed: int) -> None:
    fate = random.Random(seed)
    keys = [*(names or {}), "own"]
    pins = {at: fate.choice(keys) for at in fate.sample(range(len(TEXTS)), 8)}
    free = [at for at in range(len(TEXTS)) if at not in pins]
    apart = [tuple(fate.sample(free, 2)) for _ in range(6)]
    themes = find_themes(TEXTS, names=names, pins=pins, apart=apart, case="one", embedder=None)
    assert all(themes.key_of(at) == key for at, key in pins.items())
    assert all(themes.confidence[at] == 1 for at in pins)
    for one, other in apart:
        assert themes.labels_[one] == -1 or themes.labels_[one] != themes.labels_[other]


def test_a_board_stands_still_while_texts_come() -> None:
    first = find_themes(TEXTS[:26], case="one", embedder=None)
    second = find_themes(TEXTS[:30], previous=first, case="one", embedder=None)
    assert [second.key_of(at) for at in range(26)] == [first.key_of(at) for at in range(26)]
    assert {theme.key: theme.label for theme in second.themes} == {theme.key: theme.label for theme in first.themes}
    assert second.moved == ()
    assert second.confidence[:26].tolist() == first.confidence.tolist()


def test_a_board_that_has_grown_by_half_is_laid_out_again() -> None:
    first = find_themes(TEXTS[:12], case="one", embedder=None)
    assert find_themes(TEXTS[:17], previous=first, case="one", embedder=None).laid == 12
    assert find_themes(TEXTS[:18], previous=first, case="one", embedder=None).laid == 18


def test_names_on_the_first_board_are_headings_in_the_script_of_the_texts() -> None:
    for rows in _some_meetings():
        themes = find_themes([text for _, text in rows], case="one", embedder=None)
        headings = {heading for aspect in LIBRARY.aspects for heading in aspect.headings.values()}
        assert {theme.label for theme in themes.themes} <= headings
        assert 3 <= len(themes.themes) <= 9


def test_equal_texts_stay_together() -> None:
    themes = find_themes([*TEXTS, TEXTS[5], TEXTS[5]], names=NAMES, case="one", embedder=None)
    assert themes.key_of(5) == themes.key_of(len(TEXTS)) == themes.key_of(len(TEXTS) + 1)
    assert themes.copies_[len(TEXTS)] == themes.copies_[5]


def test_reasons_are_words_of_the_text() -> None:
    themes = find_themes(TEXTS, names=NAMES, case="one", embedder=None)
    reasons = [themes.why(at, limit=3) for at in range(len(TEXTS))]
    assert sum(map(bool, reasons)) > len(TEXTS) / 2
    for text, words in zip(TEXTS, reasons, strict=True):
        assert len(words) <= 3
        assert all(word in text for word in words)


def test_a_broken_embedder_leaves_the_words() -> None:
    broken = find_themes(TEXTS, names=NAMES, case="one", embedder=Broken())
    words = find_themes(TEXTS, names=NAMES, case="one", embedder=None)
    assert broken.labels_.tolist() == words.labels_.tolist()
    board = find_themes(TEXTS, case="one", embedder=Broken())
    assert partition(board) == partition(find_themes(TEXTS, case="one", embedder=None))


@WORDS_AND_VECTORS
def test_confident_texts_are_right_more_often_than_doubtful_ones(embedder: Embedding) -> None:
    """Sort a fifth of the library's meetings under their first names, with a model that has not read them."""
    held = set(sorted(MEETINGS)[::5])
    rest = replace(
        LIBRARY,
        sentences=tuple(example for example in LIBRARY.sentences if example.question not in held),
        names=tuple(example for example in LIBRARY.names if example.question not in held),
    )
    right: dict[bool, list[bool]] = {True: [], False: []}
    heading = {(name.question, name.aspect): name.text for name in reversed(LIBRARY.names)}
    for question in sorted(held):
        rows = [(aspect, text) for aspect, text in MEETINGS[question] if (question, aspect) in heading]
        names = {aspect: heading[question, aspect] for aspect, _ in rows}
        texts = [text for _, text in rows]
        themes = find_themes(texts, names=names, topic=question, case="one", library=rest, embedder=embedder)
        for at, (aspect, _) in enumerate(rows):
            right[bool(themes.confidence[at] >= DOUBT)].append(themes.key_of(at) == aspect)
    assert np.mean(right[True]) > 0.75
    assert np.mean(right[True]) > np.mean(right[False]) + 0.2


@pytest.mark.parametrize("texts", [[], ["一"], ["😀"], ["停车难", "停车难"], [""]])
def test_nothing_and_one(texts: list[str]) -> None:
    themes = find_themes(texts, names=NAMES, embedder=None)
    assert len(themes.labels_) == len(texts)
    board = find_themes(texts, case="one", embedder=None)
    assert len(board.labels_) == len(texts)


def test_suggested_names_are_headings_then_phrases() -> None:
    texts = [*TEXTS, *(f"消防通道{end}" for end in ("不能堵", "堵了三天", "要划线", "谁占谁罚", "留出来"))]
    names = suggest_names(texts, topic=QUESTION, limit=12, embedder=None)
    assert 9 <= len(names) <= 12
    assert len(set(names)) == len(names)
    assert any("消防通道" in name for name in names[9:])
    assert suggest_names([], embedder=None) == ()
