"""Look-alikes of a proposal, while it is typed and over a whole meeting."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from nlp import SimilarIndex, find_similar

SHED = "建议在三号楼后面空地建集中充电棚,装上自动喷淋。"
LIFT = "电梯又坏了,三楼的老人下不来"
TEXTS = [SHED, "装上自动喷淋,建议在三号楼后面空地建集中充电棚", LIFT, "今晚跳广场舞"]


def filled(*texts: str, **words: object) -> SimilarIndex:
    index = SimilarIndex(**words)
    for key, text in enumerate(texts):
        index.add(key, text)
    return index


def test_reordered_and_rewritten_texts_are_found() -> None:
    pairs = find_similar([*TEXTS, OpenCC("s2t").convert(LIFT)])
    assert {(i, j) for i, j, _ in pairs} == {(0, 1), (2, 4)}
    assert all(0.7 <= score <= 1 for *_, score in pairs)


def test_threshold_decides() -> None:
    assert (2, 3) not in {(i, j) for i, j, _ in find_similar(TEXTS, threshold=0.05)}
    assert find_similar(TEXTS, threshold=1.0) == []
    with pytest.raises(ValueError, match="threshold"):
        find_similar(TEXTS, threshold=0)


@pytest.mark.parametrize("texts", [[], ["一"], ["", ""], [" ", "\u200b"]])
def test_nothing_resembles_nothing(texts: list[str]) -> None:
    assert find_similar(texts) == []


def test_search_finds_the_nearest_first() -> None:
    hits = filled(*TEXTS).search("三号楼后面建充电棚,要喷淋", limit=3)
    assert [key for key, _ in hits][:2] in ([0, 1], [1, 0])
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
    assert filled(*TEXTS).search(SHED)[0] == (0, pytest.approx(1))


def test_script_and_width_make_no_difference() -> None:
    assert filled(LIFT).search(OpenCC("s2t").convert(LIFT))[0] == (0, pytest.approx(1))
    assert filled("WIFI 坏了").search("ｗｉｆｉ坏了")[0] == (0, pytest.approx(1))


def test_two_character_words_are_found() -> None:
    assert filled(LIFT, "楼道灯不亮").search("电梯")[0][0] == 0


def test_synonyms_of_the_place() -> None:
    assert filled("电瓶车进楼道", synonyms={"电瓶车": "电动车"}).search("电动车进楼道")[0][1] == pytest.approx(1)


def test_removed_and_replaced_texts_are_gone() -> None:
    index = filled(*TEXTS)
    index.remove(2)
    index.remove("never there")
    index.add(3, LIFT)
    assert index.search(LIFT)[0] == (3, pytest.approx(1))
    assert 2 not in dict(index.search(LIFT))
    assert len(index) == 3 and 3 in index and 2 not in index


def test_empty_index_and_empty_query() -> None:
    assert SimilarIndex().search("电梯") == []
    assert filled("", "😀").search("") == []
    assert filled("", "😀").search("😀") == [(1, pytest.approx(1))]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.one_of(st.none(), st.sampled_from(TEXTS), st.text(max_size=12)))))
def test_history_makes_no_difference(steps: list[tuple[int, str | None]]) -> None:
    index, texts = SimilarIndex(), {}
    for key, text in steps:
        if text is None:
            index.remove(key)
            texts.pop(key, None)
        else:
            index.add(key, text)
            texts[key] = text
    fresh = SimilarIndex()
    for key, text in texts.items():
        fresh.add(key, text)
    for query in TEXTS:
        scores, expected = dict(index.search(query, 99)), dict(fresh.search(query, 99))
        assert scores.keys() == expected.keys()
        assert all(scores[key] == pytest.approx(expected[key], abs=1e-5) for key in scores)


def test_sweeping_keeps_what_is_left() -> None:
    index = filled(*(f"第{number}号提案说电梯" for number in range(200)))
    for key in range(190):
        index.remove(key)
    assert {key for key, _ in index.search("电梯", 99)} == set(range(190, 200))
