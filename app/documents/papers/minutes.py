"""Minutes (會議紀要): facts and agenda of a meeting, themes, common ground, concessions, decisions and cases."""

from collections.abc import Iterator
from itertools import pairwise

from app.documents.blocks import Block, Fact, Kind, Note, Paper, Paragraph, Section, Side, Signatures, Table
from app.documents.papers import minutes_attachments, minutes_decisions, minutes_themes
from app.documents.papers.amendments import amendments_of
from app.documents.papers.facts import issuer_of, missing, period_words
from app.documents.papers.outline import Outline, break_title
from app.documents.press import Press
from app.exports.dossier import Dossier
from app.exports.facts import AgendaLine
from app.exports.facts_words import headcount_words, minutes_title, people_words, person_words, result_words
from app.platform.local_time import to_local

SIGNERS = ("host", "recorder", "observer", "resident", "resident")


def papers_of(dossier: Dossier, press: Press) -> tuple[Paper, ...]:
    """Return the minutes of a meeting."""
    outline, edition = Outline(press.locale), press.edition_of(Kind.MINUTES)
    title = minutes_title(press.words, dossier.facts, press.text(dossier.title))
    sections = {
        "facts": _facts(dossier, press),
        "agenda": _agenda(dossier, press, outline),
        "themes": minutes_themes.themes_of(dossier, press, outline),
        "ground": minutes_themes.ground_of(dossier, press, outline),
        "concessions": minutes_decisions.concessions_of(dossier, press, outline),
        "decisions": minutes_decisions.decisions_of(dossier, press, outline),
        "reservations": minutes_decisions.reservations_of(dossier, press, outline),
        "cases": minutes_decisions.cases_of(dossier, press, outline),
        "signatures": [*amendments_of(edition, press, outline), *_signatures(press)],
        "attachments": minutes_attachments.attachments_of(dossier, press),
    }
    return (
        Paper(
            kind=Kind.MINUTES,
            locale=press.locale,
            title=break_title(title, press.locale),
            number="",
            sections=tuple(Section(name, tuple(blocks)) for name, blocks in sections.items()),
            footer=press.footer_of(edition),
            mark=press.mark_of(edition),
            issuer=issuer_of(dossier),
            date=dossier.facts.ended_at or dossier.printed_at,
        ),
    )


def _facts(dossier: Dossier, press: Press) -> list[Block]:
    words, facts = press.words, dossier.facts
    known = {
        "time": period_words(press, facts.began_at, facts.ended_at),
        "place": facts.venue,
        "convener": facts.convener,
        "host": person_words(words, facts.host) if facts.host else "",
        "recorder": person_words(words, facts.recorder) if facts.recorder else "",
        "headcount": headcount_words(words, facts),
        "guests": people_words(words, facts.in_attendance) or _guests(dossier, press),
        "topic": press.text(dossier.question),
    }
    if dossier.conversation:
        known["imported"] = words("documents.minutes.imported_value", count=dossier.conversation.people)
    if groups := dossier.attendance.by_stakeholder_group:
        ordered = sorted(groups.items(), key=lambda group: -group[1])
        pairs = [words("documents.minutes.stake", stake=name, count=count) for name, count in ordered]
        known["stakes"] = words("documents.minutes.comma").join(pairs)
    blocks: list[Block] = [
        Fact(words(f"documents.label.{name}"), value or missing(press)) for name, value in known.items()
    ]
    left_out = [Note(words(f"documents.left_out.{code}")) for code in dossier.left_out]
    return [*blocks, Note(words("documents.minutes.sign_in_way")), *left_out]


def _guests(dossier: Dossier, press: Press) -> str:
    guests = dossier.attendance.guests
    return press.words("documents.minutes.people", count=guests) if guests else ""


def _agenda(dossier: Dossier, press: Press, outline: Outline) -> list[Block]:
    """Return the agenda as planned and as held; for a conversation held elsewhere only what came in."""
    words = press.words
    blocks: list[Block] = [outline.section(words("documents.minutes.process"))]
    lines = () if dossier.was_held_elsewhere else dossier.facts.agenda
    if lines:
        head = tuple(words(f"documents.column.{name}") for name in ("phase", "time", "planned", "held", "outcome"))
        rows = tuple(_agenda_row(line, press) for line in lines)
        sides = (Side.LEFT, Side.CENTRE, Side.CENTRE, Side.CENTRE, Side.LEFT)
        blocks.append(Table(head, rows, widths=(22, 20, 12, 12, 34), sides=sides))
    blocks += [] if dossier.was_held_elsewhere else _moves(dossier, press)
    shown = sum(line.is_visible for line in dossier.proposals)
    counts = {"proposals": shown, "hidden": dossier.hidden, "voters": dossier.voters, "reactions": dossier.reactions}
    key = f"documents.minutes.counts{'_hidden' if dossier.hidden else ''}"
    return [*blocks, Paragraph(words(key, **counts))]


def _moves(dossier: Dossier, press: Press) -> Iterator[Paragraph]:
    """Yield the moves to a phase for which somebody has given a reason; only a move backwards is a return."""
    words, order = press.words, {line.key: at for at, line in enumerate(dossier.facts.agenda, 1)}
    for before, run in pairwise(dossier.phases):
        if run.reason:
            is_back = order.get(run.key, 0) < order.get(before.key, 0)  # the preparation is before all others
            at, phase = f"{to_local(run.started_at):%H:%M}", words(f"domain.phase.{run.key}")
            key = f"documents.minutes.{'back' if is_back else 'onward'}"
            yield Paragraph(words(key, at=at, phase=phase, reason=press.text(run.reason)))


def _agenda_row(line: AgendaLine, press: Press) -> tuple[str, ...]:
    words = press.words
    minutes = [
        "" if count is None else words("documents.minutes.minutes", count=count)
        for count in (line.planned_minutes, line.minutes)
    ]
    span = "—".join(f"{to_local(at):%H:%M}" for at in (line.started_at, line.ended_at) if at)
    result = result_words(words, line) if line.started_at else words("documents.minutes.not_held")
    return (words(f"domain.phase.{line.key}"), span, *minutes, result)


def _signatures(press: Press) -> list[Block]:
    words = press.words
    labels = tuple(words(f"documents.signer.{name}") for name in SIGNERS)
    end: list[Block] = [Paragraph(words("documents.minutes.end"), keeps_with_next=True)]
    return [*end, Signatures(labels, words("documents.blank_date"))]
