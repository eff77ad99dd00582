"""What the variable parts of a path may be: an id of ours where a rule says nothing else.

What does not fit is answered like an unknown address, before anything is looked up.
"""

from flask import Flask
from werkzeug.routing import BaseConverter


class IdConverter(BaseConverter):
    """An opaque id: `<meeting_id>`."""

    regex = "[a-z0-9]{8,32}"


class WordConverter(BaseConverter):
    """A name out of a list of ours: `<word:format>`."""

    regex = "[A-Za-z0-9_-]{1,40}"


class TokenConverter(BaseConverter):
    """A secret that we made: `<token:link>`."""

    regex = "[A-Za-z0-9_-]{1,64}"


class CodeConverter(BaseConverter):
    """A join code as people type it, or the secret of a QR code: `<code:code>`."""

    regex = "[^/]{1,300}"


CONVERTERS: dict[str, type[BaseConverter]] = {
    "default": IdConverter,
    "word": WordConverter,
    "token": TokenConverter,
    "code": CodeConverter,
}


def install_converters(app: Flask) -> None:
    """Have every part of a path checked; call it before the first route is added."""
    app.url_map.converters.update(CONVERTERS)
