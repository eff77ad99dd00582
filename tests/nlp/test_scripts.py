"""The same texts in every script and vocabulary give the same themes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from bench.datasets import made_texts
from nlp import SimilarIndex, find_themes
from nlp.text.script import fold_script, one_vocabulary

S2T, S2TW = OpenCC("s2t").convert, OpenCC("s2twp").convert
SIGNS = [chr(code) for code in range(0x4E00, 0x9FA6)]


@pytest.mark.parametrize("number", [25, 80, 700])
@pytest.mark.parametrize("asked", [None, 4])
def test_the_script_of_a_text_makes_no_difference(number: int, asked: int | None) -> None:
    texts, _ = made_texts(number, seed=number)
    plain = find_themes(texts, n_themes=asked).labels_
    draw = np.random.default_rng(0).random(number)
    for share in (0.5, 1.0):
        written = [S2T(text) if at < share else text for at, text in zip(draw, texts, strict=True)]
        assert np.array_equal(find_themes(written, n_themes=asked).labels_, plain)


def test_no_single_character_depends_on_its_script() -> None:
    lines = "\n".join(SIGNS)
    for write in (S2T, OpenCC("s2tw").convert, OpenCC("s2hk").convert):
        back = [one_vocabulary(fold_script(sign)) for sign in write(lines).split("\n")]
        differ = [sign for sign, other in zip(SIGNS, back, strict=True) if one_vocabulary(fold_script(sign)) != other]
        # Taiwan's particle and a few names of fish and jaws have two mainland forms that are both in use.
        assert len(differ) <= (0 if write is S2T else 8), differ


@pytest.mark.parametrize(
    ("here", "there"), [("信息", "資訊"), ("软件", "軟體"), ("出租车", "計程車"), ("卫生", "衞生"), ("社区", "社群")]
)
def test_words_of_two_regions_meet(here: str, there: str) -> None:
    assert one_vocabulary(fold_script(here)) == one_vocabulary(fold_script(there))
    index = SimilarIndex()
    index.add("one", f"{here}太少")
    assert index.search(f"{there}太少")[0][1] > 0.9


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.sampled_from("信息软件硬盘打印机出租车公交台湾里发干后面着了么谘询余馀於于著名乾隆,a1 "), max_size=30)
)
def test_traditional_folds_to_the_same_tokens(text: str) -> None:
    first, second = fold_script(text), fold_script(S2T(fold_script(text)))
    assert one_vocabulary(first) == one_vocabulary(second)


def test_words_that_a_place_calls_the_same_bring_texts_together() -> None:
    texts = ["小电驴进楼道太危险", "铁马堵楼道口", "楼下要健身器材", "健身器材生锈"]
    assert "铁马" in find_themes(texts, synonyms=[["小电驴", "鐵馬"]]).why(1)
    index = SimilarIndex(synonyms=[{"铁马", "小电驴", "電動車"}])
    index.add("one", "小電驢進樓道")
    assert index.search("电动车进楼道")[0][1] == pytest.approx(1)


def test_synonyms_are_a_setting_of_the_run() -> None:
    first = find_themes(["停车难", "泊位少"])
    second = find_themes(["停车难", "泊位少"], previous=first, synonyms={"泊位": "停车"})
    assert first.key_of(0) is None and second.key_of(0) == second.key_of(1) is not None
