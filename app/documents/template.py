"""The check of the DOCX templates that a place has edited.

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
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

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
LARGEST = 2 << 20
"""Largest size in bytes of a template, and of each text in it; unpacked it may be ten times as large."""
MOST_PARTS = 1000
"""Most files in a template."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_TEXT_ROOTS = frozenset(f"{_W}{name}" for name in ("document", "hdr", "ftr", "footnotes", "endnotes"))
_BRACES = ("{{", "}}", "{%", "%}", "{#", "#}")
_UNREADABLE = (KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error)
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_TEXT = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_SECTION = re.compile(r"\{\{p\s+(\w+)\s*\}\}")
_IF = re.compile(r"\{%p\s+if\s+(\w+)\s*%\}")
_END = re.compile(r"\{%p\s+endif\s*%\}")
_DANGERS = ("vbaproject", "macroenabled", "activex", "embeddings/", "attachedtemplate", 'targetmode="external"')


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a template: its part of the file, its number there from 1, and its text."""

    part: str
    number: int
    text: str


def placeholder_of(name: str) -> str:
    """Return the word that stands in templates for a text or a part of a paper."""
    return translator_of(Locale.ZH_HANS)(f"documents.placeholder.{name}")


def check_template(content: bytes, kind: Kind) -> None:
    """Require a template without a fault.

    Raises:
        DomainError: the first fault of `faults_of`.
    """
    for fault in faults_of(content, kind):
        raise fault


def faults_of(content: bytes, kind: Kind) -> list[DomainError]:
    """Return what is wrong with a DOCX file as the template of a paper, with the paragraph wherever there is one.

    Returns:
        `template.large`, `template.broken`, `template.active` for macros and links to other files, or
        `template.hidden` for placeholders outside the text, alone; else any of `template.open` for a placeholder
        without its end, `template.unknown`, `template.misplaced`, `template.unbalanced`, `template.lacks` and
        `template.twice`.
    """
    try:
        lines = _lines_of(content)
    except DomainError as error:
        return [error]
    texts = {placeholder_of(name) for name in SCALARS}
    sections = {placeholder_of(name) for name in SECTIONS[kind]}
    read = [one for line in lines for one in _read(line, texts, sections)]
    placed = [one for one in read if isinstance(one, str)]
    faults = [one for one in read if isinstance(one, DomainError)] + _balance_faults(lines)
    for name in [placeholder_of("title"), *(placeholder_of(one) for one in SECTIONS[kind])]:
        if name not in placed:
            faults.append(DomainError(ErrorKind.INVALID, "template.lacks", name=name))
        if name in sections and placed.count(name) > 1:
            faults.append(DomainError(ErrorKind.INVALID, "template.twice", name=name))
    return faults


def _lines_of(content: bytes) -> list[Line]:
    """Return the paragraphs of body, headers, footers and notes of a DOCX file."""
    if len(content) > LARGEST:
        raise DomainError(ErrorKind.INVALID, "template.large", most=LARGEST >> 20)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_sizes(packed)
            _refuse_active(packed)
            if "word/document.xml" not in packed.namelist():
                raise DomainError(ErrorKind.INVALID, "template.broken")
            roots = {name: fromstring(packed.read(name)) for name in sorted(packed.namelist()) if _is_xml(name)}
    except (zipfile.BadZipFile, ParseError, DefusedXmlException, *_UNREADABLE) as error:
        raise DomainError(ErrorKind.INVALID, "template.broken") from error
    for name, root in roots.items():
        _refuse_hidden(root, is_printed=bool(_PARTS.fullmatch(name)))
    return [line for name, root in roots.items() if _PARTS.fullmatch(name) for line in _paragraphs_of(name, root)]


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _check_sizes(packed: zipfile.ZipFile) -> None:
    """Refuse a file that would be huge once it is unpacked."""
    entries = packed.infolist()
    is_huge = sum(entry.file_size for entry in entries) > 10 * LARGEST or len(entries) > MOST_PARTS
    if is_huge or any(entry.file_size > LARGEST for entry in entries if _is_xml(entry.filename)):
        raise DomainError(ErrorKind.INVALID, "template.large", most=LARGEST >> 20)


def _refuse_active(packed: zipfile.ZipFile) -> None:
    names = " ".join(packed.namelist())
    lists = [name for name in packed.namelist() if name.endswith(".rels") or name == "[Content_Types].xml"]
    links = " ".join(packed.read(name).decode(errors="replace") for name in lists)
    if any(danger in f"{names} {links}".lower() for danger in _DANGERS):
        raise DomainError(ErrorKind.INVALID, "template.active")


def _refuse_hidden(root: Any, *, is_printed: bool) -> None:
    """Refuse placeholders outside the paragraphs, where nobody would see them, and texts under a misleading name."""
    if not is_printed and root.tag in _TEXT_ROOTS:
        raise DomainError(ErrorKind.INVALID, "template.broken")
    mark = f"{{{{ {placeholder_of('mark')} }}}}"
    for element in root.iter():
        hidden = [*element.attrib.values(), element.tail or ""]
        if not (is_printed and element.tag == f"{_W}t"):
            hidden.append(element.text or "")
        if any(brace in text for text in hidden if text != mark for brace in _BRACES):
            raise DomainError(ErrorKind.INVALID, "template.hidden")


def _paragraphs_of(part: str, root: Any) -> Iterator[Line]:
    for number, paragraph in enumerate(root.iter(f"{_W}p"), 1):
        yield Line(part, number, "".join(piece.text or "" for piece in paragraph.iter(f"{_W}t")))


def _read(line: Line, texts: set[str], sections: set[str]) -> Iterator[str | DomainError]:
    """Yield the names of a line's placeholders, and its faults."""
    if any(brace in _TAG.sub("", line.text) for brace in "{}"):
        yield _fault("template.open", line, line.text)
        return
    for tag in _TAG.findall(line.text):
        is_alone = line.text.strip() == tag
        if (text := _TEXT.fullmatch(tag)) and text[1] in texts:
            yield text[1]
        elif (section := _SECTION.fullmatch(tag)) and section[1] in sections:
            yield section[1] if is_alone else _fault("template.misplaced", line, tag)
        elif ((condition := _IF.fullmatch(tag)) and condition[1] in texts) or _END.fullmatch(tag):
            if not is_alone:
                yield _fault("template.misplaced", line, tag)
        else:
            yield _fault("template.unknown", line, tag)


def _balance_faults(lines: list[Line]) -> list[DomainError]:
    """Return a fault for each `if` without its `endif` in the same part of the file, and for each other `endif`."""
    faults, begun = [], None
    for line in lines:
        if begun is not None and (begun.part != line.part or _IF.search(line.text)):
            faults.append(begun)
            begun = None
        if _IF.search(line.text):
            begun = line
        elif _END.search(line.text):
            if begun is None:
                faults.append(line)
            begun = None
    return [_fault("template.unbalanced", one, one.text) for one in (*faults, *([begun] if begun else []))]


def _fault(code: str, line: Line, tag: str) -> DomainError:
    return DomainError(ErrorKind.INVALID, code, name=tag.strip()[:60], line=line.number)
