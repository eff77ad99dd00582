"""Words of a proposal that left the wall leave the names of the themes too, before the machine groups anew."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.themes.rules.edits import DraftTheme

_WORDS = re.compile(r"[^\W\u3400-\u9fff]+|[\u3400-\u9fff]+")


class Vocabulary:
    """What the texts on the wall say, and what only the texts that left the wall say."""

    def __init__(self, shown: Iterable[str], gone: Iterable[str]) -> None:
        self._shown = _folded("\n".join(shown))
        self._gone = _folded("\n".join(gone))

    def tells(self, phrase: str) -> bool:
        """Whether a phrase holds a word that stands in no text on the wall but in one that left the wall."""
        return any(piece in self._gone and piece not in self._shown for piece in _pieces(_folded(phrase)))

    def clean(self, theme: DraftTheme) -> DraftTheme:
        """Return the theme without the label and keywords that tell of a text that left the wall."""
        keywords = tuple(word for word in theme.keywords if not self.tells(word))
        label = "" if self.tells(theme.label) else theme.label
        return replace(theme, label=label, keywords=keywords)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _pieces(phrase: str) -> Iterator[str]:
    """Words that are written apart, and pairs of neighbouring characters of those that are not."""
    for word in _WORDS.findall(phrase):
        if word[0] < "\u3400" or len(word) == 1:
            yield word
        else:
            yield from (word[at : at + 2] for at in range(len(word) - 1))
