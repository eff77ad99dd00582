"""Languages: which one a browser gets, and how a text is filled."""

import json

import pytest

from app.platform.i18n import Entry, Locale, Translator, negotiate, translator_of
from tests.clients import Browser


@pytest.mark.parametrize(
    ("wanted", "given_locale"),
    [
        ("zh-TW", Locale.ZH_HANT),
        ("zh-HK,zh;q=0.9,en;q=0.8", Locale.ZH_HANT),
        ("zh-MO", Locale.ZH_HANT),
        ("zh-Hant-CN", Locale.ZH_HANT),
        ("zh", Locale.ZH_HANS),
        ("zh-CN,zh;q=0.9", Locale.ZH_HANS),
        ("zh-SG", Locale.ZH_HANS),
        ("zh-Hans-HK", Locale.ZH_HANS),
        ("zh_HK", Locale.ZH_HANT),
        ("zh-Hant-HK-u-ca-roc", Locale.ZH_HANT),
        ("yue-HK", Locale.ZH_HANT),
        ("yue-Hant-HK,yue;q=0.9", Locale.ZH_HANT),
        ("yue-Hant", Locale.ZH_HANT),
        ("yue", Locale.ZH_HANT),
        ("zh-yue", Locale.ZH_HANT),
        ("yue-CN", Locale.ZH_HANS),
        ("yue-Hans-HK", Locale.ZH_HANS),
        ("nan-TW", Locale.ZH_HANT),
        ("zh-min-nan-TW", Locale.ZH_HANT),
        ("hak-TW,en;q=0.5", Locale.ZH_HANT),
        ("cmn-Hant", Locale.ZH_HANT),
        ("wuu", Locale.ZH_HANS),
        ("en-HK,yue;q=0.9", Locale.EN),
        ("yua,en;q=0.5", Locale.EN),
        ("en-GB,zh;q=0.5", Locale.EN),
        ("fr-FR, en;q=0.5", Locale.EN),
        ("en;q=0, zh-TW;q=0.1", Locale.ZH_HANT),
        ("en;q=0.3, zh-TW;q=0.9", Locale.ZH_HANT),
        ("fr", Locale.ZH_HANS),
        ("", Locale.ZH_HANS),
        (None, Locale.ZH_HANS),
        (",;q=,,", Locale.ZH_HANS),
    ],
)
def test_the_language_of_a_browser(wanted: str | None, given_locale: Locale) -> None:
    assert negotiate(wanted) is given_locale


@pytest.fixture
def translator() -> Translator:
    texts: dict[str, Entry] = {
        "ui.hello": "Hello {name}",
        "ui.people": ("{count} person", "{count} people"),
        "desk.end": "<b>",
    }
    return Translator(Locale.EN, texts)


def test_places_are_filled_and_plurals_chosen(translator: Translator) -> None:
    assert translator("ui.hello", name="Mei") == "Hello Mei"
    assert [translator("ui.people", count=count) for count in (0, 1, 2)] == ["0 people", "1 person", "2 people"]


def test_values_are_escaped_in_markup_and_ours_are_not(translator: Translator) -> None:
    assert translator.markup("ui.hello", name="<script>") == "Hello &lt;script&gt;"
    assert translator.markup("desk.end") == "<b>"


def test_an_unknown_key_is_an_error(translator: Translator) -> None:
    with pytest.raises(KeyError):
        translator("ui.unknown")


def test_a_page_gets_its_areas_alone_and_no_tag_can_end_the_script(translator: Translator) -> None:
    sent = translator.messages_json("ui")
    assert json.loads(sent)["texts"].keys() == {"ui.hello", "ui.people"}
    assert "<" not in translator.messages_json("desk")


@pytest.mark.parametrize("wanted", ["yue-HK", "yue-Hant-HK,yue;q=0.9", "nan-TW", "zh-HK"])
def test_a_page_says_the_language_that_it_is_written_in(browser: Browser, wanted: str) -> None:
    page = browser.get("/", headers={"Accept-Language": wanted}).text
    assert '<html lang="zh-Hant">' in page
    assert translator_of(Locale.ZH_HANT)("join.title") in page
