"""Writes papers as DOCX: fills in the placeholders of a template with docxtpl, once for each paper."""

import io
from collections.abc import Sequence

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from app.documents.binding import bind
from app.documents.blocks import Paper
from app.documents.docx_blocks import picture_adder, write_blocks
from app.documents.properties import with_properties
from app.documents.standard import standard_template
from app.documents.template import SECTIONS, check_template, placeholder_of
from app.documents.text import clean, day_in_words
from app.documents.widths import label_width_of
from app.platform.errors import DomainError, ErrorKind
from app.platform.local_time import to_local


def write_docx(papers: Sequence[Paper], template: bytes | None = None) -> bytes:
    """Return papers of one kind as one DOCX file; each has its own pages, page numbers, footers and mark.

    Args:
        papers: at least one.
        template: the place's own template of this paper; None: the standard one.

    Raises:
        DomainError: as `check_template` states; `template.fails` if the template cannot be filled in all the same.
    """
    kind, locale = papers[0].kind, papers[0].locale
    if template is None:
        standard = standard_template(kind, locale)
        files = [_fill(paper, standard) for paper in papers]
    else:
        check_template(template, kind)
        files = _fill_own(papers, template)
    return with_properties(bind(files), papers[0])


def _fill_own(papers: Sequence[Paper], template: bytes) -> list[bytes]:
    """Fill in a template that people have edited, in which some fault may have escaped the check.

    Raises:
        DomainError: `template.fails`.
    """
    try:
        return [_fill(paper, template) for paper in papers]
    except MemoryError:
        raise
    except Exception as error:  # as many kinds as there are ways to break a document
        raise DomainError(ErrorKind.INVALID, "template.fails") from error


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
