"""Checks the form of the variable parts of a URL path; a part without a converter of its own must be an id.

A path that does not fit is answered like an unknown path, before anything is looked up.
"""

from flask import Flask
from werkzeug.routing import BaseConverter, Map


class IdConverter(BaseConverter):
    """Matches the form of an opaque id: `<meeting_id>`."""

    regex = "[a-z0-9]{8,32}"


class WordConverter(BaseConverter):
    """Matches the form of a name from a fixed list: `<word:format>`."""

    regex = "[A-Za-z0-9_-]{1,40}"


class OneOfConverter(BaseConverter):
    """Matches one of the given words: `<one_of("minutes", "notice"):kind>`."""

    def __init__(self, map: Map, *words: str) -> None:
        super().__init__(map)
        self.regex = f"(?:{'|'.join(words)})"


class TokenConverter(BaseConverter):
    """Matches the form of a secret that the product made: `<token:link>`."""

    regex = "[A-Za-z0-9_-]{1,64}"


class CodeConverter(BaseConverter):
    """Matches a join code as people type it, or the secret of a QR code: `<code:code>`."""

    regex = "[^/]{1,300}"


CONVERTERS: dict[str, type[BaseConverter]] = {
    "default": IdConverter,
    "word": WordConverter,
    "one_of": OneOfConverter,
    "token": TokenConverter,
    "code": CodeConverter,
}


def install_converters(app: Flask) -> None:
    """Register the converters, which check every part of a path; call this before the first route is added."""
    app.url_map.converters.update(CONVERTERS)
