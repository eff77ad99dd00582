"""The parts of the minutes about what was decided: concessions, resolutions and polls, dissent and cases."""

from app.documents.blocks import Block, Paragraph, Side, Table
from app.documents.papers import concessions
from app.documents.papers.outline import Outline, numeral
from app.documents.press import Press
from app.exports.dossier import Dossier
from app.platform.i18n import Locale
from app.resolutions.queries import ResolutionView
from app.voting.queries import PollView
from app.voting.rules import RULES, Compare, Outcome, Test

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
    dissent = [text for resolution in dossier.resolutions for text in resolution.reservations]
    if not dissent:
        return []
    texts = [Paragraph(f"{at}. {press.text(text)}") for at, text in enumerate(dissent, 1)]
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
            press.day(case.due_on),
            words(f"domain.case.{case.state}"),
            "" if case.stars is None else words("documents.minutes.rating", stars=case.stars, count=case.ratings),
        )
        for case in dossier.cases
    )
    return [outline.section(words("documents.minutes.cases")), Table(head, rows, widths=(16, 24, 14, 14, 13, 9, 10))]


def _resolution(resolution: ResolutionView, dossier: Dossier, press: Press) -> list[Block]:
    words, polls = press.words, dossier.polls_on(resolution.id)
    state = words("documents.minutes.state", state=words(f"domain.resolution.{resolution.state}"))
    number = words("documents.minutes.number", number=resolution.number) if resolution.number else ""
    blocks: list[Block] = [Paragraph(state + number)]
    blocks += [Paragraph(f"{clause.number}. {press.text(clause.text)}") for clause in resolution.clauses]
    for poll in polls:
        if len(polls) > 1:
            blocks.append(Paragraph(words("documents.minutes.poll", number=poll.number)))
        blocks += _poll(poll, press)
    return blocks


def _poll(poll: PollView, press: Press) -> list[Block]:
    """Return a poll's rule and result; if the split may be shown, also each number and each condition of the rule."""
    words, outcome = press.words, poll.outcome
    cite = RULES[poll.rule].cite if poll.rule in RULES else poll.rule
    ballot = words(f"documents.ballot.{'secret' if poll.is_secret else 'open'}")
    rule, version = words(f"domain.rule.{poll.rule}"), outcome.version if outcome else ""
    key = f"documents.minutes.rule{'' if version else '_only'}"
    blocks: list[Block] = [Paragraph(words(key, rule=rule, version=version, cite=cite, ballot=ballot))]
    blocks.append(Paragraph(poll.in_words[press.locale]))
    if count := poll.tally:
        names = [words(f"domain.choice.{choice}") for choice in CHOICES]
        head = (*names, words("documents.column.cast"), words("documents.column.entitled"))
        row = tuple(map(str, (count.yes, count.no, count.abstain, count.cast, count.entitled)))
        blocks.append(Table(head, (row,), sides=(Side.CENTRE,) * len(head)))
    if outcome:
        blocks += _outcome(outcome, press)
    return blocks


def _outcome(outcome: Outcome, press: Press) -> list[Block]:
    verdict = press.words(f"documents.minutes.{'carried' if outcome.is_carried else 'rejected'}")
    return [*(Paragraph(_test(test, press)) for test in outcome.tests), Paragraph(verdict)]


def _test(test: Test, press: Press) -> str:
    """Return a condition with both sides of its cross-multiplication, so that a reader can check it by hand."""
    words, condition = press.words, test.condition
    write = str if press.locale is Locale.EN else numeral
    return words(
        "documents.minutes.test",
        x=words(f"documents.figure.{condition.x}"),
        sign="＞" if condition.compare is Compare.GT else "≥",
        of=words(f"documents.figure.{condition.of}"),
        numerator=write(condition.numerator),
        denominator=write(condition.denominator),
        left=test.left,
        right=test.right,
        met=words(f"documents.minutes.{'met' if test.is_met else 'not_met'}"),
    )
