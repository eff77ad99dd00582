"""The parts of the minutes about what was decided: concessions, resolutions and polls, dissent and cases."""

from datetime import date

from app.documents.blocks import Block, Paragraph, Side, Table
from app.documents.papers import concessions, polls
from app.documents.papers.outline import Outline
from app.documents.papers.reservations import reservation_words
from app.documents.press import Press
from app.documents.text import prose
from app.exports.dossier import Dossier
from app.platform.i18n import Locale
from app.resolutions.queries import ResolutionView
from app.voting.queries import PollView

CHOICES = ("yes", "no", "abstain")


def concessions_of(dossier: Dossier, press: Press, outline: Outline) -> list[Block]:
    """Return every concession in a table; nothing if there is none."""
    if not dossier.concessions:
        return []
    return [outline.section(press.words("documents.minutes.concessions")), *concessions.rows_of(dossier, press)]


def decisions_of(dossier: Dossier, press: Press, outline: Outline) -> list[Block]:
    """Return every resolution with its state and polls, then every poll on a question without a text."""
    words = press.words
    blocks: list[Block] = [outline.section(words("documents.minutes.resolutions"))]
    if not dossier.resolutions and not dossier.questions:
        return [*blocks, Paragraph(words("documents.minutes.no_resolutions"))]
    for resolution in dossier.resolutions:
        blocks += [outline.subsection(press.text(resolution.title)), *_resolution(resolution, dossier, press)]
    for poll in dossier.questions:
        blocks += [outline.subsection(press.text(poll.question)), *_poll(poll, press)]
    return blocks


def reservations_of(dossier: Dossier, press: Press, outline: Outline) -> list[Block]:
    """Return the dissent (保留意見) recorded at adoption."""
    dissenting = [resolution for resolution in dossier.resolutions if resolution.dissent]
    told = [
        (f"《{press.text(resolution.title)}》" if len(dossier.resolutions) > 1 else "") + reservation_words(one, press)
        for resolution in dissenting
        for one in resolution.dissent
    ]
    if not told:
        return []
    texts = [Paragraph(_numbered(at, text, press)) for at, text in enumerate(told, 1)]
    return [outline.section(press.words("documents.minutes.reservations")), *texts]


def cases_of(dossier: Dossier, press: Press, outline: Outline) -> list[Block]:
    """Return the table of cases: what is to be done, by whom and until when, and its rating by residents."""
    if not dossier.cases:
        return []
    words = press.words
    names = ("number", "title", "resolution", "handler", "due", "state", "rating")
    head = tuple(words(f"documents.column.{name}") for name in names)
    rows = tuple(
        (
            case.number,
            press.text(case.title),
            case.resolution_number,
            press.text(case.handler),
            _narrow_day(case.due_on, press),
            words(f"domain.case.{case.state}"),
            words("documents.cases.not_rated")
            if case.stars is None
            else words("documents.minutes.rating", stars=case.stars, count=case.ratings),
        )
        for case in dossier.cases
    )
    return [outline.section(words("documents.minutes.cases")), Table(head, rows, widths=(24, 18, 14, 11, 15, 8, 10))]


def _resolution(resolution: ResolutionView, dossier: Dossier, press: Press) -> list[Block]:
    words, held = press.words, dossier.polls_on(resolution.id)
    state = words("documents.minutes.state", state=words(f"domain.resolution.{resolution.state}"))
    number = words("documents.minutes.number", number=resolution.number) if resolution.number else ""
    blocks: list[Block] = [Paragraph(state + number)]
    blocks += [Paragraph(_numbered(one.number, press.text(one.text), press)) for one in resolution.clauses]
    for poll in held:
        if len(held) > 1:
            blocks.append(Paragraph(words("documents.minutes.poll", number=poll.number)))
        blocks += _poll(poll, press)
    return blocks


def _narrow_day(day: date | None, press: Press) -> str:
    """Return a day in two lines, for a column that is too narrow for one."""
    return press.day(day) if press.locale is Locale.EN else press.day(day).replace("年", "年\n")


def _numbered(number: int, text: str, press: Press) -> str:
    return f"{number}. {text}" if press.locale is Locale.EN else f"{number}.{text}"


def _poll(poll: PollView, press: Press) -> list[Block]:
    """Return a poll's rule and result; if the split may be shown, also each number and the arithmetic of the rule."""
    words = press.words
    blocks: list[Block] = [Paragraph(_rule(poll, press)), Paragraph(polls.plain_words(words, poll))]
    if count := poll.tally:
        names = [words(f"domain.choice.{choice}") for choice in CHOICES]
        head = (*names, words("documents.column.cast"), words("documents.column.entitled"))
        row = tuple(map(str, (count.yes, count.no, count.abstain, count.cast, count.entitled)))
        decision = poll.decision[press.locale]
        quorum = decision.quorum if poll.basis and poll.basis.is_statutory else ""
        told = prose(press.locale, (quorum, polls.majority_words(words, poll)))
        blocks += [Table(head, (row,), sides=(Side.CENTRE,) * len(head)), Paragraph(told)]
    return blocks


def _rule(poll: PollView, press: Press) -> str:
    """Return the rule of a poll with its version, the articles of a rule of law, and the kind of ballot."""
    words, basis = press.words, poll.basis
    facts = {
        "rule": words(f"domain.rule.{poll.rule}"),
        "ballot": words(f"documents.ballot.{'secret' if poll.is_secret else 'open'}"),
    }
    if basis is None or poll.outcome is None:
        return words("documents.minutes.rule_only", **facts)
    key = "rule" if basis.is_statutory else "rule_own"
    return words(f"documents.minutes.{key}", **facts, version=poll.outcome.version, cite=basis.cite)
