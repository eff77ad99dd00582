"""The bundle of a meeting as the tests make it, with the fonts that the set-up has placed."""

from pathlib import Path

from app.documents import bundle
from app.documents.fonts import fonts_of
from app.documents.press import Press
from app.exports.dossier import Dossier

PRESS = Press(fonts_of(Path("no-fonts-of-our-own")))


def pack(dossier: Dossier) -> bytes:
    """The bundle of a dossier."""
    return bundle.render(dossier, PRESS)
