"""Office files: what they say of themselves, and the grid of 22 lines of 28 characters."""

import io
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn

from app.exports import xlsx
from app.exports.dossier import Dossier, dossier_of
from app.exports.tables import chinese_day
from tests.exports.packing import minutes_of
from tests.exports.walk import Walk

Render = Callable[[Dossier], bytes]
RENDERS = pytest.mark.parametrize("render", [minutes_of, xlsx.render])
TOOLS = ("python-docx", "openpyxl", "Microsoft", "Macintosh", "2013", "Normal.dotm")
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "app": "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
}


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_minutes_name_their_issuer_and_day(dossier: Dossier) -> None:
    core = ElementTree.fromstring(parts_of(minutes_of(dossier))["docProps/core.xml"])
    assert core.findtext("dc:creator", namespaces=NAMESPACES) == (dossier.facts.issuer or dossier.place)
    assert "议事会纪要" in (core.findtext("dc:title", namespaces=NAMESPACES) or "")
    assert dossier.facts.ended_at is not None
    moment = dossier.facts.ended_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert core.findtext("dcterms:created", namespaces=NAMESPACES) == moment


def test_the_properties_are_place_and_date_of_the_meeting(dossier: Dossier) -> None:
    parts = parts_of(xlsx.render(dossier))
    core = ElementTree.fromstring(parts["docProps/core.xml"])
    assert core.findtext("dc:creator", namespaces=NAMESPACES) == dossier.place
    assert dossier.title.rstrip("?") in (core.findtext("dc:title", namespaces=NAMESPACES) or "")
    assert core.findtext("dc:subject", namespaces=NAMESPACES) == f"{dossier.place} {chinese_day(dossier.created_at)}"
    created, closed = dossier.created_at, dossier.closed_at
    assert closed is not None
    for name, moment in (("created", created), ("modified", closed)):
        assert core.findtext(f"dcterms:{name}", namespaces=NAMESPACES) == moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    application = ElementTree.fromstring(parts["docProps/app.xml"])
    assert application.findtext("app:Company", namespaces=NAMESPACES) == dossier.place


@RENDERS
def test_nothing_of_a_librarys_template_is_left(dossier: Dossier, render: Render) -> None:
    parts = parts_of(render(dossier))
    said = "".join(parts[name].decode() for name in parts if name.startswith(("docProps/", "_rels/", "[Content")))
    assert [tool for tool in TOOLS if tool in said] == []
    assert [name for name in parts if "thumbnail" in name or name.startswith("customXml") or "Effects" in name] == []
    if render is minutes_of:
        assert b"w:rsid" not in parts["word/settings.xml"]


@RENDERS
def test_the_same_meeting_gives_the_same_bytes(dossier: Dossier, render: Render) -> None:
    assert render(dossier) == render(dossier)


@RENDERS
def test_a_place_with_signs_of_markup_keeps_its_name(walk: Walk, render: Render) -> None:
    with walk.services.database.read() as session:
        dossier = dossier_of(session, walk.meeting, walk.services.clock.now())
    object.__setattr__(dossier, "place", "<甲&乙>\x0b里")
    core = ElementTree.fromstring(parts_of(render(dossier))["docProps/core.xml"])
    assert core.findtext("dc:creator", namespaces=NAMESPACES) == "<甲&乙>\ufffd里"


def test_a_page_holds_22_lines_of_28_characters(dossier: Dossier) -> None:
    """By the grid, and by the body's own spacing where a word processor does not follow the grid."""
    document = Document(io.BytesIO(minutes_of(dossier)))
    section, body = document.sections[0], document.styles["Normal"]
    (grid,) = section._sectPr.findall(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    cell = body.font.size.pt + int(grid.get(qn("w:charSpace"))) / 4096
    character = body.font.size.pt + int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    width = section.page_width.pt - section.left_margin.pt - section.right_margin.pt
    assert (width // cell, width // character) == (28, 28)
    assert (section.page_height.pt - section.top_margin.pt - section.bottom_margin.pt) // pitch == 22
    assert (body.paragraph_format.line_spacing.pt, body.paragraph_format.widow_control) == (pitch, False)
    indents = {one.paragraph_format.first_line_indent.pt / character for one in _indented(document)}
    assert indents == {2.0}


def _indented(document: object) -> list[object]:
    """Paragraphs of body text; labelled facts hang instead."""
    return [one for one in document.paragraphs if (one.paragraph_format.first_line_indent or 0) > 0]  # type: ignore[attr-defined]
