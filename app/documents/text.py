"""Makes texts that people wrote fit for paper."""

import unicodedata

from app.exports.text import printable

_SPACES = {"\t": " ", "\u00a0": " ", "\u2028": "\n", "\u2029": "\n", "\r": ""}
_FORMAT = "Cf"
"""The Unicode category of invisible format characters, to which bidirectional controls and joiners belong."""


def clean(text: str) -> str:
    """Return a text without invisible format characters; characters that XML cannot hold become U+FFFD."""
    return "".join(_SPACES.get(sign, sign) for sign in printable(text) if unicodedata.category(sign) != _FORMAT)
