"""Makes texts that people wrote fit for paper, and writes days and sentences in the way of a language."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from babel.dates import format_date

from app.exports.text import printable
from app.platform.i18n import Locale, Translator

_SPACES = {"\t": " ", "\u00a0": " ", "\u2028": "\n", "\u2029": "\n", "\r": ""}
_GAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=\d)|(?<=[\d%]) (?=[\u4e00-\u9fff])")
"""A space between Chinese and a number, as screens show it and official papers do not."""
_FORMAT = "Cf"
"""The Unicode category of invisible format characters, to which bidirectional controls and joiners belong."""
_BABEL = {Locale.ZH_HANS: "zh_Hans_CN", Locale.ZH_HANT: "zh_Hant_TW", Locale.EN: "en_GB"}


def clean(text: str) -> str:
    """Return a text without invisible format characters; characters that XML cannot hold become U+FFFD."""
    return "".join(_SPACES.get(sign, sign) for sign in printable(text) if unicodedata.category(sign) != _FORMAT)


def tight(text: str) -> str:
    """Return a sentence of the product without the spaces between Chinese and numbers."""
    return _GAP.sub("", text)


def day_in_words(day: date, locale: Locale) -> str:
    """Return a day as papers print it: 2026年11月28日, or 28 November 2026."""
    return format_date(day, "long", locale=_BABEL[locale])


def sentence(words: Translator, text: str) -> str:
    """Return a text that people wrote as a sentence: with a full stop unless it ends with a mark of its own."""
    return text if text.endswith(tuple("。！？.!?")) else words("documents.sentence", text=text)


def prose(locale: Locale, sentences: Iterable[str]) -> str:
    """Return sentences one after the other, with a space between them where the language has one."""
    return (" " if locale is Locale.EN else "").join(filter(None, (one.strip() for one in sentences)))
