"""A4 paper in the layout of GB/T 9704-2012, which committees follow by habit: margins, fonts, sizes, page numbers."""

import io
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Emu, Pt, RGBColor, Twips

from app.platform.i18n import Locale, translator_of

PAGE = (Twips(11906), Twips(16838))
TOP, BOTTOM, LEFT, RIGHT = Twips(2098), Twips(1984), Twips(1588), Twips(1474)
FOOTER = Twips(907)
"""Distance of the small line from the paper's edge, 16 mm, so that the page number stands 7 mm below the text."""
FOLIO_LINE, SMALL_LINE, SMALL_SPACE = Pt(16), Pt(12), Pt(6)
"""Line heights of the page number and of the small line below it, and the space between them."""
ROWS, COLUMNS = 22, 28
"""Lines per page, and characters per line."""
LINE = Twips(578)
"""Line height, 28.9 pt: the height of the text holds exactly ROWS lines."""
BODY, TITLE, FOLIO, SMALL = Pt(16), Pt(22), Pt(14), Pt(9)
"""Font sizes: 三號, 二號, 四號, 小五."""
EAST_ASIAN = {Locale.ZH_HANS: "zh-CN", Locale.ZH_HANT: "zh-TW", Locale.EN: "zh-CN"}
SQUARE = Twips(1701)
"""Side of the QR code, 30 mm: an old phone can read it from paper."""
CHARACTER = Pt(15.7)
"""Width of one body character: 28 of them leave 2.6 pt of the line's 442.2 pt; at 16 pt each only 27 would fit."""
INDENT = Emu(2 * CHARACTER)
FIELDS = frozenset({"PAGE", "NUMPAGES"})
"""Fields of the file format: the page's number and the number of pages."""
GRID_UNIT = 4096
"""The file format counts the space between characters in 1/4096 pt."""
_MARK = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136"'
    ' adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:path textpathok="t" o:connecttype="rect"/>'
    '<v:textpath on="t" fitshape="t"/></v:shapetype><v:shape type="#_x0000_t136" style="position:absolute;'
    "margin-left:0;margin-top:0;width:340pt;height:150pt;rotation:-35;z-index:-251658752;"
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    'mso-position-vertical-relative:margin" fillcolor="#e0e0e0" stroked="f"><v:textpath style="font-family:宋体;'
    'font-size:1pt" string="{mark}"/></v:shape></w:pict></w:r>'
)
"""A text across the page in the drawing language that Word and WPS use for such marks."""
_OFFICE = "http://schemas.microsoft.com/office/word"
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


def new_paper(locale: Locale) -> Any:
    """Return an empty document in a language, with page layout and styles."""
    document = Document()
    _drop_leftovers(document)
    _set_page(document)
    _set_styles(document, locale)
    _set_grid(document)
    _name_substitutes(document)
    return document


def write_margins(document: Any, *, locale: Locale, mark: str, left: str, right: str) -> None:
    """Write page numbers and the small line below them, and the mark of a draft behind the text of each page.

    Args:
        mark: the placeholder of the mark, which is printed only if its text is not empty.
        left: text at the left of the small line.
        right: text before the page number at the right of the small line.
    """
    section = document.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        _number(footer.paragraphs[0], side)
        footer.paragraphs[0].paragraph_format.line_spacing = FOLIO_LINE
        _write_small_line(footer.add_paragraph(), locale, left, right)
    for header in (section.header, section.even_page_header):
        _write_mark(header, mark)


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


def _set_page(document: Any) -> None:
    """Set the paper, and how programs read the file.

    They measure the indent of a table from its rule, not from its text, and do not stretch a line before a line break.
    """
    mode = _element("w:compatSetting", name="compatibilityMode", uri=_OFFICE, val=15)
    settings = document.settings.element
    compatibility = settings.find(qn("w:compat"))
    if compatibility is None:
        compatibility = _element("w:compat")
        settings.append(compatibility)
    for old in compatibility.findall(qn("w:compatSetting")):
        if old.get(qn("w:name")) == "compatibilityMode":
            compatibility.remove(old)
    compatibility.insert(0, _element("w:doNotExpandShiftReturn"))
    compatibility.append(mode)
    section = document.sections[0]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.footer_distance = FOOTER
    document.settings.odd_and_even_pages_header_footer = True


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
    because some word processors give a character that is wider than its cell two cells. No sign hangs over the right
    margin, and no space parts Chinese from digits, which would leave 27 characters in a line.
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
    for habit in ("w:overflowPunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid"):
        paragraph.insert_element_before(_element(habit, val="0"), "w:spacing", "w:ind", "w:jc")


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
    for text in ("— ", "PAGE", " —"):
        _add_text(paragraph, text, FOLIO)


def _write_small_line(paragraph: Any, locale: Locale, left: str, right: str) -> None:
    """Write the small line: its two texts, then the page number and the number of pages as fields."""
    spacing = paragraph.paragraph_format
    spacing.alignment = WD_ALIGN_PARAGRAPH.LEFT
    spacing.line_spacing, spacing.space_before = SMALL_LINE, SMALL_SPACE
    spacing.tab_stops.add_tab_stop(PAGE[0] - LEFT - RIGHT, WD_TAB_ALIGNMENT.RIGHT)
    words = translator_of(locale)("documents.pages", page="\0PAGE\0", pages="\0NUMPAGES\0")
    for text in (left, "\t", f"{right}\u3000", *words.split("\0")):
        _add_text(paragraph, text, SMALL)


def _write_mark(header: Any, mark: str) -> None:
    """Write a text across the page, behind the body, in a condition that leaves it out when the text is empty."""
    name = mark.strip("{} ")
    header.paragraphs[0].text = f"{{%p if {name} %}}"
    header.add_paragraph()._p.append(parse_xml(_MARK.format(mark=mark)))
    header.add_paragraph("{%p endif %}")
    header.add_paragraph()
    for paragraph in header.paragraphs:
        paragraph.paragraph_format.line_spacing = Pt(1)


def _add_text(paragraph: Any, text: str, size: Any) -> None:
    """Add a text, or the field of that name, in the typeface of page numbers."""
    run = paragraph.add_run("1" if text in FIELDS else text)
    run.font.size = size
    set_face(run, SONGTI)
    if text in FIELDS:  # programs replace the digit by the field's value
        field = _element("w:fldSimple", instr=text)
        run._r.addprevious(field)
        field.append(run._r)


def _set_styles(document: Any, locale: Locale) -> None:
    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), EAST_ASIAN[locale])  # else punctuation is drawn in the middle of its square
    _style(styles["Normal"], FANGSONG, BODY)
    _style(styles["Title"], TITLING, TITLE)
    _style(styles["Heading 1"], HEITI, BODY)
    _style(styles["Heading 2"], KAITI, BODY)
    for border in styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    title = styles["Title"].paragraph_format
    title.alignment, title.line_spacing, title.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(34), Pt(12)
    number = styles.add_style("Number", WD_STYLE_TYPE.PARAGRAPH)
    number.base_style = styles["Normal"]
    number.paragraph_format.alignment, number.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, LINE
    cell = styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = styles["Normal"]
    cell.font.size = Pt(12)
    cell.paragraph_format.line_spacing, cell.paragraph_format.alignment = Pt(18), WD_ALIGN_PARAGRAPH.LEFT
    for name in ("Heading 1", "Heading 2"):
        styles[name].paragraph_format.first_line_indent = INDENT


def _style(style: Any, face: Face, size: Any) -> None:
    set_face(style, face)
    style.font.size, style.font.bold, style.font.italic = size, False, False
    style.font.color.rgb = BLACK
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.widow_control = False  # otherwise some pages would hold 21 lines
    spacing.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
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
