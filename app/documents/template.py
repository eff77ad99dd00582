"""DOCX templates of papers: the standard ones, and the check of those that a place has edited.

A template is an ordinary document with placeholders, which are words in double braces:

- `{{ 标题 }}` stands for a text, anywhere in a line;
- `{{p 议定事项 }}`, alone in its paragraph, stands for a whole part of the paper;
- `{%p if 文号 %}` and `{%p endif %}`, each alone in its paragraph, enclose what is left out when the text is empty.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from defusedxml.ElementTree import ParseError, fromstring

from app.documents import layout
from app.documents.blocks import Kind
from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Locale, translator_of

SCALARS = ("title", "number", "issuer", "date", "footer_left", "footer_right", "mark")
SECTIONS = {
    Kind.MINUTES: ("facts", "agenda", "themes", "ground", "concessions", "decisions", "reservations", "cases")
    + ("signatures", "attachments"),
    Kind.RESOLUTION: ("basis", "clauses", "result", "reservations", "effect", "signatures", "attachments"),
    Kind.NOTICE: ("content", "seal"),
    Kind.SIGN_IN: ("facts", "rows", "signatures"),
    Kind.CONCESSIONS: ("facts", "rows", "signatures"),
    Kind.VOTES: ("facts", "rows"),
    Kind.CASES: ("facts", "rows"),
    Kind.PROPOSALS: ("facts", "rows"),
}
"""The parts of each paper, in the order of the standard template."""
LARGEST = 5 << 20
"""Largest size in bytes of a template, packed; unpacked it may be ten times as large."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_TEXT = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_SECTION = re.compile(r"\{\{p\s+(\w+)\s*\}\}")
_IF = re.compile(r"\{%p\s+if\s+(\w+)\s*%\}")
_END = re.compile(r"\{%p\s+endif\s*%\}")
_DANGERS = ("vbaproject", "activex", "embeddings/", "attachedtemplate", 'targetmode="external"')


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a template: its part of the file, its number there from 1, and its text."""

    part: str
    number: int
    text: str


def placeholder_of(name: str) -> str:
    """Return the word that stands in templates for a text or a part of a paper."""
    return translator_of(Locale.ZH_HANS)(f"documents.placeholder.{name}")


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


def check_template(content: bytes, kind: Kind) -> None:
    """Require a readable DOCX file whose placeholders are all known, with every part of the paper in it once.

    Raises:
        DomainError: `template.large`, `template.broken`, `template.active` for macros and links to other files;
            `template.open` for a placeholder without its end; `template.unknown`, `template.misplaced`,
            `template.unbalanced`, each with the line; `template.lacks` and `template.twice` with the placeholder.
    """
    lines = _lines_of(content)
    texts = {placeholder_of(name) for name in SCALARS}
    sections = {placeholder_of(name) for name in SECTIONS[kind]}
    placed = [name for line in lines for name in _checked(line, texts, sections)]
    _check_balance(lines)
    for name in [placeholder_of("title"), *(placeholder_of(one) for one in SECTIONS[kind])]:
        if name not in placed:
            raise DomainError(ErrorKind.INVALID, "template.lacks", name=name)
        if name in sections and placed.count(name) > 1:
            raise DomainError(ErrorKind.INVALID, "template.twice", name=name)


def _braced(name: str) -> str:
    return f"{{{{ {placeholder_of(name)} }}}}"


def _lines_of(content: bytes) -> list[Line]:
    """Return the paragraphs of body, headers and footers of a DOCX file."""
    if len(content) > LARGEST:
        raise DomainError(ErrorKind.INVALID, "template.large", most=LARGEST >> 20)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > 10 * LARGEST:
                raise DomainError(ErrorKind.INVALID, "template.large", most=LARGEST >> 20)
            _refuse_active(packed)
            names = [name for name in packed.namelist() if _PARTS.fullmatch(name)]
            if "word/document.xml" not in names:
                raise DomainError(ErrorKind.INVALID, "template.broken")
            return [line for name in sorted(names) for line in _paragraphs_of(name, packed.read(name))]
    except (zipfile.BadZipFile, ParseError, KeyError, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise DomainError(ErrorKind.INVALID, "template.broken") from error


def _refuse_active(packed: zipfile.ZipFile) -> None:
    names = " ".join(packed.namelist())
    links = " ".join(packed.read(name).decode(errors="replace") for name in packed.namelist() if name.endswith(".rels"))
    if any(danger in f"{names} {links}".lower() for danger in _DANGERS):
        raise DomainError(ErrorKind.INVALID, "template.active")


def _paragraphs_of(part: str, content: bytes) -> Iterator[Line]:
    for number, paragraph in enumerate(fromstring(content).iter(f"{_W}p"), 1):
        yield Line(part, number, "".join(piece.text or "" for piece in paragraph.iter(f"{_W}t")))


def _checked(line: Line, texts: set[str], sections: set[str]) -> Iterator[str]:
    """Yield the names of a line's placeholders.

    Raises:
        DomainError: `template.open`, `template.unknown`, `template.misplaced`.
    """
    if any(brace in _TAG.sub("", line.text) for brace in ("{{", "}}", "{%", "%}", "{#", "#}")):
        raise _fault("template.open", line, line.text)
    for tag in _TAG.findall(line.text):
        is_alone = line.text.strip() == tag
        if (text := _TEXT.fullmatch(tag)) and text[1] in texts:
            yield text[1]
        elif (section := _SECTION.fullmatch(tag)) and section[1] in sections:
            if not is_alone:
                raise _fault("template.misplaced", line, tag)
            yield section[1]
        elif ((condition := _IF.fullmatch(tag)) and condition[1] in texts) or _END.fullmatch(tag):
            if not is_alone:
                raise _fault("template.misplaced", line, tag)
        else:
            raise _fault("template.unknown", line, tag)


def _check_balance(lines: list[Line]) -> None:
    """Require one `endif` after each `if` of the same part of the file."""
    begun: Line | None = None
    for line in lines:
        if begun is not None and (begun.part != line.part or _IF.search(line.text)):
            raise _fault("template.unbalanced", begun, begun.text)
        if _IF.search(line.text):
            begun = line
        elif _END.search(line.text):
            if begun is None:
                raise _fault("template.unbalanced", line, line.text)
            begun = None
    if begun is not None:
        raise _fault("template.unbalanced", begun, begun.text)


def _fault(code: str, line: Line, tag: str) -> DomainError:
    return DomainError(ErrorKind.INVALID, code, name=tag.strip()[:60], line=line.number)
