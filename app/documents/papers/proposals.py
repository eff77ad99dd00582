"""The original proposals (原始提議) of a meeting: each text as written, with its theme, its counts and its state."""

from collections.abc import Sequence

from app.documents.blocks import Block, Kind, Note, Paper, Paragraph, Section, Side, Table
from app.documents.papers.facts import issuer_of, meeting_facts
from app.documents.papers.minutes_attachments import state_of
from app.documents.papers.minutes_themes import tally_words
from app.documents.papers.outline import break_title, topic_of
from app.documents.press import Press
from app.exports.dossier import Dossier

COLUMNS = ("number", "text", "theme", "heads", "state")


def papers_of(dossier: Dossier, press: Press) -> Sequence[Paper]:
    """Return the proposals of a meeting that the reader may see, in the order of submission and in their own script."""
    edition = press.edition_of(Kind.PROPOSALS)
    title = press.words("documents.proposals.title", title=press.text(topic_of(dossier.title)))
    return (
        Paper(
            kind=Kind.PROPOSALS,
            locale=press.locale,
            title=break_title(title, press.locale),
            number="",
            sections=(
                Section("facts", meeting_facts(dossier, press, "topic", "time")),
                Section("rows", _rows(dossier, press)),
            ),
            footer=press.footer_of(edition),
            mark=press.mark_of(edition),
            issuer=issuer_of(dossier),
            date=dossier.printed_at,
        ),
    )


def _rows(dossier: Dossier, press: Press) -> tuple[Block, ...]:
    words = press.words
    if not dossier.proposals:
        return (Paragraph(words("documents.proposals.none")),)
    head = tuple(words(f"documents.column.{name}") for name in COLUMNS)
    rows = tuple(
        (
            str(line.number),
            line.text,
            press.text(line.theme),
            tally_words(line.tally, dossier, press),
            state_of(line, press),
        )
        for line in dossier.proposals
    )
    counts = words("documents.proposals.counts", count=len(rows), voters=dossier.voters, reactions=dossier.reactions)
    left_out = ("hidden_texts", "held_results")
    notes = [Note(words(f"documents.left_out.{code}")) for code in left_out if code in dossier.left_out]
    sides = (Side.CENTRE, Side.LEFT, Side.LEFT, Side.LEFT, Side.CENTRE)
    return (Paragraph(counts), *notes, Table(head, rows, widths=(9, 46, 16, 17, 12), sides=sides))
