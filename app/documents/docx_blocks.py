"""Writes blocks as WordprocessingML, the XML of DOCX, in the styles of `app.documents.layout`."""

import io
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

import segno
from docx.shared import Length

from app.documents import layout
from app.documents.blocks import (
    Attachment,
    Block,
    Fact,
    Heading,
    Note,
    Paragraph,
    QrCode,
    Seal,
    Side,
    Signatures,
    Table,
)
from app.documents.layout import Face
from app.documents.text import clean
from app.documents.widths import SHORTEST_LABEL, widths_of
from app.exports.text import breadth

TEXT_WIDTH = layout.PAGE[0].twips - layout.LEFT.twips - layout.RIGHT.twips
CELL_SIDES, BLANK_HEIGHT, ROW_HEIGHT, GAP = 80, 700, 567, 600
"""In twips: the space beside a cell's text, the heights of a blank for a signature and of a row to write in, and the
gap between two blanks."""
_BORDER = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
AddPicture = Callable[[bytes, Length], str]
"""Adds a PNG picture of a width to the file, and returns its XML."""


def write_blocks(blocks: Sequence[Block], add_picture: AddPicture, label_width: int = SHORTEST_LABEL) -> str:
    """Return the XML of some blocks, to be placed between the paragraphs of a document's body.

    Args:
        label_width: width of the labels of facts, in characters of the body.
    """
    return "".join(_write(block, add_picture, label_width) for block in blocks)


def _write(block: Block, add_picture: AddPicture, label_width: int) -> str:
    if isinstance(block, Seal):
        return _seal(block, add_picture)
    if isinstance(block, Fact):
        return _fact(block, label_width)
    if isinstance(block, QrCode):
        return _qr_code(block, add_picture)
    write: Callable[[Any], str] = _WRITERS[type(block)]
    return write(block)


def _heading(block: Heading) -> str:
    return _paragraph(_run(block.text), style=f"Heading{block.level}")


def _note(block: Note) -> str:
    return _paragraph(_run(block.text), style="Cell")


def _attachment(block: Attachment) -> str:
    label = _paragraph(_run(block.label, layout.HEITI), extra="<w:keepNext/><w:pageBreakBefore/>")
    return label + _paragraph(_run(block.title), style="Title")


def _body(block: Paragraph) -> str:
    indent = "" if not block.is_indented else f'<w:ind w:firstLine="{layout.INDENT.twips}"/>'
    side = "" if block.side is Side.LEFT else f'<w:jc w:val="{block.side}"/>'
    keep = "<w:keepNext/>" if block.keeps_with_next else ""
    lead = _run(block.lead, layout.HEITI) if block.lead else ""
    return _paragraph(lead + _run(block.text), extra=f"{keep}{indent}{side}")


def _fact(block: Fact, label_width: int) -> str:
    """Write a label and its value; every line of the value begins after the width of the labels."""
    width = label_width * layout.CHARACTER.twips
    hang = f'<w:ind w:left="{width}" w:hanging="{width}"/>'
    gap = "<w:r><w:tab/></w:r>" if breadth(block.label) < 2 * label_width else ""
    return _paragraph(_run(block.label, layout.HEITI) + gap + _run(block.value), extra=hang)


def _table(block: Table) -> str:
    shares = widths_of(block)
    widths = [TEXT_WIDTH * share // sum(shares) for share in shares]
    sides = block.sides or (Side.LEFT,) * len(block.head)
    head = _row(block.head, widths, (Side.CENTRE,) * len(widths), face=layout.HEITI, is_head=True)
    rows = "".join(_row(row, widths, sides, height=ROW_HEIGHT if block.is_for_hand else 0) for row in block.rows)
    return _spacer(keeps=True) + _grid(widths, f"<w:tblBorders>{_BORDER}</w:tblBorders>", head + rows) + _spacer()


def _row(
    texts: Sequence[str],
    widths: Sequence[int],
    sides: Sequence[Side],
    *,
    face: Face | None = None,
    is_head: bool = False,
    height: int = 0,
) -> str:
    marks = "<w:cantSplit/>" + (f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else "")
    marks += "<w:tblHeader/>" if is_head else ""
    cells = "".join(
        _cell(width, _paragraph(_run(text, face), style="Cell", extra=f'<w:jc w:val="{side}"/>'))
        for text, width, side in zip(texts, widths, sides, strict=True)
    )
    return f"<w:tr><w:trPr>{marks}</w:trPr>{cells}</w:tr>"


def _signatures(block: Signatures) -> str:
    """Write the blanks in a table without rules that stays together on one page."""
    width = (TEXT_WIDTH - GAP) // 2
    labels = [*block.labels, *([""] if len(block.labels) % 2 else [])]
    gap = _cell(GAP, _paragraph("", extra="<w:keepNext/>"))
    height = f'<w:cantSplit/><w:trHeight w:val="{BLANK_HEIGHT}" w:hRule="atLeast"/>'
    blanks = [_blank(label, block.date, width) for label in labels]
    pairs = zip(blanks[::2], blanks[1::2], strict=True)
    rows = "".join(f"<w:tr><w:trPr>{height}</w:trPr>{left}{gap}{right}</w:tr>" for left, right in pairs)
    return _spacer(keeps=True) + _grid([width, GAP, width], "", rows) + _spacer(keeps=True)


def _blank(label: str, date: str, width: int) -> str:
    if not label:
        return _cell(width, _paragraph("", extra="<w:keepNext/>"))
    stop = f'<w:keepNext/><w:tabs><w:tab w:val="right" w:pos="{width - 2 * CELL_SIDES - 120}"/></w:tabs>'
    text = _run(label) + "<w:r><w:tab/></w:r>" + _run(date)
    line = '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tcBorders>'
    return _cell(width, _paragraph(text, extra=stop), line, align="bottom")


def _seal(block: Seal, add_picture: AddPicture) -> str:
    side = layout.SQUARE.twips + 2 * CELL_SIDES
    issuer = TEXT_WIDTH // 2
    square = f"<w:r>{add_picture(_qr(block.address), layout.SQUARE)}</w:r>" if block.address else ""
    centred = '<w:keepNext/><w:jc w:val="center"/>'
    lines = _paragraph(_run(block.issuer), extra=centred) + _paragraph(_run(block.date), extra=centred)
    lines += _paragraph(_run(block.hint), style="Cell", extra='<w:jc w:val="center"/>')
    picture = _paragraph(square, extra='<w:spacing w:line="240" w:lineRule="auto"/>')
    cells = _cell(side, picture, align="center")
    cells += _cell(TEXT_WIDTH - side - issuer, _paragraph(_run(block.caption), style="Cell"), align="center")
    cells += _cell(issuer, lines, align="center")
    row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    return _grid([side, TEXT_WIDTH - side - issuer, issuer], "", row) + _spacer()


def _qr_code(block: QrCode, add_picture: AddPicture) -> str:
    side = layout.SQUARE.twips + 2 * CELL_SIDES
    picture = f"<w:r>{add_picture(_qr(block.content), layout.SQUARE)}</w:r>"
    cells = _cell(side, _paragraph(picture, extra='<w:spacing w:line="240" w:lineRule="auto"/>'))
    cells += _cell(TEXT_WIDTH - side, _paragraph(_run(block.caption), style="Cell"))
    row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    return _grid([side, TEXT_WIDTH - side], "", row) + _spacer()


def _qr(address: str) -> bytes:
    stream = io.BytesIO()
    segno.make_qr(address, error="m").save(stream, kind="png", scale=4, border=4)
    return stream.getvalue()


def _grid(widths: Sequence[int], borders: str, rows: str) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margins = f'<w:left w:w="{CELL_SIDES}" w:type="dxa"/><w:right w:w="{CELL_SIDES}" w:type="dxa"/>'
    properties = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>{borders}'
    properties += f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _cell(width: int, content: str, borders: str = "", *, align: str = "center") -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{borders}<w:vAlign w:val="{align}"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _spacer(*, keeps: bool = False) -> str:
    """Return an empty paragraph, 6 pt high, which parts a table from the text beside it."""
    keep = "<w:keepNext/>" if keeps else ""
    return _paragraph("", extra=f'{keep}<w:spacing w:line="120" w:lineRule="exact"/>')


def _paragraph(runs: str, *, style: str = "", extra: str = "") -> str:
    name = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{name}{extra}</w:pPr>{runs}</w:p>"


def _run(text: str, face: Face | None = None) -> str:
    """Return a run with a line break for each line break of the text."""
    font = f"<w:rPr>{_fonts(face)}</w:rPr>" if face else ""
    lines = clean(text).split("\n")
    parts = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r>{font}{parts}</w:r>"


def _fonts(face: Face) -> str:
    latin = layout.LATIN
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{face.name}"/>'


def picture_adder(part: Any) -> AddPicture:
    """Return a function that adds pictures to a part of a document of python-docx."""

    def add(content: bytes, width: Length) -> str:
        inline = part.new_pic_inline(io.BytesIO(content), width, None)
        return f"<w:drawing>{inline.xml}</w:drawing>"

    return add


_WRITERS: dict[type[Block], Callable[[Any], str]] = {
    Heading: _heading,
    Paragraph: _body,
    Table: _table,
    Signatures: _signatures,
    Note: _note,
    Attachment: _attachment,
}
