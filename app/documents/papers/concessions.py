"""The concession list (讓步清單) of a meeting: which group gave way, on which condition, and what came of it."""

from app.documents.blocks import Block, Fact, Kind, Paper, Paragraph, Section, Side, Signatures, Table
from app.documents.papers.outline import break_title
from app.documents.press import Press
from app.exports.dossier import Dossier

SIGNERS = ("host", "recorder")


def papers_of(dossier: Dossier, press: Press) -> tuple[Paper, ...]:
    """Return the concession list, with a sentence in place of the table if there is no concession."""
    words, edition = press.words, press.edition_of(Kind.CONCESSIONS)
    facts = (
        Fact(words("documents.label.topic"), dossier.question),
        Fact(words("documents.label.time"), press.day(dossier.created_at)),
    )
    signatures = Signatures(tuple(words(f"documents.signer.{name}") for name in SIGNERS), words("documents.blank_date"))
    return (
        Paper(
            kind=Kind.CONCESSIONS,
            locale=press.locale,
            title=break_title(words("documents.concessions.title", title=press.text(dossier.title)), press.locale),
            number="",
            sections=(
                Section("facts", facts),
                Section("rows", rows_of(dossier, press)),
                Section("signatures", (signatures,)),
            ),
            footer=press.footer_of(edition),
            mark=press.mark_of(edition),
            issuer=dossier.facts.issuer or dossier.place,
            date=dossier.printed_at,
        ),
    )


def rows_of(dossier: Dossier, press: Press) -> tuple[Block, ...]:
    """Return the table of all concessions, or a sentence that there is none."""
    words = press.words
    if not dossier.concessions:
        return (Paragraph(words("documents.concessions.none"), keeps_with_next=True),)
    numbers = {line.id: line.number for line in dossier.proposals}
    head = tuple(words(f"documents.column.{name}") for name in ("seq", "stake", "proposal", "wanted", "condition"))
    head += tuple(words(f"documents.column.{name}") for name in ("gives", "state"))
    rows = tuple(
        (
            str(at),
            press.text(card.stakeholder_group or ""),
            str(numbers.get(card.proposal, "")) if card.proposal else "",
            press.text(card.wanted),
            press.text(card.condition),
            press.text(card.offer),
            words(f"domain.concession.{card.state}"),
        )
        for at, card in enumerate(dossier.concessions, 1)
    )
    sides = (Side.CENTRE, Side.LEFT, Side.CENTRE, Side.LEFT, Side.LEFT, Side.LEFT, Side.CENTRE)
    return (Table(head, rows, widths=(8, 16, 10, 20, 18, 18, 10), sides=sides),)
