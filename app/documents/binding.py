"""Binds DOCX files into one: each keeps its footers and its mark, and its pages are numbered from 1."""

import io
import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from docx import Document
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_ALL_PAGES, _LAST_PAGE = "NUMPAGES", "PAGEREF {mark}"
"""Fields for the number of pages of the file, and for the number of the page with a bookmark, a paper's last one."""
_REFERENCES = (qn("r:id"), qn("r:embed"))
_PICTURE = qn("wp:docPr")


def bind(files: Sequence[bytes]) -> bytes:
    """Return the pages of some DOCX files made from one template as one file; a single file is returned as it is."""
    if len(files) == 1:
        return files[0]
    documents = [Document(io.BytesIO(content)) for content in files]
    for number, one in enumerate(documents, 1):
        _count_own_pages(one, number)
    document, *others = documents
    for number, other in enumerate(others, 2):
        _append(document, other, number)
    for number, picture in enumerate(document.element.body.iter(_PICTURE), 1):
        picture.set("id", str(number))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _append(document: Any, other: Any, number: int) -> None:
    """Append the pages of another file after an end of section."""
    body = document.element.body
    _end_section(body)
    for element in other.element.body:
        copied = deepcopy(element)
        _take_parts(copied, document, other, number)
        body.append(copied)


def _end_section(body: Any) -> None:
    """Move the settings of the last section into the last paragraph, which ends the section there."""
    section = body.find(qn("w:sectPr"))
    _last_paragraph(section).get_or_add_pPr().append(section)


def _last_paragraph(section: Any) -> Any:
    """Return the paragraph before the settings of a section, a new one where a table stands there."""
    last = section.getprevious()
    if last is None or last.tag != qn("w:p"):
        last = OxmlElement("w:p")
        section.addprevious(last)
    return last


def _take_parts(element: Any, document: Any, other: Any, number: int) -> None:
    """Take over the headers, footers and pictures that an element refers to, under names of their own."""
    for node in element.iter():
        for attribute in _REFERENCES:
            if attribute in node.attrib and node.get(attribute) in other.part.rels:
                link = other.part.rels[node.get(attribute)]
                link.target_part.partname = _name_of(link.target_part.partname, number)
                node.set(attribute, document.part.relate_to(link.target_part, link.reltype))


def _name_of(name: str, number: int) -> PackURI:
    return PackURI(re.sub(r"(?:-\d+)?(\.\w+)$", rf"-{number}\1", name))


def _number_from_one(section: Any) -> None:
    for old in section.findall(qn("w:pgNumType")):
        section.remove(old)
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section.find(qn("w:pgMar")).addnext(start)


def _count_own_pages(document: Any, number: int) -> None:
    """Number the pages of one paper from 1, and name the number of its last page as the number of pages."""
    section, mark = document.element.body.find(qn("w:sectPr")), f"paper_end_{number}"
    _number_from_one(section)
    for kind in ("bookmarkStart", "bookmarkEnd"):
        edge = OxmlElement(f"w:{kind}")
        edge.set(qn("w:id"), str(number))
        if kind == "bookmarkStart":
            edge.set(qn("w:name"), mark)
        _last_paragraph(section).append(edge)
    for part in document.part.related_parts.values():
        if part.partname.startswith("/word/footer"):
            for field in part.element.iter(qn("w:fldSimple")):
                if field.get(qn("w:instr")) == _ALL_PAGES:
                    field.set(qn("w:instr"), _LAST_PAGE.format(mark=mark))
