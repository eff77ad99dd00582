"""A paper with nothing but text, to count the lines of a full page and the characters of a line."""

from datetime import UTC, datetime

from app.documents.blocks import Kind, Paper, Paragraph, Section
from app.platform.i18n import Locale

LINES, CHARACTERS = 22, 28
PAGES = 3


def long_paper(locale: Locale = Locale.ZH_HANS) -> Paper:
    """More than three pages of one paragraph without a sign or a Latin letter."""
    text = "居民议事会纪要" * (CHARACTERS * LINES * PAGES // 7)
    return Paper(
        kind=Kind.RESOLUTION,
        locale=locale,
        title=("关于满页的纪要",),
        number="",
        sections=(Section("basis", (Paragraph(text),)),),
        footer=("定稿", ""),
        mark="",
        issuer="居民委员会",
        date=datetime(2026, 5, 6, tzinfo=UTC),
    )
