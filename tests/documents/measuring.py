"""Measures papers: where each line of a PDF stands, in points from the lower left corner of its page."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fontTools.ttLib import TTFont
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

POINTS = 72 / 25.4
"""Points per millimetre."""
WIDTH, HEIGHT = 210 * POINTS, 297 * POINTS
TOP, LEFT = HEIGHT - 37 * POINTS, 28 * POINTS
RIGHT, BOTTOM = LEFT + 156 * POINTS, TOP - 225 * POINTS
"""Edges of the text block of GB/T 9704-2012."""
NEAR = 0.5 * POINTS
ASCENT = 0.88
"""Height of a Chinese character above its baseline, as a part of its size."""
EVERY_TEXT = {b"Tj", b"TJ"}


@dataclass(frozen=True, slots=True)
class Line:
    """A run of glyphs: where its ink begins, its baseline, where its ink ends, its size and its glyphs."""

    x: float
    y: float
    end: float
    size: float
    glyphs: tuple[int, ...]

    @property
    def top(self) -> float:
        return self.y + ASCENT * self.size

    @property
    def is_body(self) -> bool:
        """Whether the line stands above the page number."""
        return self.y > BOTTOM - NEAR


def lines_of(page: PageObject) -> list[Line]:
    """The horizontal lines of a page in the order of writing; a mark across the page is none."""
    fonts = {name: _Font(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    return list(_lines(ContentStream(page.get_contents(), page.pdf), fonts))


def fonts_of(pdf: PdfReader) -> list[Any]:
    return [font.get_object() for page in pdf.pages for font in page["/Resources"]["/Font"].values()]


def is_embedded(font: Any) -> bool:
    (descendant,) = font["/DescendantFonts"]
    descriptor = descendant.get_object()["/FontDescriptor"]
    return "/FontFile2" in descriptor or "/FontFile3" in descriptor


def page_texts(content: bytes) -> list[str]:
    """The text of each page without blanks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


class _Font:
    """Widths and inks of the glyphs of a font, as parts of its size; a glyph has two bytes."""

    def __init__(self, font: Any) -> None:
        descendant = font["/DescendantFonts"][0].get_object()
        program = TTFont(io.BytesIO(descendant["/FontDescriptor"]["/FontFile2"].get_data()), lazy=True)
        self.outlines, self.unit = program["glyf"], program["head"].unitsPerEm
        self.advances, self.names = program["hmtx"], program.getGlyphOrder()

    def width_of(self, glyph: int) -> float:
        return float(self.advances[self.names[glyph]][0] / self.unit)

    def ink_of(self, glyph: int) -> tuple[float, float] | None:
        """From where to where there is ink; None for a space."""
        outline = self.outlines[self.names[glyph]]
        return (outline.xMin / self.unit, outline.xMax / self.unit) if outline.numberOfContours else None


def _lines(stream: ContentStream, fonts: dict[str, _Font]) -> Iterator[Line]:
    """Follow the operators by which typst writes text: one `cm` to the beginning of a line, then one `TJ`."""
    place, saved = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), []
    font, size = next(iter(fonts.values())), 0.0
    for operands, operator in stream.operations:
        if operator == b"q":
            saved.append(place)
        elif operator == b"Q":
            place = saved.pop()
        elif operator == b"cm":
            place = _times(tuple(float(one) for one in operands), place)
        elif operator == b"Tf":
            font, size = fonts[operands[0]], float(operands[1])
        elif operator in EVERY_TEXT and place[1] == place[2] == 0:
            yield _line(operands[0] if operator == b"TJ" else operands, font, size, place)


def _line(pieces: list[Any], font: _Font, size: float, place: tuple[float, ...]) -> Line:
    glyphs: list[int] = []
    inks: list[tuple[float, float]] = []
    at = 0.0
    for piece in pieces:
        if isinstance(piece, int | float):
            at -= float(piece) / 1000
            continue
        raw = piece if isinstance(piece, bytes) else piece.original_bytes
        for start in range(0, len(raw), 2):
            glyphs.append(int.from_bytes(raw[start : start + 2], "big"))
            if ink := font.ink_of(glyphs[-1]):
                inks.append((at + ink[0], at + ink[1]))
            at += font.width_of(glyphs[-1])
    left, right = (min(ink[0] for ink in inks), max(ink[1] for ink in inks)) if inks else (0.0, at)
    return Line(place[4] + left * size, place[5], place[4] + right * size, size, tuple(glyphs))


def _times(one: tuple[float, ...], two: tuple[float, ...]) -> tuple[float, ...]:
    """The product of two transformations (a, b, c, d, e, f)."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = two
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
