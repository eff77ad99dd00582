"""A4 paper in the layout of GB/T 9704-2012, which committees follow by habit: margins, fonts, sizes, page numbers."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt, RGBColor, Twips

PAGE = (Twips(11906), Twips(16838))
TOP, BOTTOM, LEFT, RIGHT = Twips(2098), Twips(1984), Twips(1588), Twips(1474)
FOOTER = Twips(1304)
"""Distance of the page number from the paper's edge: it stands 7 mm below the text, which ends 35 mm above the edge."""
ROWS, COLUMNS = 22, 28
"""Lines per page, and characters per line."""
LINE = Twips(578)
"""Line height, 28.9 pt: the height of the text holds exactly ROWS lines."""
BODY, TITLE, FOLIO = Pt(16), Pt(22), Pt(14)
"""Font sizes: 三號, 二號, 四號."""
SQUARE = Twips(1701)
"""Side of the QR code, 30 mm: an old phone can read it from paper."""
CHARACTER = Pt(15.7)
"""Width of one body character: 28 of them leave 2.6 pt of the line's 442.2 pt; at 16 pt each only 27 would fit."""
INDENT = 2 * CHARACTER
PADDING, WIDEST = 3, 30
"""Table columns, in Latin characters: the space beside the text, and the largest width that a text may ask for."""
GRID_UNIT = 4096
"""The file format counts the space between characters in 1/4096 pt."""
_LEFTOVERS = ("/thumbnail", "/customXml", "/stylesWithEffects")
"""Parts of the library's template that do not belong in this document."""


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface by the name that offices use, and its substitutes."""

    name: str
    substitutes: str


FANGSONG = Face("仿宋_GB2312", "仿宋,FangSong,STFangsong,Noto Serif CJK SC,Source Han Serif SC")
TITLING = Face("方正小标宋简体", "FZXiaoBiaoSong-B05S,宋体,SimSun,Noto Serif CJK SC")
HEITI = Face("黑体", "SimHei,STHeiti,Noto Sans CJK SC,Source Han Sans SC")
KAITI = Face("楷体_GB2312", "楷体,KaiTi,STKaiti,Noto Serif CJK SC")
SONGTI = Face("宋体", "SimSun,STSong,Noto Serif CJK SC,Source Han Serif SC")
FACES = (FANGSONG, TITLING, HEITI, KAITI, SONGTI)
LATIN = "Times New Roman"
BLACK = RGBColor(0, 0, 0)


def new_paper(title: str) -> Any:
    """Return an empty document with page layout, styles and page numbers."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.language = "zh-CN"
    _drop_leftovers(document)
    _set_page(document)
    _set_styles(document)
    _set_grid(document)
    _name_substitutes(document)
    return document


def save(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def set_face(style_or_run: Any, face: Face) -> None:
    """Set a typeface for Chinese and the standard one for Latin, in place of the theme's fonts."""
    properties = style_or_run.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for part, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", face.name)):
        fonts.set(qn(f"w:{part}"), name)
    properties.insert(0, fonts)


def repeat_head(table: Any) -> None:
    """Mark the first row of a table to be printed again on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def set_widths(table: Any, breadths: Sequence[int]) -> None:
    """Divide the text width among the columns by the width of their contents, and keep each row on one page."""
    room = [PADDING + min(breadth, WIDEST) for breadth in breadths]
    table.autofit = False
    for column, share in zip(table.columns, room, strict=True):
        column.width = (PAGE[0] - LEFT - RIGHT) * share // sum(room)
        for cell in column.cells:
            cell.width = column.width
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.footer_distance = FOOTER
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _drop_leftovers(document: Any) -> None:
    """Drop the template's preview picture, its bibliography, and the marks of those who last edited it."""
    for source in (document.part.package, document.part):
        for name in [name for name, link in source.rels.items() if link.reltype.endswith(_LEFTOVERS)]:
            source.rels.pop(name)
    settings = document.settings.element
    for tag in ("w:rsids", "w:savePreviewPicture", "w:proofState"):
        for element in settings.findall(qn(tag)):
            settings.remove(element)


def _set_grid(document: Any) -> None:
    """Lay the page out in 22 lines of 28 characters.

    The grid is declared for word processors that follow it. The spacing of the body's style produces it as well,
    because some word processors give a character that is wider than its cell two cells.
    """
    properties = document.sections[0]._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    cell = (PAGE[0] - LEFT - RIGHT) // COLUMNS
    space = GRID_UNIT * (cell - BODY) // Pt(1)
    grid = _element("w:docGrid", type="linesAndChars", linePitch=LINE.twips, charSpace=space)
    properties.append(grid)
    body = document.styles["Normal"].element
    run, paragraph = body.get_or_add_rPr(), body.get_or_add_pPr()
    run.insert_element_before(_element("w:snapToGrid", val="0"), "w:color", "w:sz")
    run.insert_element_before(_element("w:spacing", val=Emu(CHARACTER - BODY).twips), "w:sz")
    paragraph.insert_element_before(_element("w:snapToGrid", val="0"), "w:spacing", "w:ind", "w:jc")


def _element(tag: str, **attributes: object) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def _number(paragraph: Any, side: Any) -> None:
    """Add the page number with a dash on each side, one character from the margin: right on odd pages, left on even."""
    paragraph.alignment = side
    shift = paragraph.paragraph_format
    shift.left_indent = shift.right_indent = FOLIO
    for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = paragraph.add_run(text)
        run.font.size = FOLIO
        set_face(run, SONGTI)
        if field:
            _add_field(run, field)


def _add_field(run: Any, name: str) -> None:
    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = name
        run._r.append(element)


def _set_styles(document: Any) -> None:
    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # else punctuation is drawn in the middle of its square
    _style(styles["Normal"], FANGSONG, BODY)
    _style(styles["Title"], TITLING, TITLE)
    _style(styles["Heading 1"], HEITI, BODY)
    _style(styles["Heading 2"], KAITI, BODY)
    for border in styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    title = styles["Title"].paragraph_format
    title.alignment, title.line_spacing, title.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(34), LINE
    cell = styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = styles["Normal"]
    cell.font.size = Pt(12)
    cell.paragraph_format.line_spacing = Pt(18)
    for name in ("Heading 1", "Heading 2"):
        styles[name].paragraph_format.first_line_indent = INDENT


def _style(style: Any, face: Face, size: Any) -> None:
    set_face(style, face)
    style.font.size, style.font.bold, style.font.italic = size, False, False
    style.font.color.rgb = BLACK
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.widow_control = False  # otherwise some pages would hold 21 lines
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, LINE


def _name_substitutes(document: Any) -> None:
    """Name the substitutes of each typeface in the font table, for computers without the fonts that offices buy."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    entries = "".join(
        f'<w:font w:name="{face.name}"><w:altName w:val="{face.substitutes}"/>'
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for face in FACES
    )
    part._blob = part.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")
