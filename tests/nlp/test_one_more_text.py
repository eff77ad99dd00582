"""One more text in a meeting that has its themes: it joins one, founds one or stands alone, and nothing else moves."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import Themes, find_themes

TEXTS = [
    *("充电车棚要装喷淋", "充电车棚装自动喷淋设备", "充电车棚离窗户远一点", "楼道清理先给过渡期"),
    *(
        "楼道清理要给两个月过渡",
        "楼道清理从一单元开始",
        "门口花坛种点月季",
        "垃圾桶早上再多收一次",
        "周末放一场露天电影",
    ),
]
FURTHER = [
    *("充电车棚再多装几个喷淋", "楼道清理什么时候开始", "花坛里多种月季", "露天电影放两场", "楼下健身器材坏了"),
    *("健身器材换成新的", "充电车棚要装喷淋", "会议室借给合唱队", "😀", "合唱队要排练的会议室"),
]


def grown(texts: list[str], further: list[str]) -> list[Themes]:
    runs = [find_themes(texts)]
    for at in range(len(further)):
        runs.append(find_themes([*texts, *further[: at + 1]], previous=runs[-1]))
    return runs


def test_a_text_that_is_like_nothing_stands_alone_and_costs_no_full_run() -> None:
    before, after = grown(TEXTS, ["今晚一起看球吧"])
    assert after.key_of(len(TEXTS)) is None
    assert after.model is not None and after.model.fitted == len(TEXTS)
    assert after.themes == before.themes


def test_two_that_stand_alone_and_say_the_same_new_word_found_a_theme() -> None:
    runs = grown(TEXTS, ["健身器材坏了", "健身器材换成新的"])
    first, second = len(TEXTS), len(TEXTS) + 1
    assert runs[1].key_of(first) is None
    founded = next(theme for theme in runs[2].themes if second in theme.members)
    assert founded.members == (first, second)
    assert founded.label and founded.label not in {theme.label for theme in runs[1].themes}
    assert runs[2].place("健身器材旧了") == founded.key
    assert "健身器材" in "".join(runs[2].why(second))


def test_a_text_of_the_full_run_that_stood_alone_may_be_joined_too() -> None:
    first, second = grown(TEXTS, ["花坛里多种月季"])
    alone = TEXTS.index("门口花坛种点月季")
    assert first.key_of(alone) is None
    assert second.key_of(alone) == second.key_of(len(TEXTS)) is not None
    assert second.model is not None and second.model.fitted == len(TEXTS)
    founded = next(theme for theme in second.themes if alone in theme.members)
    assert founded.label and founded.key not in {theme.key for theme in first.themes}
    assert second.place("花坛里再种点花") == founded.key
    assert second.why(alone)


@settings(max_examples=40, deadline=None)
@given(st.permutations(FURTHER))
def test_nothing_that_has_a_theme_moves(further: list[str]) -> None:
    runs = grown(TEXTS, further)
    for before, after in zip(runs, runs[1:], strict=False):
        if after.model is not None and after.model.fitted == len(TEXTS):
            assert after.moved == ()
            assert all(before.key_of(at) in {None, after.key_of(at)} for at in range(len(before.labels_)))
        labels = [theme.label for theme in after.themes]
        assert len(labels) == len(set(labels))
        sizes = [len(theme.members) for theme in after.themes]
        assert sizes == sorted(sizes, reverse=True)
        for number, theme in enumerate(after.themes):
            assert theme.members == tuple(np.flatnonzero(after.labels_ == number))


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(TEXTS) + 4)))
def test_the_order_of_all_may_change_with_a_further_text(order: list[int]) -> None:
    texts, first = [*TEXTS, *FURTHER[:4]], find_themes(TEXTS)
    mixed = find_themes([texts[at] for at in order], previous=first)
    assert mixed.moved == ()
    for place, at in enumerate(order):
        if at < len(TEXTS):
            assert first.key_of(at) in {None, mixed.key_of(place)}
