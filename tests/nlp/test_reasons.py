"""Why a text stands in its theme: words of its own, in its own script, the strongest first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from nlp import find_themes

TEXTS = [
    "三号楼的电梯又坏了",
    "電梯維修要快一點",
    "老人盼电梯早日修好",
    "ＷＩＦＩ信号太差，看不了视频",
    "楼下 WiFi 信号弱",
    "Wifi信号时有时无",
    "Parties at night are too loud",
    "Ban the loud party downstairs",
    "养只猫也好",
]


def test_what_the_theme_shares_comes_first() -> None:
    themes = find_themes(TEXTS)
    assert themes.why(0)[0] == "电梯"
    assert set(themes.why(4, limit=2)) == {"WiFi", "信号"}
    assert themes.why(6)[0] in {"Parties", "loud"}


def test_each_text_is_told_in_its_own_spelling() -> None:
    themes = find_themes(TEXTS)
    assert themes.why(1)[0] == "電梯"
    assert "ＷＩＦＩ" in themes.why(3)
    assert "party" in themes.why(7) and "Parties" in themes.why(6)


def test_a_text_alone_has_no_reason() -> None:
    themes = find_themes(TEXTS)
    assert themes.key_of(8) is None
    assert themes.why(8) == ()
    assert themes.why(0, limit=0) == ()


def test_a_pin_into_strange_company_gives_no_word_of_theirs() -> None:
    pinned = find_themes(TEXTS, pins={8: "lift", 0: "lift", 1: "lift", 2: "lift"})
    assert pinned.key_of(8) == "lift"
    assert "电梯" not in pinned.why(8) and all(word in TEXTS[8] for word in pinned.why(8))
    assert pinned.why(0)[0] == "电梯"


def test_one_more_text_has_reasons_at_once() -> None:
    first = find_themes(TEXTS)
    second = find_themes([*TEXTS, "電梯真的要維修"], previous=first)
    assert second.why(9)[0] == "電梯"
    assert second.why(0) == first.why(0)


@pytest.mark.parametrize("text", ["停车难", "😀😀", "一", "!!!", "12 345"])
def test_copies_alone_still_say_what_they_share(text: str) -> None:
    themes = find_themes([text] * 3)
    assert set("".join(themes.why(0))) & set(text)


WRITE = OpenCC("s2t").convert
ANY = st.one_of(st.sampled_from(TEXTS), st.sampled_from(TEXTS).map(WRITE), st.text(max_size=30))


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(ANY, min_size=1, max_size=12), limit=st.integers(0, 6))
def test_reasons_are_few_and_different(texts: list[str], limit: int) -> None:
    themes = find_themes(texts)
    for at in range(len(texts)):
        words = themes.why(at, limit)
        assert len(words) <= limit and len(set(words)) == len(words)
        assert themes.key_of(at) is not None or words == ()
