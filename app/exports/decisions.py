"""Decisions in the minutes: concessions, resolution texts, polls under their rules, dissent and cases."""

from collections.abc import Mapping, Sequence

from app.exports import tables
from app.exports.dossier import Dossier
from app.exports.sheet import Sheet, numeral, say
from app.exports.tables import result_words, words
from app.resolutions.queries import ResolutionView
from app.voting.queries import PollView
from app.voting.rules import RULES, Compare, Outcome, Test


def write_concessions(sheet: Sheet, dossier: Dossier) -> None:
    """Write every concession: which group gives way, what was wanted, on which condition, and its state."""
    if dossier.concessions:
        sheet.section(say("minutes.concessions"))
    for number, row in enumerate(tables.concessions_of(dossier).rows, 1):
        sheet.text(f"{number}. {_concession(dict(zip(tables.CONCESSION_HEAD, row, strict=True)))}")


def write_decisions(sheet: Sheet, dossier: Dossier) -> None:
    """Write every resolution with its state and polls, then every poll on a question without a text."""
    sheet.section(say("minutes.resolutions"))
    if not dossier.resolutions and not dossier.questions:
        sheet.text(say("minutes.no_resolutions"))
    for number, resolution in enumerate(dossier.resolutions, 1):
        _resolution(sheet, number, resolution, dossier.polls_on(resolution.id))
    for number, poll in enumerate(dossier.questions, len(dossier.resolutions) + 1):
        sheet.subsection(number, poll.question)
        _poll(sheet, poll)


def write_reservations(sheet: Sheet, dossier: Dossier) -> None:
    """Write the dissent (保留意見) recorded at adoption."""
    dissent = [text for resolution in dossier.resolutions for text in resolution.reservations]
    if dissent:
        sheet.section(say("minutes.reservations"))
    for at, text in enumerate(dissent, 1):
        sheet.text(f"{at}. {text}")


def write_cases(sheet: Sheet, dossier: Dossier) -> None:
    """Write the table of cases: what is to be done, by whom and until when, and its rating by residents."""
    if not dossier.cases:
        return
    sheet.section(say("minutes.cases"))
    names = ("number", "title", "handler", "due", "state", "stars", "ratings", "resolution")
    head = [say(f"column.{name}") for name in names]
    rows = [
        [
            case.number,
            case.title,
            case.handler,
            case.due_on.isoformat() if case.due_on else "",
            words(f"domain.case.{case.state}"),
            "" if case.stars is None else case.stars,
            case.ratings,
            case.resolution_number,
        ]
        for case in dossier.cases
    ]
    sheet.table(head, rows)


def _concession(facts: Mapping[str, object]) -> str:
    """Return a concession in words; for a withdrawn one only the group and the state."""
    state = say("minutes.offer_state", state=facts["state"])
    giver = say("minutes.giver", stake=facts["stake"]) if facts["stake"] else ""
    if not facts["gives"]:
        return f"{giver}{state}"
    about = say("minutes.about", number=facts["proposal"]) if facts["proposal"] else ""
    wanted = say("minutes.wanted", wanted=facts["wanted"]) if facts["wanted"] else ""
    return f"{giver}{about}{wanted}{say('minutes.concession', **facts)}{state}"


def _resolution(sheet: Sheet, number: int, resolution: ResolutionView, polls: Sequence[PollView]) -> None:
    sheet.subsection(number, resolution.title)
    state = say("minutes.state", state=words(f"domain.resolution.{resolution.state}"))
    sheet.text(state + (say("minutes.number", number=resolution.number) if resolution.number else ""))
    for clause in resolution.text.split("\n"):
        sheet.text(clause)
    for poll in polls:
        if len(polls) > 1:
            sheet.text(say("minutes.poll", number=poll.number))
        _poll(sheet, poll)
    if resolution.text_hash:
        sheet.text(say("minutes.text_hash", hash=resolution.text_hash))


def _poll(sheet: Sheet, poll: PollView) -> None:
    """Write a poll's rule and result; if the split may be shown, also each number and each condition of the rule."""
    outcome = poll.outcome
    cite = RULES[poll.rule].cite if poll.rule in RULES else poll.rule
    ballot = say(f"ballot.{'secret' if poll.is_secret else 'open'}")
    rule, version = words(f"domain.rule.{poll.rule}"), outcome.version if outcome else ""
    sheet.text(say(f"minutes.rule{'' if version else '_only'}", rule=rule, version=version, cite=cite, ballot=ballot))
    sheet.text(result_words(poll))
    if count := poll.tally:
        head = [words(f"domain.choice.{choice}") for choice in ("yes", "no", "abstain")]
        sheet.table(
            [*head, say("column.cast"), say("column.entitled")],
            [[count.yes, count.no, count.abstain, count.cast, count.entitled]],
        )
    if outcome:
        _outcome(sheet, outcome)


def _outcome(sheet: Sheet, outcome: Outcome) -> None:
    for test in outcome.tests:
        sheet.text(_test(test))
    sheet.text(say(f"minutes.{'carried' if outcome.is_carried else 'rejected'}"))


def _test(test: Test) -> str:
    """Return a condition with both sides of its cross-multiplication, so that a reader can check it by hand."""
    condition = test.condition
    return say(
        "minutes.test",
        x=say(f"figure.{condition.x}"),
        sign="＞" if condition.compare is Compare.GT else "≥",
        of=say(f"figure.{condition.of}"),
        numerator=numeral(condition.numerator),
        denominator=numeral(condition.denominator),
        left=test.left,
        right=test.right,
        met=say(f"minutes.{'met' if test.is_met else 'not_met'}"),
    )
