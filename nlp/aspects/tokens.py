"""The tokens by which texts, names and examples are compared: characters, pairs of characters, Latin words."""

import re
from functools import lru_cache

from nlp.text.boilerplate import without_boilerplate
from nlp.text.lexicon import stop_words
from nlp.text.script import fold_script
from nlp.text.segmenter import singular

_PARTS = re.compile(r"[a-z]+|[0-9]+|[^\W\d_a-z]")


@lru_cache(maxsize=1 << 13)
def tokens_of(text: str) -> tuple[str, ...]:
    """Return the tokens of a text without links, numbers of telephones, greetings and names of people."""
    parts = _PARTS.findall(fold_script(without_boilerplate(text)))
    singles = [part if not part.isascii() else singular(part) for part in parts if not _says_nothing(part)]
    pairs = [one + other for one, other in zip(singles, singles[1:], strict=False) if not (one + other).isascii()]
    return (*singles, *pairs)


def _says_nothing(part: str) -> bool:
    return part.isascii() and part in stop_words()
