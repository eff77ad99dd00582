"""The accepted amendments of a paper, printed before its signatures."""

from app.documents.blocks import Block, Paragraph
from app.documents.editions import Edition
from app.documents.papers.outline import Outline
from app.documents.press import Press


def amendments_of(edition: Edition, press: Press, outline: Outline) -> list[Block]:
    """Return a section with each accepted amendment; nothing if there is none."""
    if not edition.amendments:
        return []
    words = press.words
    lines = [
        Paragraph(words("documents.amendment", passage=press.text(one.passage), wording=press.text(one.wording)))
        for one in edition.amendments
    ]
    return [outline.section(words("documents.amendments")), Paragraph(words("documents.amendments.lead")), *lines]
