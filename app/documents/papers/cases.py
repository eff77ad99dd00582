"""The case ledger (事項台賬) of a meeting as a paper: all cases in one table, then each with its way."""

from collections.abc import Iterator, Sequence

from app.cases.queries import CaseView
from app.documents.blocks import Block, Fact, Kind, Paper, Paragraph, Section, Side, Table
from app.documents.papers.facts import issuer_of, meeting_facts
from app.documents.papers.outline import Outline, break_title, topic_of
from app.documents.press import Press
from app.exports.dossier import Dossier
from app.platform.i18n import Locale
from app.platform.local_time import short_time

COLUMNS = ("number", "title", "handler", "due", "state", "rating")


def papers_of(dossier: Dossier, press: Press) -> Sequence[Paper]:
    """Return the case ledger, with a sentence in place of the table if there is no case."""
    edition = press.edition_of(Kind.CASES)
    title = press.words("documents.cases.title", title=press.text(topic_of(dossier.title)))
    return (
        Paper(
            kind=Kind.CASES,
            locale=press.locale,
            title=break_title(title, press.locale),
            number="",
            sections=(
                Section("facts", meeting_facts(dossier, press, "topic", "time")),
                Section("rows", tuple(_rows(dossier, press))),
            ),
            footer=press.footer_of(edition),
            mark=press.mark_of(edition),
            issuer=issuer_of(dossier),
            date=dossier.printed_at,
        ),
    )


def _rows(dossier: Dossier, press: Press) -> Iterator[Block]:
    words, outline = press.words, Outline(press.locale)
    if not dossier.cases:
        yield Paragraph(words("documents.cases.none"))
        return
    yield outline.section(words("documents.cases.overview"))
    head = tuple(words(f"documents.column.{name}") for name in COLUMNS)
    sides = (Side.LEFT, Side.LEFT, Side.LEFT, Side.LEFT, Side.CENTRE, Side.CENTRE)
    rows = tuple(_row(case, press) for case in dossier.cases)
    yield Table(head, rows, widths=(24, 20, 13, 24, 9, 10), sides=sides)
    for case in dossier.cases:
        gap = " " if press.locale is Locale.EN else "\u3000"
        yield outline.section(f"{case.number}{gap}{press.text(case.title)}")
        yield from _case(case, dossier, press)


def _row(case: CaseView, press: Press) -> tuple[str, ...]:
    return (
        case.number,
        press.text(case.title),
        press.text(case.handler),
        press.day(case.due_on),
        press.words(f"domain.case.{case.state}"),
        _rating(case, press),
    )


def _case(case: CaseView, dossier: Dossier, press: Press) -> Iterator[Block]:
    """Yield the facts of a case that the table has no room for, then its way from state to state."""
    words = press.words
    facts = {
        "source": case.resolution_number or press.text(dossier.title),
        "level": words(f"documents.level.{case.level}"),
        "opened_case": press.day(case.opened_at),
        "closed_case": press.day(case.closed_at) or words("documents.cases.not_closed"),
        "evidence": press.text(case.evidence),
        "resolved": _resolved(case, press),
        "reopened": words("documents.cases.times", count=case.reopened) if case.reopened else "",
    }
    for name, value in facts.items():
        if value:
            yield Fact(words(f"documents.label.{name}"), value)
    if case.moves:
        head = tuple(words(f"documents.column.{name}") for name in ("at", "case_step", "note"))
        rows = tuple(
            (short_time(move.at), words(f"domain.case.{move.to_state}"), press.text(move.note)) for move in case.moves
        )
        yield Table(head, rows, widths=(24, 16, 60), sides=(Side.CENTRE, Side.CENTRE, Side.LEFT))


def _rating(case: CaseView, press: Press) -> str:
    if case.stars is None:
        return press.words("documents.cases.not_rated")
    return press.words("documents.minutes.rating", stars=case.stars, count=case.ratings)


def _resolved(case: CaseView, press: Press) -> str:
    """Return whether residents found the matter resolved; a case that is open or unrated is neither yes nor no."""
    words = press.words
    if case.closed_at is None and not case.ratings:
        return words("documents.cases.not_due")
    if not case.ratings:
        return words("documents.cases.not_rated")
    return words("documents.cases.said", said=case.said_resolved, count=case.ratings) + words(
        f"documents.cases.{'resolved' if case.is_resolved else 'unresolved'}"
    )
