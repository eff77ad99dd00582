"""Words of the interface in zh-Hans, zh-Hant and en, from the gettext catalogues in `app/catalogues`."""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

CATALOGUES = Path(__file__).parent.parent / "catalogues"


class Locale(StrEnum):
    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"


Entry = str | tuple[str, ...]
"""One text, or one for each plural form: (other,) in Chinese, (one, other) in English, chosen by `count`."""


@dataclass(frozen=True, slots=True)
class Translator:
    """All texts of one language."""

    locale: Locale
    entries: dict[str, Entry]

    def __call__(self, key: str, **params: object) -> str:
        """The text of a key with its {places} filled; markup-safe values stay markup in templates.

        Raises:
            KeyError: for a key that no catalogue has, in tests and production alike.
        """
        entry = self.entries[key]
        if isinstance(entry, tuple):
            count = params.get("count", 0)
            entry = entry[0 if count == 1 else -1]
        return entry.format(**params) if params else entry

    def markup(self, key: str, **params: object) -> Markup:
        """The same for templates: the values are escaped, the text is ours."""
        return Markup(self(key, **{name: escape(value) for name, value in params.items()}))  # noqa: S704

    def messages_json(self, *areas: str) -> Markup:
        """The texts that an island needs, for `<script type="application/json">`."""
        chosen: dict[str, Any] = {
            key: _shape(entry) for key, entry in self.entries.items() if key.split(".", 1)[0] in areas
        }
        text = json.dumps({"locale": self.locale, "texts": chosen}, ensure_ascii=False)
        return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


@cache
def translator_of(locale: Locale) -> Translator:
    """The translator of a language, read once for each process."""
    entries: dict[str, Entry] = {}
    for path in sorted((CATALOGUES / locale).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream):
                if message.id:
                    entries[_key_of(message)] = _text_of(message)
    return Translator(locale, entries)


def negotiate(wanted: str | None) -> Locale:
    """The best of our languages for an Accept-Language header or a bare tag; zh-TW, HK and MO read Traditional."""
    tags = [part.split(";")[0].strip().lower() for part in (wanted or "").split(",")]
    for tag in tags:
        if tag.startswith("zh"):
            is_hant = any(mark in tag for mark in ("hant", "tw", "hk", "mo"))
            return Locale.ZH_HANT if is_hant else Locale.ZH_HANS
        if tag.startswith("en"):
            return Locale.EN
    return Locale.ZH_HANS


def _key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _text_of(message: Message) -> Entry:
    return message.string if isinstance(message.string, str) else tuple(message.string or ())


def _shape(entry: Entry) -> str | dict[str, str]:
    return entry if isinstance(entry, str) else {"one": entry[0], "other": entry[-1]}
