"""The bundle and the minutes of a meeting as the tests make them, with the fonts that the set-up has placed."""

from pathlib import Path

from app.documents import bundle
from app.documents.fonts import fonts_of
from app.documents.papers import minutes
from app.documents.press import Press
from app.exports.dossier import Dossier

PRESS = Press(fonts_of(Path("no-fonts-of-our-own")))


def pack(dossier: Dossier) -> bytes:
    """The bundle of a dossier."""
    return bundle.render(dossier, PRESS)


def minutes_of(dossier: Dossier) -> bytes:
    """The minutes of a dossier as DOCX."""
    return PRESS.write_docx(minutes.papers_of(dossier, PRESS))
