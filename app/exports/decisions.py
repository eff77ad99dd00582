"""What the minutes say of decisions: the text, the count under its rule, the dissent, the matters that follow."""

from collections.abc import Mapping
from typing import Any

from app.exports.dossier import Dossier
from app.exports.sheet import Sheet, numeral, say
from app.exports.tables import words
from app.platform.small_groups import SMALLEST_GROUP
from app.resolutions.queries import ResolutionView
from app.voting.queries import PollView
from app.voting.rules import RULES, Compare


def write_resolutions(sheet: Sheet, dossier: Dossier) -> None:
    """Every text that was drafted, with what became of it."""
    sheet.section(say("minutes.resolutions"))
    if not dossier.resolutions:
        sheet.text(say("minutes.no_resolutions"))
    for number, found in enumerate(dossier.resolutions, 1):
        _resolution(sheet, number, found)


def write_reservations(sheet: Sheet, dossier: Dossier) -> None:
    """保留意見, as recorded at the adoption."""
    dissent = [text for found in dossier.resolutions for text in found.reservations]
    if dissent:
        sheet.section(say("minutes.reservations"))
    for at, text in enumerate(dissent, 1):
        sheet.text(f"{at}. {text}")


def write_cases(sheet: Sheet, dossier: Dossier) -> None:
    """The table of what is to be done, by whom and until when, and what residents say of it."""
    if not dossier.cases:
        return
    sheet.section(say("minutes.cases"))
    head = [say(f"column.{name}") for name in ("number", "title", "handler", "due", "state", "stars", "ratings")]
    rows = [
        [
            case.number,
            case.title,
            case.handler,
            case.due_on.isoformat() if case.due_on else "",
            words(f"domain.case.{case.state}"),
            "" if case.stars is None else case.stars,
            case.ratings,
        ]
        for case in dossier.cases
    ]
    sheet.table(head, rows)


def _resolution(sheet: Sheet, number: int, found: ResolutionView) -> None:
    sheet.subsection(number, found.title)
    state = say("minutes.state", state=words(f"domain.resolution.{found.state}"))
    sheet.text(state + (say("minutes.number", number=found.number) if found.number else ""))
    for clause in found.text.split("\n"):
        sheet.text(clause)
    if found.poll is not None:
        _poll(sheet, found.poll)
    if found.text_hash:
        sheet.text(say("minutes.text_hash", hash=found.text_hash))


def _poll(sheet: Sheet, poll: PollView) -> None:
    """The count is printed once the poll is closed, under the version of the rule that it was counted by."""
    if poll.is_open:
        sheet.text(say("minutes.poll_open", count=poll.cast))
        return
    if poll.tally is None:
        _small_poll(sheet, poll)
        return
    cite = RULES[poll.rule].cite if poll.rule in RULES else poll.rule
    ballot = say(f"ballot.{'secret' if poll.is_secret else 'open'}")
    rule, outcome = words(f"domain.rule.{poll.rule}"), poll.outcome or {}
    sheet.text(say("minutes.rule", rule=rule, version=outcome.get("version", ""), cite=cite, ballot=ballot))
    count = poll.tally
    head = [words(f"domain.choice.{choice}") for choice in ("yes", "no", "abstain")]
    sheet.table(
        [*head, say("column.cast"), say("column.entitled")],
        [[count.yes, count.no, count.abstain, count.cast, count.entitled]],
    )
    for test in outcome.get("tests", ()):
        sheet.text(_test(test))
    _outcome(sheet, outcome)


def _small_poll(sheet: Sheet, poll: PollView) -> None:
    """Print why a poll tells no split: void, withheld for secrecy, or few ballots with the outcome alone."""
    if poll.void_reason is not None:
        sheet.text(words("ui.poll.void", reason=poll.void_reason))
        return
    if poll.is_withheld:
        sheet.text(words("ui.poll.withheld", count=poll.cast))
        return
    sheet.text(say("minutes.poll_small", count=poll.cast, least=SMALLEST_GROUP))
    _outcome(sheet, poll.outcome or {})


def _outcome(sheet: Sheet, outcome: Mapping[str, Any]) -> None:
    if "is_carried" in outcome:
        sheet.text(say(f"minutes.{'carried' if outcome['is_carried'] else 'rejected'}"))


def _test(test: Mapping[str, Any]) -> str:
    """A condition with both sides of its cross-multiplication, so that a reader can check it by hand."""
    condition = test["condition"]
    return say(
        "minutes.test",
        x=say(f"figure.{condition['x']}"),
        sign="＞" if condition["compare"] == Compare.GT else "≥",
        of=say(f"figure.{condition['of']}"),
        numerator=numeral(condition["numerator"]),
        denominator=numeral(condition["denominator"]),
        left=test["left"],
        right=test["right"],
        met=say(f"minutes.{'met' if test['is_met'] else 'not_met'}"),
    )
