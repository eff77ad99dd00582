"""A test print: a sample paper with every part in it, by which a template is tried before anybody relies on it."""

from datetime import UTC, datetime

from app.documents.blocks import Heading, Kind, Paper, Paragraph, Section, Table
from app.documents.docx import write_docx
from app.documents.template import SECTIONS, placeholder_of
from app.platform.i18n import Locale, translator_of

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def print_sample(kind: Kind, template: bytes | None = None) -> bytes:
    """Return a sample of a paper as DOCX.

    Args:
        template: the template to try; None: the built-in one.

    Raises:
        DomainError: as `write_docx`.
    """
    return write_docx([sample_of(kind)], template)


def sample_of(kind: Kind) -> Paper:
    """Return a paper in which each part says where it stands."""
    words = translator_of(Locale.ZH_HANS)
    name = words(f"documents.paper.{kind}")
    return Paper(
        kind=kind,
        locale=Locale.ZH_HANS,
        title=(words("documents.sample.title", paper=name),),
        number=words("documents.sample.number"),
        sections=tuple(Section(one, _blocks_of(placeholder_of(one))) for one in SECTIONS[kind]),
        footer=(words("documents.sample.number"), words("documents.sample.footer")),
        mark=words("documents.sample.mark"),
        issuer=words("documents.sample.issuer"),
        date=DAY,
    )


def _blocks_of(part: str) -> tuple[Heading | Paragraph | Table, ...]:
    text = translator_of(Locale.ZH_HANS)("documents.sample.text", part=part)
    return (Heading(part), Paragraph(text), Table((part, part), (("1", text), ("2", text))))
