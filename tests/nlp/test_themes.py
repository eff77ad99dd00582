"""Themes of proposals about a fictional estate: grouped, named, stable, and obedient to people."""

from itertools import combinations
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from nlp import find_themes

TEXTS = [
    "3幢北边那块空地搭个充电车棚,要带喷淋的。",
    "建议在三号楼后面空地建集中充电车棚,装上自动喷淋。",
    "充电车棚要二十四小时能进,我们跑夜单的两点才回。",
    "充电车棚地面要平,有坡我推不动。",
    "楼道里的电瓶车一律清出去,出了火谁都跑不掉。",
    "楼道清理我赞成,请先给两个月过渡期。",
    "楼道堆的纸箱旧家具一起清,不光是电瓶车。",
    "引进换电柜,两分钟换好,不用排队。",
    "装个换电柜吧,电池不进家门最安全。",
    "换电柜放大门口,不要放在消防通道旁边。",
    "充电价格要公开,电费、服务费分开写。",
    "充电价格能不能跟居民电价一样?",
    "外面充电价格两块多,家里才几毛,太贵了。",
]
KINDS = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
ANY_TEXT = st.one_of(st.sampled_from(TEXTS), st.text(max_size=40), st.sampled_from(["", "😀", "一", "ok then", "A1b2"]))


def partition(themes) -> set[frozenset[int]]:
    loners = [frozenset([i]) for i, label in enumerate(themes.labels_) if label < 0]
    return {frozenset(theme.members) for theme in themes.themes} | set(loners)


def test_like_proposals_meet() -> None:
    labels = find_themes(TEXTS, case="many").labels_
    pairs = [(KINDS[i] == KINDS[j], labels[i] == labels[j] >= 0) for i, j in combinations(range(len(TEXTS)), 2)]
    assert not any(joined for alike, joined in pairs if not alike)
    assert sum(joined for alike, joined in pairs if alike) >= 0.4 * sum(alike for alike, _ in pairs)


def test_results_describe_themselves() -> None:
    themes = find_themes(TEXTS)
    sizes = [len(theme.members) for theme in themes.themes]
    assert sizes == sorted(sizes, reverse=True)
    for number, theme in enumerate(themes.themes):
        assert theme.members == tuple(np.flatnonzero(themes.labels_ == number))
        assert theme.representative in theme.members
        assert 0 <= theme.cohesion <= 1
        assert theme.label and theme.key


@pytest.mark.parametrize("texts", [[], ["一"], ["😀"], ["停车难"], [""]])
def test_nothing_and_one(texts: list[str]) -> None:
    themes = find_themes(texts)
    assert list(themes.labels_) == [-1] * len(texts)
    assert themes.themes == ()


@pytest.mark.parametrize("text", ["停车难", "😀😀", "一", "Fix the lift, please", "电梯" * 1000])
def test_equal_texts_are_one_theme(text: str) -> None:
    themes = find_themes([text] * 12)
    assert set(themes.labels_) == {0}
    assert themes.themes[0].label


def test_latin_texts() -> None:
    texts = [
        "The lift is broken again",
        "lift broken, please repair the lift",
        "More parking for bikes",
        "Bike parking!",
    ]
    labels = find_themes(texts).labels_
    assert labels[0] == labels[1] != labels[2]


def test_script_makes_no_difference() -> None:
    write = OpenCC("s2t").convert
    mixed = [write(text) if i % 2 else text for i, text in enumerate(TEXTS)]
    assert partition(find_themes(mixed)) == partition(find_themes(TEXTS))


def test_near_copies_point_at_their_original() -> None:
    themes = find_themes([*TEXTS, TEXTS[1] + "谢谢"])
    assert themes.copies_[1] == themes.copies_[13]
    assert list(themes.copies_[[0, *range(2, 13)]]) == [0, *range(2, 13)]
    assert themes.labels_[1] == themes.labels_[13]


def test_number_asked_is_given() -> None:
    themes = find_themes(TEXTS, n_themes=2)
    assert set(themes.labels_) == {0, 1}


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(ANY_TEXT, max_size=14), seed=st.randoms(use_true_random=False))
def test_order_makes_no_difference(texts: list[str], seed) -> None:
    order = list(range(len(texts)))
    seed.shuffle(order)
    plain = find_themes(texts)
    mixed = find_themes([texts[i] for i in order])
    assert {frozenset(order[i] for i in part) for part in partition(mixed)} == partition(plain)
    assert {t.label for t in mixed.themes} == {t.label for t in plain.themes}
    assert {t.key for t in mixed.themes} == {t.key for t in plain.themes}


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_pins_and_parts_are_obeyed(data) -> None:
    texts = data.draw(st.lists(ANY_TEXT, min_size=2, max_size=14))
    at = st.integers(0, len(texts) - 1)
    pins = data.draw(st.dictionaries(at, st.sampled_from(["a", "b", "c"]), max_size=6))
    pairs = data.draw(st.sets(st.tuples(at, at), max_size=6))
    apart = {(i, j) for i, j in pairs if i != j and (i not in pins or pins[i] != pins.get(j))}
    number = data.draw(st.one_of(st.none(), st.integers(1, 5)))
    themes = find_themes(texts, pins=pins, apart=apart, n_themes=number)
    for index, key in pins.items():
        assert themes.themes[themes.labels_[index]].key == key
    for i, j in apart:
        assert themes.labels_[i] == -1 or themes.labels_[i] != themes.labels_[j]
    labels = [theme.label for theme in themes.themes]
    assert len(labels) == len(set(labels))
    keys = [theme.key for theme in themes.themes]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("pins", "apart", "named"),
    [
        ({0: "a", 1: "a"}, [(1, 0)], "0 and 1"),
        ({}, [(2, 2)], "2 and 2"),
        ({99: "a"}, [], "99"),
        ({}, [(0, -1)], "-1"),
        ({3: ""}, [], "3"),
    ],
)
def test_contradictions_are_named(pins: dict[int, str], apart: list[tuple[int, int]], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        find_themes(TEXTS, pins=pins, apart=apart)


@pytest.mark.parametrize("case", ["many", "one"])
def test_keys_stay_in_the_next_run(case: Literal["many", "one"]) -> None:
    first = find_themes(TEXTS, case=case)
    more = [*TEXTS, "充电车棚装烟感", "换电柜要能刷卡", "绿化不能再砍了"]
    second = find_themes(more, previous=first, case=case)
    before = {i: first.key_of(i) for i in range(len(TEXTS)) if first.key_of(i)}
    same = [second.key_of(i) == key for i, key in before.items()]
    assert sum(same) >= 0.9 * len(same)
    assert set(second.moved) == {(i, k, second.key_of(i)) for i, k in before.items() if second.key_of(i) != k}


def test_one_more_text_finds_its_theme() -> None:
    themes = find_themes(TEXTS, case="many")
    assert themes.place("充电车棚里再装几个喷淋") == themes.key_of(0)
    assert themes.place("今晚跳广场舞") is None


def test_labels_speak_in_the_script_of_the_theme() -> None:
    write = OpenCC("s2t").convert
    themes = find_themes([write(text) for text in TEXTS])
    assert {theme.label for theme in themes.themes} == {write(theme.label) for theme in find_themes(TEXTS).themes}


def test_a_few_more_texts_move_nothing() -> None:
    first = find_themes(TEXTS)
    more = ["充电车棚里再装几个喷淋", *reversed(TEXTS)]
    second = find_themes(more, previous=first)
    assert [second.key_of(i + 1) for i in range(len(TEXTS))] == [first.key_of(12 - i) for i in range(len(TEXTS))]
    assert second.key_of(0) == first.key_of(0)
    assert second.moved == ()


def test_a_new_decision_is_obeyed_although_nothing_was_written() -> None:
    first = find_themes(TEXTS)
    second = find_themes(TEXTS, previous=first, pins={0: "mine"}, apart=[(4, 6)])
    assert second.key_of(0) == "mine"
    assert second.key_of(4) is None or second.key_of(4) != second.key_of(6)


def test_what_is_done_only_grows_and_ends_at_the_whole() -> None:
    for previous in (None, find_themes(TEXTS)):
        fractions: list[float] = []
        find_themes([*TEXTS, TEXTS[0]], previous=previous, progress=fractions.append)
        assert fractions == sorted(fractions)
        assert 0 <= fractions[0] <= fractions[-1] == 1


def test_whoever_is_told_may_end_the_run() -> None:
    def stop(share: float) -> None:
        if share > 0.5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        find_themes(TEXTS, progress=stop)


def test_a_large_meeting_is_told_often() -> None:
    texts = [f"{TEXTS[i % len(TEXTS)]}{i}幢{chr(0x4E00 + i)}{chr(0x5E00 + i)}" for i in range(5_000)]
    fractions: list[float] = []
    find_themes(texts, progress=fractions.append)
    assert fractions == sorted(fractions) and fractions[-1] == 1
    assert max(later - earlier for earlier, later in zip(fractions, fractions[1:], strict=False)) < 0.1


def test_a_further_text_may_come_anywhere() -> None:
    first = find_themes(TEXTS)
    more = ["充电车棚里再装几个喷淋", "楼道清理我赞成,请先给两个月过渡期。"]
    behind = find_themes([*TEXTS, *more], previous=first)
    before = find_themes([*more, *TEXTS], previous=first)
    assert [behind.key_of(at) for at in range(13)] == [before.key_of(at + 2) for at in range(13)]
    assert [behind.key_of(at + 13) for at in range(2)] == [before.key_of(at) for at in range(2)]
    assert behind.copies_[14] == 5 and before.copies_[1] in {1, 7}
    for themes in (behind, before):
        assert [theme.members for theme in themes.themes] == [
            tuple(np.flatnonzero(themes.labels_ == number)) for number in range(len(themes.themes))
        ]
