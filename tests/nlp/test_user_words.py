"""Words of a place with letters, digits and signs in them stay whole; words of several regions meet."""

import pytest

from nlp import SimilarIndex, find_themes
from nlp.text.script import fold_script
from nlp.text.segmenter import Segmenter

WORDS = (
    "A/B座",
    "C区2#楼",
    "7kW-快充桩",
    "WiFi柜",
    "2号楼",
    "B1",
    "Edu Trust认证点",
    "Café角",
    "3·15服务站",
    "e家+便利店",
    "AB座",
    "听雨轩",
)
REST = ("门口积水", "门口老是积水", "门口下雨就积水")
OTHERS = ["广场舞太吵", "广场舞吵到半夜", "快递柜太少", "快递柜满了"]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_place_is_one_token(word: str) -> None:
    cutter = Segmenter(user_words=[word]).fit()
    text = fold_script(f"{word}太远了")
    assert fold_script(word) in cutter.tokens(text)
    assert fold_script(word) in cutter.words(text)


@pytest.mark.parametrize("word", WORDS)
def test_it_is_whole_in_labels_keywords_and_reasons(word: str) -> None:
    texts = [word + rest for rest in REST]
    themes = find_themes([*texts, *OTHERS], user_words=[word])
    theme = themes.themes[int(themes.labels_[0])]
    assert theme.members == (0, 1, 2)
    assert word in theme.label
    assert word in theme.keywords
    assert word in themes.why(0)


def test_it_is_found_in_any_case_width_and_script() -> None:
    cutter = Segmenter(user_words=["WiFi櫃", "A/B座"]).fit()
    assert cutter.words(fold_script("ｗｉｆｉ柜在Ａ／Ｂ座")) == ["wifi柜", "在", "a/b座"]


def test_it_is_not_found_inside_another_word() -> None:
    cutter = Segmenter(user_words=["2号楼", "AB座", "B1"]).fit()
    for text in ("12号楼", "CAB座", "B12"):
        assert not {"2号楼", "ab座", "b1"} & set(cutter.tokens(fold_script(text)))


def test_of_two_words_the_longer_is_found() -> None:
    cutter = Segmenter(user_words=["A座", "A座-东厅"]).fit()
    assert cutter.words(fold_script("A座-东厅漏水"))[0] == "a座-东厅"


def test_it_is_compared_whole() -> None:
    index = SimilarIndex(user_words=["A/B座"])
    index.add("here", "A/B座漏水")
    index.add("there", "A座漏水")
    assert index.search("a/b座漏水")[0] == ("here", pytest.approx(1))


LIFTS = ["𨋢成日壞", "部𨋢好慢", "𨋢門夾親人", "升降機保養太貴", "電梯太慢"]
HONG_KONG = [*LIFTS, "大堂冷氣太凍", "大堂冷氣開太大", "冷氣費貴", "保安唔夠", "保安態度差", "保安夜晚瞓覺"]


def test_words_of_several_regions_are_one_theme() -> None:
    themes = find_themes(HONG_KONG)
    assert len({themes.key_of(at) for at in range(len(LIFTS))} - {None}) == 1
    assert themes.key_of(0) != themes.key_of(5)
    label = themes.themes[int(themes.labels_[0])].label
    assert any(word in label for word in ("𨋢", "升降機", "電梯"))


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("小区电梯老是坏", "屋邨升降機成日壞"),
        ("空调没人修", "冷氣冇人修"),
        ("公交车太少", "巴士太少"),
        ("不要在走廊停自行车", "唔好喺走廊泊單車"),
        ("保安晚上睡觉", "看更夜晚瞓覺"),
        ("业委会开会", "法團開會"),
        ("菜市场太脏", "街市太污糟"),
    ],
)
def test_texts_of_two_regions_are_alike(here: str, there: str) -> None:
    index = SimilarIndex()
    index.add("here", here)
    assert index.search(there)[0][1] > 0.5


def test_a_label_is_written_as_most_of_its_theme_write_it() -> None:
    texts = ["升降機保養太貴", "升降機保養要公開", "電梯保養費", *OTHERS]
    themes = find_themes(texts)
    assert "升降機" in themes.themes[int(themes.labels_[0])].label


def test_a_regional_word_inside_another_is_none() -> None:
    assert "完成" in Segmenter().fit().tokens("完成日期")
