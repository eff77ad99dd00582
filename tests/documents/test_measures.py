"""Every paper in the layout of GB/T 9704-2012, measured in its file: margins, sizes, lines, fonts, tags, numbers."""

import io
from collections import Counter
from dataclasses import replace

import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from app.documents import layout
from app.documents.blocks import Paper, Paragraph, Signatures, Table
from app.documents.formats import EXPORTS
from app.documents.papers import cases, concessions, minutes, notice, proposals, resolution, signin, votes
from app.documents.press import PapersOf, Press
from app.exports.dossier import Dossier
from app.platform.i18n import Locale
from tests.documents.assembly import Assembly
from tests.documents.long_paper import CHARACTERS, LINES, long_paper
from tests.documents.measuring import (
    BOTTOM,
    HEIGHT,
    LEFT,
    NEAR,
    POINTS,
    RIGHT,
    TOP,
    WIDTH,
    fonts_of,
    is_embedded,
    lines_of,
    page_texts,
)
from tests.documents.reading import open_docx, open_pdf, squeezed
from tests.exports.packing import PRESS

MAKERS: dict[str, PapersOf] = {
    "minutes": minutes.papers_of,
    "resolution": resolution.papers_of,
    "notice": notice.papers_of,
    "signin": signin.papers_of,
    "signin-full": signin.full_papers_of,
    "concessions": concessions.papers_of,
    "votes": votes.papers_of,
    "cases": cases.papers_of,
    "proposals": proposals.papers_of,
}
EVERY = [pytest.param(kind, locale, id=f"{kind}-{locale}") for kind in MAKERS for locale in Locale]
SIZES = {22.0, 16.0, 14.0, 12.0, 9.0}
"""Title, body, page number, table or note, and small line."""
TWIPS = 20
CELL = 10
"""Largest space above the text of a cell."""


@pytest.fixture(scope="session")
def whole(assembly: Assembly) -> Dossier:
    return assembly.dossier()


def press_in(locale: Locale) -> Press:
    return Press(PRESS.fonts, locale, "https://liangting.example")


def make(kind: str, format: str, locale: Locale, dossier: Dossier) -> bytes:
    return EXPORTS[f"{kind}-{format}"].make(dossier, press_in(locale))


def is_near(one: float, other: float) -> bool:
    return abs(one - other) <= NEAR


def test_every_paper_is_measured() -> None:
    papers = {name.rsplit("-", 1)[0] for name in EXPORTS if name.endswith(("-docx", "-pdf"))}
    assert papers == set(MAKERS)


@pytest.mark.parametrize(("kind", "locale"), EVERY)
def test_a_pdf_stands_in_the_text_block(kind: str, locale: Locale, whole: Dossier) -> None:
    for number, page in enumerate(open_pdf(make(kind, "pdf", locale, whole)).pages, 1):
        lines = lines_of(page)
        body = [line for line in lines if line.is_body]
        assert is_near(float(page.mediabox.width), WIDTH) and is_near(float(page.mediabox.height), HEIGHT)
        assert {line.size for line in lines} <= SIZES
        outside = [line for line in body if line.x < LEFT - NEAR or line.end > RIGHT + NEAR or line.top > TOP + NEAR]
        assert outside == [], f"page {number}"
        first = max(body, key=lambda line: line.top)
        assert -NEAR < TOP - first.top < (CELL if first.size == 12 else NEAR), f"page {number}"
        if any(line.size == 16 for line in body):
            assert min(line.x for line in body) < LEFT + 3 * 16, "the labels, or a paragraph's first line"


@pytest.mark.parametrize(("kind", "locale"), EVERY)
def test_a_pdf_numbers_its_pages(kind: str, locale: Locale, whole: Dossier) -> None:
    content = make(kind, "pdf", locale, whole)
    numbers = []
    for text, page in zip(page_texts(content), open_pdf(content).pages, strict=True):
        (folio,) = [line for line in lines_of(page) if line.size == 14]
        number = next(at for at in range(1, 100) if f"—{at}—" in text)
        numbers.append(number)
        assert is_near(folio.top, BOTTOM - 7 * POINTS)
        assert is_near(folio.end, RIGHT - 14) if number % 2 else is_near(folio.x, LEFT + 14)
    assert numbers[0] == 1
    assert all(later in (1, earlier + 1) for earlier, later in zip(numbers, numbers[1:], strict=False))


@pytest.mark.parametrize(("kind", "locale"), EVERY)
def test_a_pdf_is_whole_by_itself(kind: str, locale: Locale, whole: Dossier) -> None:
    """Every font is in the file and every character has a glyph; the file is tagged and says its name and language."""
    pdf = open_pdf(make(kind, "pdf", locale, whole))
    assert all(is_embedded(font) and "/ToUnicode" in font for font in fonts_of(pdf))
    assert [line for page in pdf.pages for line in lines_of(page) if 0 in line.glyphs] == []
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"]["/K"]
    assert str(root["/Lang"]).startswith("en" if locale is Locale.EN else "zh")
    first = MAKERS[kind](whole, press_in(locale))[0]
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == (first.name, first.issuer)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


@pytest.mark.parametrize("locale", list(Locale))
def test_a_full_page_has_22_lines_of_28_characters(locale: Locale) -> None:
    _, page, *_ = PdfReader(io.BytesIO(press_in(locale).write_pdf([long_paper(locale)]))).pages
    lines = [line for line in lines_of(page) if line.is_body]
    assert Counter(len(line.glyphs) for line in lines) == {CHARACTERS: LINES}
    assert {line.size for line in lines} == {16}
    assert all(is_near(line.x, LEFT) and is_near(line.end, RIGHT) for line in lines)
    assert is_near(lines[0].top, TOP)
    assert {round(one.y - two.y, 1) for one, two in zip(lines, lines[1:], strict=False)} == {28.9}
    assert BOTTOM <= lines[-1].top - 28.9 <= BOTTOM + 28.9 / 2


@pytest.mark.parametrize(("kind", "locale"), EVERY)
def test_a_docx_is_set_for_the_same_page(kind: str, locale: Locale, whole: Dossier) -> None:
    document = open_docx(make(kind, "docx", locale, whole))
    for section in document.sections:
        edges = (section.top_margin.mm, section.left_margin.mm)
        assert edges == pytest.approx((37, 28), abs=0.5)
        width = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
        height = section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm
        assert (width, height) == pytest.approx((156, 225), abs=0.5)
        grid = section._sectPr.find(qn("w:docGrid"))
        assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "578")
        for footer in (section.footer, section.even_page_footer):
            fields = [field.get(qn("w:instr")) for field in footer._element.iter(qn("w:fldSimple"))]
            assert fields[:2] == ["PAGE", "PAGE"]
            assert "— " in footer.paragraphs[0].text
    normal = document.styles["Normal"]
    assert normal.font.size.pt == 16
    line = normal.paragraph_format.line_spacing.twips
    assert LINES * line <= height * POINTS * TWIPS < (LINES + 1) * line
    space = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val")))
    assert CHARACTERS * (16 * TWIPS + space) <= width * POINTS * TWIPS < (CHARACTERS + 1) * (16 * TWIPS + space)
    habits = {
        name: normal.element.pPr.find(qn(f"w:{name}")).get(qn("w:val")) for name in ("autoSpaceDE", "autoSpaceDN")
    }
    assert habits == {"autoSpaceDE": "0", "autoSpaceDN": "0"}, "a space beside digits leaves 27 characters in a line"
    modes = [one.get(qn("w:val")) for one in document.settings.element.iter(qn("w:compatSetting")) if _is_mode(one)]
    assert modes == ["15"]


def _is_mode(setting: object) -> bool:
    return setting.get(qn("w:name")) == "compatibilityMode"  # type: ignore[attr-defined]


def signed(dossier: Dossier, locale: Locale) -> list[Paper]:
    """Every paper with blanks for signatures."""
    papers = [paper for papers_of in MAKERS.values() for paper in papers_of(dossier, press_in(locale))]
    return [paper for paper in papers if any(isinstance(block, Signatures) for block in paper.blocks)]


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("shift", range(0, 22, 3))
def test_signatures_stay_with_the_last_lines(locale: Locale, shift: int, whole: Dossier) -> None:
    """Wherever the page ends, the blanks are on a page on which text or table precedes them."""
    for paper in signed(whole, locale):
        moved = _moved(paper, shift)
        blocks = list(moved.blocks)
        at = next(at for at, block in enumerate(blocks) if isinstance(block, Signatures))
        signatures, last = blocks[at], blocks[at - 1]
        assert isinstance(signatures, Signatures)
        text = last.rows[-1][0] if isinstance(last, Table) else getattr(last, "text", "")
        pages = page_texts(press_in(locale).write_pdf([moved]))
        label = squeezed("".join(signatures.labels[:1]))
        (page,) = [page for page in pages if label in page and squeezed(signatures.labels[1]) in page][-1:]
        assert squeezed(text)[-8:] in page.partition(label)[0], f"{paper.kind}, {shift} lines further down"


def _moved(paper: Paper, lines: int) -> Paper:
    """A paper whose last section of text begins some lines further down."""
    first, *rest = paper.sections
    filler = tuple(Paragraph("满", is_indented=False) for _ in range(lines))
    return replace(paper, sections=(replace(first, blocks=(*first.blocks, *filler)), *rest))


def test_the_layout_counts_as_the_measures_do() -> None:
    assert (layout.ROWS, layout.COLUMNS) == (LINES, CHARACTERS)
