"""Labels that can be read: spaces where words are written apart, phrases, spelling, no label twice."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import find_themes
from nlp.text.clauses import clauses
from nlp.text.labeler import Group, Labeler
from nlp.text.names import completed, cut_names
from nlp.text.phrases import best_phrase, joined, shortened
from nlp.text.script import fold_script
from nlp.text.segmenter import Segmenter, singular

ENGLISH = [
    "The voting system of our town is unfair.",
    "A new voting system would bring more people to the ballot.",
    "I like the Voting system as it is",
    "Young people need a youth club near the station",
    "Give the young people of Harlow a place of their own",
    "Young people hang around because there is no club",
    "Owners of private land must keep the paths open",
    "Private land is private: no paths there!",
    "Buy back the private land along the river",
]


def labels_of(texts: list[str]) -> dict[int, str]:
    """{position: label of its theme}."""
    return {at: theme.label for theme in find_themes(texts).themes for at in theme.members}


def group_of(texts: list[str]) -> Group:
    cutter = Segmenter().fit()
    return Group(texts, [cutter.words(text.lower()) for text in texts], texts[0], traditional=False)


def test_english_labels_are_phrases() -> None:
    labels = labels_of(ENGLISH)
    assert "voting system" in labels[0].lower()
    assert "young people" in labels[3].lower()
    assert "private land" in labels[6].lower()
    assert all(label[0].isupper() and len(label) <= 27 for label in labels.values())


def test_a_phrase_keeps_the_small_words_inside_it() -> None:
    texts = ["Cut the cost of living now", "The cost of living is too high", "Who pays for the cost of living?"]
    assert Labeler().fit(group_of(texts).words).name(group_of(texts)).label == "Cost of living"


def test_a_phrase_does_not_run_over_the_end_of_a_sentence() -> None:
    weights = {"tax": 1.0, "bus": 1.0}
    assert best_phrase(["No new tax. Bus lanes!"] * 2, weights, frozenset({"no", "new"}), 20) in {"Tax", "Bus"}
    assert best_phrase(["the bus tax"], weights, frozenset({"the"}), 20) == "Bus tax"
    assert best_phrase(["the bus tax"], {}, frozenset({"the"}), 20) == ""


def test_words_are_spelt_as_most_residents_spell_them() -> None:
    texts = ["UberX司机要纳税", "UberX司机也要纳税吧", "uberx司机纳税才公平"]
    named = Labeler().fit(group_of(texts).words).name(group_of(texts))
    assert named.label == "UberX司机纳税"
    assert "UberX" in named.keywords


def test_plain_texts_lend_their_beginning_whole_clauses_or_words() -> None:
    assert shortened("I am a female resident of this town", 11) == "I am a female resident"
    assert shortened("Short one", 11) == "Short one"
    assert shortened("三号楼后面空地建集中充电棚装上喷淋", 11) == "三号楼后面空地建集中充"
    assert shortened("夜里起夜多，棚里灯别太亮，照到屋里", 11) == "夜里起夜多"
    assert shortened("Two words. And a long sentence after them", 11) == "Two words"


def test_spaces_stand_between_latin_words_alone() -> None:
    assert joined(["public", "bike", "停车", "app", "使用", "难"]) == "public bike停车app使用难"


@pytest.mark.parametrize(
    ("word", "one"),
    [("parties", "party"), ("votes", "vote"), ("systems", "system"), ("class", "class"), ("bus", "bus"), ("eu", "eu")],
)
def test_plurals_meet_their_singulars(word: str, one: str) -> None:
    assert singular(word) == one


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*ENGLISH, "停车难", "Lift", "lift lift", "電梯壞了", "😀 ok"]), max_size=16))
def test_no_label_twice(texts: list[str]) -> None:
    labels = [theme.label for theme in find_themes(texts).themes]
    assert len(labels) == len(set(labels))
    assert all(label.strip() for label in labels)


def test_a_name_that_the_dictionary_cuts_is_whole_again() -> None:
    texts = ["投诉伊景园滨河苑捆绑销售车位", "伊景园滨河苑强制捆绑销售车位", "请管管伊景园滨河苑车位捆绑"]
    others = ["路灯不亮", "公交车太少", "伊人影楼噪音扰民", "滨河路堵车"]
    assert any("伊景园" in label for label in labels_of([*texts, *others]).values())


def test_names_are_completed_as_far_as_there_is_room() -> None:
    rows = [("诉", "伊", "景园"), ("伊", "景园", "坏"), ("伊", "景园")]
    whole = cut_names(rows, {"伊": 9, "景园": 3}, lambda word: True)
    assert whole == {"景园": "伊景园"}
    assert completed("景园车位", whole, 14) == "伊景园车位"
    assert completed("景园车位", whole, 4) == "景园车位"
    assert cut_names(rows, {"伊": 9, "景园": 8}, lambda word: True) == {}


def test_labels_differ_in_more_than_their_script() -> None:
    groups = [
        group_of(["电梯坏了", "电梯坏"]),
        Group(["電梯壞了", "電梯壞"], group_of(["电梯坏了", "电梯坏"]).words, "電梯", True),
    ]
    names = Labeler().fit([row for group in groups for row in group.words]).name_all(groups)
    assert fold_script(names[0].label) != fold_script(names[1].label)


def test_words_are_parted_where_a_clause_ends() -> None:
    words = Segmenter().fit().words(fold_script("空地建充电棚，装自动喷淋。好"))
    assert ["".join(clause) for clause in clauses("空地建充电棚，装自动喷淋。好", words)] == [
        "空地建充电棚",
        "装自动喷淋",
        "好",
    ]


def test_a_label_does_not_run_over_the_end_of_a_clause() -> None:
    texts = ["空地要平整，喷淋要自动", "喷淋够不够？先看空地", "空地在哪里，谁来管喷淋"]
    label = Labeler().fit(group_of(texts).words).name(group_of(texts)).label
    assert ("空地" in label) != ("喷淋" in label)


def test_a_short_clause_stands_for_a_word_alone() -> None:
    texts = ["电池带回家充，不放心", "能不能统一回收电池", "新电池太贵了吧，补一点"]
    assert Labeler().fit(group_of(texts).words).name(group_of(texts)).label == "电池带回家充"


def test_a_group_that_shares_no_word_is_named_by_its_two_best() -> None:
    texts = ["工资拖了三月", "医院挂号难", "工资太低", "医院太远", "跳舞太吵", "草坪秃了", "路灯昏暗", "食堂涨价"]
    named = Labeler().fit(group_of(texts).words).name(group_of(texts))
    assert set(named.label.split("、")) == {"工资", "医院"}


def test_every_theme_of_words_has_keywords() -> None:
    texts = ["花坛种月季", "球场换灯泡", "水管漏一夜"]
    assert Labeler().fit(group_of(texts).words).name(group_of(texts)).keywords
