"""The built-in templates of papers, as DOCX files that a place may edit."""

from functools import lru_cache

from app.documents import layout
from app.documents.blocks import Kind
from app.documents.template import SECTIONS, placeholder_of
from app.platform.i18n import Locale


@lru_cache(maxsize=32)
def standard_template(kind: Kind, locale: Locale) -> bytes:
    """Return the standard template of a paper: title, number, all parts in order, footer and draft mark."""
    document = layout.new_paper(locale)
    left, right = _braced("footer_left"), _braced("footer_right")
    layout.write_margins(document, locale=locale, mark=_braced("mark"), left=left, right=right)
    document.add_paragraph(_braced("title"), style="Title")
    for text in (f"{{%p if {placeholder_of('number')} %}}", _braced("number"), "{%p endif %}"):
        document.add_paragraph(text, style="Number")
    for name in SECTIONS[kind]:
        document.add_paragraph(f"{{{{p {placeholder_of(name)} }}}}")
    return layout.save(document)


def _braced(name: str) -> str:
    return f"{{{{ {placeholder_of(name)} }}}}"
