"""A place's own examples of aspects: typed by name in the office, kept, refused in words, and used for sorting."""

from flask import Flask

from app.organisations import queries as organisations
from app.platform.access.services import Services
from app.platform.i18n import Locale, translator_of
from app.themes.aspects import find_aspect, headings_in, library_with
from nlp.aspects.model import AspectModel
from tests.clients import open_browser
from tests.people import Cast

words = translator_of(Locale.ZH_HANS)


def test_examples_are_kept_by_aspect_and_shown_again(app: Flask, services: Services, cast: Cast) -> None:
    browser = open_browser(app).sign_in(services, cast.ada)
    path = f"/office/places/{cast.place}/words"
    heading = headings_in(Locale.ZH_HANS)["parking"]
    browser.post(path, examples=f"{heading}：门口那块别划线\nnoise: 夜里拖箱子")
    with services.database.read() as session:
        kept = organisations.words_of(session, cast.place)
    assert kept.examples == (("parking", "门口那块别划线"), ("noise", "夜里拖箱子"))
    assert f"{heading}：门口那块别划线" in browser.get(path).text


def test_a_line_without_an_aspect_is_refused_in_words(app: Flask, services: Services, cast: Cast) -> None:
    browser = open_browser(app).sign_in(services, cast.ada)
    path = f"/office/places/{cast.place}/words"
    sent = {"csrf": "the forgery token of this test's browser", "examples": "天气：下雨"}
    browser.client.post(path, data=sent, headers={"Referer": f"http://localhost{path}"})
    page = browser.get(path).text
    assert words("errors.words.aspect_unknown", line="天气：下雨") in page
    with services.database.read() as session:
        assert organisations.words_of(session, cast.place).examples == ()


def test_an_aspect_is_found_by_its_name_in_any_language() -> None:
    for locale in (Locale.ZH_HANS, Locale.ZH_HANT, Locale.EN):
        assert all(find_aspect(heading) == key for key, heading in headings_in(locale).items())
    assert find_aspect("noise") == "noise"
    assert find_aspect("天气") is None


def test_examples_of_a_place_reach_the_model() -> None:
    library = library_with((("pets", "毛孩子的地盘"), ("gone", "没有这个方面")))
    assert library is library_with((("pets", "毛孩子的地盘"), ("gone", "没有这个方面")))
    model = AspectModel(library)
    assert model.keys[int(model.by_words(["毛孩子的地盘"])[0].argmax())] == "pets"
