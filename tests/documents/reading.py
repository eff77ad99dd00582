"""Reads papers again: the text of a DOCX or PDF file, in the order of the page and without line ends."""

import io
import re
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

FORMATS = ("docx", "pdf")


def open_docx(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def open_pdf(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """The whole text of a paper in either format, without blanks, since lines end where the page wants."""
    if content.startswith(b"%PDF"):
        text = "".join(page.extract_text() for page in open_pdf(content).pages)
    else:
        text = "".join(piece.text or "" for piece in open_docx(content).element.body.iter(qn("w:t")))
    return squeezed(text)


def squeezed(text: str) -> str:
    """A text without blanks, as `text_of` returns it."""
    return re.sub(r"\s+", "", text)


def footers_of(content: bytes) -> list[str]:
    """The small line of each section of a DOCX file."""
    return [section.footer.paragraphs[-1].text for section in open_docx(content).sections]


def marks_of(content: bytes) -> list[bool]:
    """Whether each section of a DOCX file has the mark of a draft in its header."""
    return ["textpath" in section.header._element.xml for section in open_docx(content).sections]


def cells_of(content: bytes) -> list[list[list[str]]]:
    """The tables of a DOCX file as rows of cells."""
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in open_docx(content).tables]
