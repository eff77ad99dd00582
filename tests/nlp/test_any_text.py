"""Whatever residents may write: a sensible answer, no exception, no warning, the same in any order."""

import warnings
from typing import Annotated

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from sklearn.base import clone

from app.platform.text import LONGEST, Text
from nlp import SimilarIndex, find_similar, find_themes
from nlp.text.clusterer import ThemeClusterer
from nlp.text.coarse import CoarseClusterer
from nlp.text.fields import FieldVectors
from nlp.text.labeler import Group, Labeler
from nlp.text.latent import LatentVectors
from nlp.text.script import fold_script
from nlp.text.segmenter import Segmenter
from nlp.text.tfidf import TokenTfidf

pytestmark = pytest.mark.filterwarnings("error")
CLEAN = TypeAdapter(Annotated[str, Text(LONGEST)])
ODD = [
    *("", " ", "一", "a", "😀", "😀😀🎉", "123", "3幢", "!!!", "……", "é", "ﬁﬀ", "Ａ１", "𠮷野家", "\u0301", "ß", "İ"),
    *("ǅ", "ⅷ", "㎡", "ﷺ", "한국어 아파트", "Жильё", "สวัสดี", "مرحبا", "👨\u200d👩\u200d👧", "a\nb"),
    *("電梯壞了", "电梯坏了", "Lift", "lift", "电梯" * 1000),
]
ANY = st.one_of(st.sampled_from(ODD), st.text(max_size=60), st.text(st.sampled_from("电梯車a1 。😀"), max_size=9))


def cleaned(text: str) -> str | None:
    try:
        return CLEAN.validate_python(text)
    except ValidationError:
        return None


TEXTS = st.lists(ANY.map(cleaned).filter(lambda text: text is not None), max_size=14)


@settings(max_examples=150, deadline=None)
@given(texts=TEXTS, number=st.one_of(st.none(), st.integers(1, 4)))
def test_any_text_gets_an_answer(texts: list[str], number: int | None) -> None:
    themes = find_themes(texts, n_themes=number)
    assert themes.labels_.shape == (len(texts),)
    members = [at for theme in themes.themes for at in theme.members]
    assert len(members) == len(set(members)) <= len(texts)
    assert sorted(members) == np.flatnonzero(themes.labels_ >= 0).tolist()
    labels = [fold_script(theme.label) for theme in themes.themes]
    assert len(labels) == len(set(labels)) and all(theme.label.strip() for theme in themes.themes)
    for at, text in enumerate(texts):
        themes.why(at)
        themes.place(text)
    find_similar(texts)


@settings(max_examples=60, deadline=None)
@given(texts=TEXTS, query=ANY, draw=st.randoms(use_true_random=False))
def test_any_text_can_be_looked_up(texts: list[str], query: str, draw) -> None:
    index = SimilarIndex()
    for key, text in enumerate(texts):
        index.add(key, text)
    hits = index.search(query, 3)
    assert len(hits) <= 3 and all(0 < score <= 1 for _, score in hits)
    order = list(range(len(texts)))
    draw.shuffle(order)
    first, second = find_themes(texts), find_themes([texts[at] for at in order])
    assert [first.key_of(at) for at in order] == [second.key_of(at) for at in range(len(order))]


@pytest.mark.parametrize("text", [text for text in ODD if text.strip()])
@pytest.mark.parametrize("number", [3, 60])
def test_equal_texts_stand_together_whatever_they_say(text: str, number: int) -> None:
    assert set(find_themes([text] * number).labels_) == {0}


def test_long_texts_are_read_in_a_moment() -> None:
    texts = [
        "电梯坏了没有人修，老人下不了楼，请物业来看看。" * 90,
        "路灯不亮，晚上看不见路，女孩子不敢走。" * 110,
        *ODD,
    ]
    themes = find_themes(texts)
    assert themes.key_of(0) is None or themes.key_of(0) != themes.key_of(1)
    assert all(len(theme.label) <= 40 for theme in themes.themes)


@pytest.mark.parametrize(
    "estimator",
    [
        Segmenter(stop_words=["市"], user_words=["桂花苑"], synonyms=[["铁马", "单车"]]),
        TokenTfidf(min_df=3),
        LatentVectors(0.2, seed=4),
        ThemeClusterer(0.6, n_themes=3),
        CoarseClusterer(5),
        Labeler(longest=9),
        FieldVectors(),
    ],
)
def test_estimators_can_be_copied_and_set(estimator) -> None:
    twin = clone(estimator)
    assert twin.get_params() == estimator.get_params()
    assert type(estimator)().set_params(**estimator.get_params()).get_params() == estimator.get_params()


def test_estimators_work_one_after_another() -> None:
    texts = ["充电车棚要带喷淋", "充电车棚地面要平", "换电柜放大门口", "装个换电柜吧", "楼道不准停电瓶车"] * 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tokens = Segmenter().fit_transform(texts)
        vectors = LatentVectors().fit_transform(TokenTfidf().fit_transform(tokens))
        labels = ThemeClusterer().fit_predict(vectors)
    assert labels[0] == labels[5] and labels[0] != labels[2]
    words = [Segmenter().fit().words(text) for text in texts]
    groups = [
        Group([texts[at] for at in rows], [words[at] for at in rows], texts[rows[0]], traditional=False)
        for rows in (np.flatnonzero(labels == label).tolist() for label in sorted(set(labels.tolist())))
    ]
    names = Labeler().fit(words).name_all(groups)
    assert len({name.label for name in names}) == len(groups)
