"""Writes the texts of a meeting in the one script of a paper."""

from functools import lru_cache

from opencc import OpenCC

from app.platform.i18n import Locale

_WAYS = {Locale.ZH_HANS: "t2s", Locale.ZH_HANT: "s2t"}


@lru_cache(maxsize=2)
def _converter(way: str) -> OpenCC:
    return OpenCC(way)


def in_script(text: str, locale: Locale) -> str:
    """Return a text in the characters of a Chinese locale, with its words left as they are; English changes nothing."""
    way = _WAYS.get(locale)
    return str(_converter(way).convert(text)) if way else text
