"""Removes the words of proposals off the wall from labels and keywords of themes, before the next clustering run."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.themes.rules.edits import Confirm, DraftTheme, Edit, Undo

_WORDS = re.compile(r"[^\W\u3400-\u9fff]+|[\u3400-\u9fff]+")


class Vocabulary:
    """The words of the texts on the wall, and the words of the texts that left the wall."""

    def __init__(self, shown: Iterable[str], gone: Iterable[str]) -> None:
        self._shown = _folded("\n".join(shown))
        self._gone = _folded("\n".join(gone))

    def tells(self, phrase: str) -> bool:
        """Return whether a phrase contains a word of a text that left the wall which no text on the wall contains."""
        return any(piece in self._gone and piece not in self._shown for piece in _pieces(_folded(phrase)))

    def clean(self, theme: DraftTheme) -> DraftTheme:
        """Return the theme without a label or keyword that reveals a text that left the wall."""
        keywords = tuple(word for word in theme.keywords if not self.tells(word))
        label = "" if self.tells(theme.label) else theme.label
        return replace(theme, label=label, keywords=keywords)

    def clean_edit(self, edit: Edit) -> Edit:
        """Return the edit with `clean` applied to each draft theme that its context keeps.

        The label that a confirmation took over is treated alike, because it may be the machine's.
        """
        if isinstance(edit, Undo):
            return edit
        context = replace(edit.context, themes=tuple(self.clean(theme) for theme in edit.context.themes))
        if isinstance(edit, Confirm) and self.tells(edit.label):
            return replace(edit, context=context, label="")
        return replace(edit, context=context)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _pieces(phrase: str) -> Iterator[str]:
    """Yield the words of scripts that use spaces, and each pair of neighbouring characters of Chinese text."""
    for word in _WORDS.findall(phrase):
        if word[0] < "\u3400" or len(word) == 1:
            yield word
        else:
            yield from (word[at : at + 2] for at in range(len(word) - 1))
