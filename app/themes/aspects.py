"""The aspects under which the machine lays out a first board, with a place's own examples."""

from functools import lru_cache

from app.platform.i18n import Locale
from nlp.aspects.library import Example, Library, read_library


def headings_in(locale: Locale) -> dict[str, str]:
    """Return {key of an aspect: its name in a language}."""
    return {aspect.key: aspect.headings[locale.value] for aspect in read_library().aspects}


def find_aspect(name: str) -> str | None:
    """Return the key of the aspect that has this name in any language, or this key; None if there is none."""
    wanted = name.strip().casefold()
    for aspect in read_library().aspects:
        if wanted in (aspect.key, *(heading.casefold() for heading in aspect.headings.values())):
            return aspect.key
    return None


@lru_cache(maxsize=16)
def library_with(examples: tuple[tuple[str, str], ...]) -> Library:
    """Return the library with the examples (aspect, text) of a place; the same examples give the same object.

    Examples of an aspect that the library no longer has are left out.
    """
    library = read_library()
    known = [Example("", aspect, text) for aspect, text in examples if aspect in library.keys]
    return library.with_additions(known) if known else library
