"""The library of aspects: complete, in both scripts, without a sentence of the meetings it is measured on."""

from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from nlp.aspects import AspectModel, Example, read_library
from nlp.aspects.library import LANGUAGES
from nlp.text.script import fold_script, is_traditional

LIBRARY = read_library()
MEASURED_ON = set(Path(__file__).with_name("measured_on.txt").read_text().split())
"""Digests of the folded sentences of the development meetings; the sentences themselves are not ours to ship."""


def digest(text: str) -> str:
    letters = "".join(sign for sign in fold_script(text) if sign.isalnum())
    return sha256(letters.encode()).hexdigest()[:16]


def test_it_holds_three_thousand_sentences_about_a_hundred_questions() -> None:
    assert len(LIBRARY.sentences) >= 3000
    assert len({example.question for example in LIBRARY.sentences}) >= 100
    assert len({fold_script(example.text) for example in LIBRARY.sentences}) == len(LIBRARY.sentences)


def test_every_aspect_has_names_cues_and_examples() -> None:
    sentences, names = Counter(), Counter()
    sentences.update(example.aspect for example in LIBRARY.sentences)
    names.update(example.aspect for example in LIBRARY.names)
    assert set(sentences) == set(names) == set(LIBRARY.keys)
    for aspect in LIBRARY.aspects:
        assert sentences[aspect.key] >= 40 and names[aspect.key] >= 40
        assert len(aspect.cues) >= 10
        assert all(1 < len(aspect.headings[language]) <= 30 for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_heading_and_no_cue_stands_twice(language: str) -> None:
    headings = [aspect.headings[language] for aspect in LIBRARY.aspects]
    cues = [cue for aspect in LIBRARY.aspects for cue in aspect.cues]
    assert len(set(headings)) == len(headings)
    assert len(set(cues)) == len(cues)


def test_it_speaks_in_both_scripts_and_in_english() -> None:
    texts = [example.text for example in LIBRARY.sentences]
    traditional, latin = sum(map(is_traditional, texts)), sum(text.isascii() for text in texts)
    assert traditional >= 600 and latin >= 50
    assert len(texts) - traditional - latin >= 1500


def test_no_sentence_of_the_development_meetings_is_in_it() -> None:
    assert len(MEASURED_ON) > 400
    examples = [*LIBRARY.sentences, *LIBRARY.names]
    assert not [example.text for example in examples if digest(example.text) in MEASURED_ON]


def test_additions_of_a_place_teach_the_model() -> None:
    text = "喵星人的冬被"
    further = [Example("", "pets", text)] * 3
    before, after = AspectModel(LIBRARY), AspectModel(LIBRARY.with_additions(further))
    pets = LIBRARY.keys.index("pets")
    assert after.by_words([text])[0, pets] > before.by_words([text])[0, pets]
    assert after.by_words([text])[0].argmax() == pets


def test_an_unknown_aspect_is_named() -> None:
    with pytest.raises(ValueError, match="weather"):
        LIBRARY.with_additions([Example("", "weather", "下雨")])
