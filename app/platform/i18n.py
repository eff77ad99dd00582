"""Words of the interface in zh-Hans, zh-Hant and en, from the gettext catalogues in `app/catalogues`."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

_WEIGHT = re.compile(r"q=([01](?:\.\d{0,3})?)")
CATALOGUES = Path(__file__).parent.parent / "catalogues"


class Locale(StrEnum):
    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"


CANTONESE = "yue"
CHINESE = frozenset(
    {"zh", "cmn", CANTONESE, "nan", "hak", "wuu", "gan", "hsn", "cdo", "cjy", "cpx", "mnp", "czh", "lzh"}
)
"""Language subtags of BCP 47 for Chinese and its branches."""
SCRIPTS = frozenset({"hans", "hant"})
WRITTEN = {
    **dict.fromkeys(("hant", "tw", "hk", "mo"), Locale.ZH_HANT),
    **dict.fromkeys(("hans", "cn", "sg", "my"), Locale.ZH_HANS),
}
"""The locale of written Chinese for a script or a region in a language tag."""


Entry = str | tuple[str, ...]
"""One text, or one for each plural form: (other,) in Chinese, (one, other) in English, chosen by `count`."""


@dataclass(frozen=True, slots=True)
class Translator:
    """All texts of one language."""

    locale: Locale
    entries: dict[str, Entry]

    def __call__(self, key: str, **params: object) -> str:
        """Return the text of a key with its {placeholders} filled in.

        Raises:
            KeyError: for a key that no catalogue has, in tests and production alike.
        """
        entry = self.entries[key]
        if isinstance(entry, tuple):
            count = params.get("count", 0)
            entry = entry[0 if count == 1 else -1]
        return entry.format(**params) if params else entry

    def markup(self, key: str, **params: object) -> Markup:
        """Return the text of a key as markup for templates; values that are not markup already are escaped."""
        text = self(key, **{name: escape(value) for name, value in params.items()})
        return Markup(text)  # noqa: S704 - our own text around escaped values  # nosec B704

    def messages_json(self, *areas: str) -> Markup:
        """Return the texts that an island needs as JSON for `<script type="application/json">`.

        Args:
            areas: first parts of the keys, as `errors` of `errors.forbidden`.
        """
        chosen: dict[str, Any] = {
            key: _shape(entry) for key, entry in self.entries.items() if key.split(".", 1)[0] in areas
        }
        text = json.dumps({"locale": self.locale, "texts": chosen}, ensure_ascii=False)
        harmless = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
        return Markup(harmless)  # noqa: S704 - no character left that HTML reads  # nosec B704


@cache
def translator_of(locale: Locale) -> Translator:
    """Return the translator of a language; each process reads its catalogues once."""
    entries: dict[str, Entry] = {}
    for path in sorted((CATALOGUES / locale).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream):
                if message.id:
                    entries[_key_of(message)] = _text_of(message)
    return Translator(locale, entries)


@lru_cache(maxsize=1000)
def negotiate(wanted: str | None) -> Locale:
    """Return the best of our languages for an Accept-Language header or a bare language tag.

    For Chinese languages, the script in the tag decides, else the region: Taiwan, Hong Kong and Macau read
    Traditional. Cantonese without a script or region is Traditional. Without a match, the language is zh-Hans.
    """
    for tag in _tags_by_weight(wanted or ""):
        language, *subtags = tag.replace("_", "-").split("-")
        if language in CHINESE:
            return _chinese(language, subtags)
        if language == "en":
            return Locale.EN
    return Locale.ZH_HANS


def _chinese(language: str, subtags: list[str]) -> Locale:
    """Return Simplified or Traditional Chinese by the script of a tag, else by its region, else by its language."""
    said = next((WRITTEN[subtag] for subtag in subtags if subtag in SCRIPTS), None)
    said = said or next((WRITTEN[subtag] for subtag in subtags if subtag in WRITTEN), None)
    return said or (Locale.ZH_HANT if CANTONESE in (language, *subtags) else Locale.ZH_HANS)


def _tags_by_weight(header: str) -> list[str]:
    """Return the tags of a header by falling weight; ties keep their order, and unreadable weights come last."""
    parts = [part.partition(";") for part in header.lower().split(",")]
    weighed = [(_weight(weight), tag.strip()) for tag, _, weight in parts]
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def _weight(text: str) -> float:
    if not text.strip():
        return 1.0
    match = _WEIGHT.fullmatch(text.replace(" ", ""))
    return float(match[1]) if match else 0.001


def _key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _text_of(message: Message) -> Entry:
    return message.string if isinstance(message.string, str) else tuple(message.string or ())


def _shape(entry: Entry) -> str | dict[str, str]:
    return entry if isinstance(entry, str) else {"one": entry[0], "other": entry[-1]}
