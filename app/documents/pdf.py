"""Writes papers as PDF with typst: tagged (PDF/UA-1), with every font embedded."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import segno
import typst

from app.documents.blocks import Block, Paper, QrCode, Seal, Side, Table
from app.documents.fonts import NOT_COVERED, Fonts
from app.documents.text import clean
from app.documents.widths import label_width_of, widths_of
from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Locale, translator_of
from app.platform.local_time import to_local
from app.platform.memory import release_memory

PAGE = Path(__file__).parent / "paper.typ"
_AS_THEY_ARE = frozenset({"kind", "qr", "content", "address"})
"""Values that no font draws."""
LANGUAGES = {Locale.ZH_HANS: ("zh", "cn"), Locale.ZH_HANT: ("zh", "tw"), Locale.EN: ("en", "gb")}


def write_pdf(papers: Sequence[Paper], fonts: Fonts) -> bytes:
    """Return papers of one kind as one PDF file; each has its own pages, page numbers, footer and mark.

    A character that no font covers is printed as 〓, and a note at the end of its paper names its code point.

    Args:
        papers: at least one.

    Raises:
        DomainError: `paper.no_font` if the fonts of the papers are not installed; `paper.failed` if typst fails.
    """
    fonts.check()
    documents = [_covered_document(paper, fonts) for paper in papers]
    try:
        content = typst.compile(
            str(PAGE),
            font_paths=[str(folder) for folder in fonts.folders],
            ignore_system_fonts=True,
            sys_inputs={"papers": json.dumps(documents, ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=int(papers[0].date.timestamp()),
        )
    except (typst.TypstError, RuntimeError) as error:
        raise DomainError(ErrorKind.INVALID, "paper.failed") from error
    return content


def forget_layouts() -> None:
    """Give back the memory in which typst keeps what it has laid out, a hundred megabytes for a thousand rows.

    Typst forgets a layout after ten further compilations, so this compiles an empty page eleven times.
    """
    no_fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    for _ in range(11):
        typst.compile(b"", font_paths=no_fonts)
    release_memory()


def _covered_document(paper: Paper, fonts: Fonts) -> dict[str, Any]:
    uncovered: set[str] = set()
    document: dict[str, Any] = _covered(_document_of(paper), fonts, uncovered)
    if uncovered:
        codes = "、".join(f"U+{ord(one):04X}" for one in sorted(uncovered))
        words = translator_of(paper.locale)
        document["blocks"].append({"kind": "Note", "text": words("documents.no_glyph", sign=NOT_COVERED, codes=codes)})
    return document


def _document_of(paper: Paper) -> dict[str, Any]:
    """Return what `paper.typ` reads."""
    language, region = LANGUAGES[paper.locale]
    day = to_local(paper.date)
    words = translator_of(paper.locale)
    return {
        "name": paper.name,
        "title": "\n".join(paper.title),
        "number": paper.number,
        "issuer": paper.issuer,
        "description": words(f"documents.paper.{paper.kind}"),
        "date": [day.year, day.month, day.day],
        "lang": language,
        "region": region,
        "footer": list(paper.footer),
        "pages": words("documents.pages", page="{page}", pages="{pages}"),
        "mark": paper.mark,
        "label_width": label_width_of(paper.blocks),
        "blocks": [_block(block, alt=words("documents.qr_alt")) for block in paper.blocks],
    }


def _block(block: Block, *, alt: str) -> dict[str, Any]:
    facts: dict[str, Any] = {"kind": type(block).__name__, **asdict(block)}
    if isinstance(block, Table):
        facts["widths"] = widths_of(block)
        facts["sides"] = block.sides or (Side.LEFT,) * len(block.head)
    elif isinstance(block, Seal):
        facts |= {"alt": alt, "qr": _qr(block.address)}
    elif isinstance(block, QrCode):
        facts |= {"alt": alt, "qr": _qr(block.content)}
    return facts


def _qr(content: str) -> str:
    """Return a QR code as SVG, or nothing for an empty content."""
    return segno.make_qr(content, error="m").svg_inline(border=0) if content else ""


def _covered(value: Any, fonts: Fonts, uncovered: set[str]) -> Any:
    """Return a JSON value in which 〓 stands for each character that no font covers; collect these characters."""
    again = partial(_covered, fonts=fonts, uncovered=uncovered)
    if isinstance(value, str):
        return fonts.cover(clean(value), uncovered)
    if isinstance(value, Mapping):
        return {name: one if name in _AS_THEY_ARE else again(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [again(one) for one in value]
    return value
