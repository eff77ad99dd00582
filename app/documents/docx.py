"""Writes papers as DOCX: fills in the placeholders of a template with docxtpl, once for each paper."""

import io
import zlib
from collections.abc import Sequence
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from app.documents.binding import bind
from app.documents.blocks import Paper
from app.documents.docx_blocks import picture_adder, write_blocks
from app.documents.properties import with_properties
from app.documents.template import SECTIONS, check_template, placeholder_of, standard_template
from app.documents.text import clean, day_in_words
from app.documents.widths import label_width_of
from app.platform.errors import DomainError, ErrorKind
from app.platform.local_time import to_local

_BROKEN = (
    BadZipFile,
    zlib.error,
    SyntaxError,
    TemplateError,
    PackageNotFoundError,
    KeyError,
    ValueError,
    AttributeError,
)
"""What the libraries raise for a file that is damaged, or lacks a part that its other parts refer to."""


def write_docx(papers: Sequence[Paper], template: bytes | None = None) -> bytes:
    """Return papers of one kind as one DOCX file; each has its own pages, page numbers, footers and mark.

    Args:
        papers: at least one.
        template: the place's own template of this paper; None: the standard one.

    Raises:
        DomainError: as `check_template` states.
    """
    kind, locale = papers[0].kind, papers[0].locale
    if template is None:
        return with_properties(_print(papers, standard_template(kind, locale)), papers[0])
    try:
        check_template(template, kind)
        return with_properties(_print(papers, template), papers[0])
    except _BROKEN as error:
        raise DomainError(ErrorKind.INVALID, "template.broken") from error


def _print(papers: Sequence[Paper], template: bytes) -> bytes:
    return bind([_fill(paper, template) for paper in papers])


def _fill(paper: Paper, template: bytes) -> bytes:
    file = DocxTemplate(io.BytesIO(template))
    file.init_docx()
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    file.render(_context(paper, file), environment)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def _context(paper: Paper, file: DocxTemplate) -> dict[str, str]:
    """Return {placeholder: text, or XML of a part of the paper}."""
    texts = {
        "title": "\n".join(paper.title),
        "number": paper.number,
        "issuer": paper.issuer,
        "date": day_in_words(to_local(paper.date).date(), paper.locale),
        "footer_left": paper.footer[0],
        "footer_right": paper.footer[1],
        "mark": paper.mark,
    }
    add_picture = picture_adder(file.docx.part)
    label_width = label_width_of(paper.blocks)
    parts = dict.fromkeys(SECTIONS[paper.kind], "")
    for section in paper.sections:
        parts[section.name] = write_blocks(section.blocks, add_picture, label_width)
    return {
        **{placeholder_of(name): clean(text) for name, text in texts.items()},
        **{placeholder_of(name): Markup(xml) for name, xml in parts.items()},  # noqa: S704 - escaped  # nosec B704
    }
