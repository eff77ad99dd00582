"""The openly licensed fonts that are embedded in PDF papers."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from app.platform.errors import DomainError, ErrorKind

SHIPPED = Path(__file__).parent / "fonts"
"""Noto Serif SC and Noto Sans SC under the SIL Open Font License, put there by the set-up."""
INSTALLED = (Path("/usr/share/fonts/truetype/lxgw-wenkai"),)
"""Where Debian puts the openly licensed font for headings of the second level."""
SUFFIXES = frozenset({".ttf", ".otf", ".ttc"})
NOT_COVERED = "〓"
"""The geta mark, which printers set for a character that they do not have."""
_WITHOUT_GLYPH = frozenset("\n")


@dataclass(frozen=True)
class Fonts:
    """The font files of some folders; fonts that a place adds stand in a folder of its data folder."""

    folders: tuple[Path, ...]

    def check(self) -> None:
        """Require at least one font.

        Raises:
            DomainError: `paper.no_font`.
        """
        if not any(_files_of(self.folders)):
            raise DomainError(ErrorKind.UNAVAILABLE, "paper.no_font")

    def cover(self, text: str, uncovered: set[str]) -> str:
        """Return a text with 〓 for each character that no font has, and add these characters to `uncovered`.

        Signs that choose a variant of the character before them are left out where no font has them.
        """
        lacking = {sign for sign in text if ord(sign) not in self.code_points} - _WITHOUT_GLYPH
        invisible = {sign for sign in lacking if _is_variation(sign)}
        uncovered |= lacking - invisible
        return "".join(NOT_COVERED if one in lacking else one for one in text if one not in invisible)

    @cached_property
    def code_points(self) -> frozenset[int]:
        """Code points that some font covers."""
        return frozenset().union(*(_code_points(path) for path in _files_of(self.folders)))


def _is_variation(sign: str) -> bool:
    return 0xFE00 <= ord(sign) <= 0xFE0F or 0xE0100 <= ord(sign) <= 0xE01EF


@lru_cache(maxsize=4)
def fonts_of(own: Path) -> Fonts:
    """Return the fonts of papers: those in the folder `own` of this server before those that come with the product."""
    return Fonts(tuple(folder for folder in (own, SHIPPED, *INSTALLED) if folder.is_dir()))


def _files_of(folders: Iterable[Path]) -> list[Path]:
    found = (path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir()))
    return [path for path in found if path.suffix.lower() in SUFFIXES]


@lru_cache(maxsize=32)
def _code_points(path: Path) -> frozenset[int]:
    """Return the code points of a font file; a damaged one, which typst leaves out as well, has none."""
    try:
        return _read_code_points(path)
    except (TTLibError, OSError, KeyError, ValueError, AssertionError, struct.error):
        return frozenset()


def _read_code_points(path: Path) -> frozenset[int]:
    if path.suffix.lower() == ".ttc":
        with TTCollection(path, lazy=True) as collection:
            return frozenset().union(*(font.getBestCmap() for font in collection.fonts))
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
