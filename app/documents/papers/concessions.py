"""The concession list (讓步清單) of a meeting: which group gave way, on which condition, and what came of it."""

from app.concessions.rules import State
from app.documents.blocks import Block, Kind, Paper, Paragraph, Section, Side, Signatures, Table
from app.documents.papers.facts import issuer_of, meeting_facts
from app.documents.papers.outline import break_title, topic_of
from app.documents.press import Press
from app.exports.dossier import Dossier

SIGNERS = ("host", "recorder")


def papers_of(dossier: Dossier, press: Press) -> tuple[Paper, ...]:
    """Return the concession list, with a sentence in place of the table if there is no concession."""
    words, edition = press.words, press.edition_of(Kind.CONCESSIONS)
    title = press.text(topic_of(dossier.title))
    signatures = Signatures(tuple(words(f"documents.signer.{name}") for name in SIGNERS), words("documents.blank_date"))
    return (
        Paper(
            kind=Kind.CONCESSIONS,
            locale=press.locale,
            title=break_title(words("documents.concessions.title", title=title), press.locale),
            number="",
            sections=(
                Section("facts", meeting_facts(dossier, press, "topic", "time")),
                Section("rows", (*rows_of(dossier, press), *_count(dossier, press))),
                Section("signatures", (signatures,)),
            ),
            footer=press.footer_of(edition),
            mark=press.mark_of(edition),
            issuer=issuer_of(dossier),
            date=dossier.printed_at,
        ),
    )


def _count(dossier: Dossier, press: Press) -> tuple[Block, ...]:
    """Return how many concessions there are and how many a text takes up, in a line that the signatures stay with."""
    if not dossier.concessions:
        return ()
    taken = sum(card.state == State.INCORPORATED for card in dossier.concessions)
    told = press.words("documents.concessions.count", count=len(dossier.concessions), taken=taken)
    return (Paragraph(told, keeps_with_next=True),)


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
    return (Table(head, rows, widths=(8, 13, 13, 19, 18, 18, 11), sides=sides),)
