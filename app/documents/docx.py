"""Writes a paper as DOCX: fills in the placeholders of a template with docxtpl."""

import io

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from app.documents.blocks import Paper
from app.documents.docx_blocks import picture_adder, write_blocks
from app.documents.properties import with_properties
from app.documents.template import SECTIONS, check_template, placeholder_of, standard_template
from app.documents.text import clean
from app.platform.i18n import translator_of
from app.platform.local_time import to_local


def write_docx(paper: Paper, template: bytes | None = None) -> bytes:
    """Return a paper as DOCX.

    Args:
        template: the place's own template of this paper; None: the standard one.

    Raises:
        DomainError: as `check_template` states.
    """
    if template is None:
        template = standard_template(paper.kind, paper.locale)
    else:
        check_template(template, paper.kind)
    file = DocxTemplate(io.BytesIO(template))
    file.init_docx()
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    file.render(_context(paper, file), environment)
    stream = io.BytesIO()
    file.save(stream)
    return with_properties(stream.getvalue(), paper)


def _context(paper: Paper, file: DocxTemplate) -> dict[str, str]:
    """Return {placeholder: text, or XML of a part of the paper}."""
    day = to_local(paper.date)
    words = translator_of(paper.locale)
    texts = {
        "title": "\n".join(paper.title),
        "number": paper.number,
        "issuer": paper.issuer,
        "date": words("documents.date", year=day.year, month=day.month, day=day.day),
        "footer_left": paper.footer[0],
        "footer_right": paper.footer[1],
        "mark": paper.mark,
    }
    add_picture = picture_adder(file.docx.part)
    parts = dict.fromkeys(SECTIONS[paper.kind], "")
    for section in paper.sections:
        parts[section.name] = write_blocks(section.blocks, add_picture)
    return {
        **{placeholder_of(name): clean(text) for name, text in texts.items()},
        **{placeholder_of(name): Markup(xml) for name, xml in parts.items()},  # noqa: S704 - every text in it is escaped
    }
