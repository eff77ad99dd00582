"""Polls on paper: the table of results with the line to be passed, and the sentences beside it."""

from collections.abc import Sequence
from fractions import Fraction

from app.documents.blocks import Side, Table
from app.documents.text import prose, tight
from app.platform.i18n import Translator
from app.voting.arithmetic import UNITS, exact
from app.voting.queries import PollView
from app.voting.rules import Test

PEOPLE = "people"
CARRY_FIGURES = frozenset({"Y", "Ay", "C"})
"""Figures that decide whether a vote is carried; all others decide whether it is valid."""
AREAS = ("Ay", "Ap")
COUNTS = ("yes", "no", "abstain", "took_part")


def counted_poll(polls: Sequence[PollView]) -> PollView | None:
    """Return the latest poll that has an outcome; None if there is none."""
    return next((poll for poll in reversed(polls) if poll.outcome is not None), None)


def result_table(words: Translator, rows: Sequence[tuple[str, PollView]]) -> Table:
    """Return a table of polls: matter, counts, line to be passed and result; with the areas if owners have voted.

    Args:
        rows: (matter, poll) of each poll that is closed.
    """
    has_areas = any(_area_figures(poll) for _, poll in rows)
    areas = ("yes_area", "took_part_area") if has_areas else ()
    names = ("matter", *COUNTS, *areas, "pass_line", "verdict")
    return Table(
        tuple(words(f"documents.column.{name}") for name in names),
        tuple(_row(words, matter, poll, has_areas=has_areas) for matter, poll in rows),
        sides=(Side.LEFT, *(Side.CENTRE for _ in names[1:])),
    )


def verdict_of(words: Translator, poll: PollView) -> str:
    """Return what came out of a poll in a few characters."""
    if poll.is_open:
        return words("documents.verdict.open")
    if poll.void_reason is not None:
        return words("documents.verdict.void")
    if poll.outcome is None:
        return words("documents.verdict.withheld")
    if not poll.outcome.is_valid:
        return words("documents.verdict.invalid")
    return words(f"ui.poll.{'carried' if poll.outcome.is_carried else 'not_carried'}")


def rule_words(words: Translator, poll: PollView) -> str:
    """Return the name of a poll's rule with its version, and the articles of a rule of law."""
    key = f"domain.rule.{poll.rule}"
    name = words(key) if key in words.entries else poll.rule
    if poll.basis is None or not poll.basis.is_statutory:
        version = poll.basis.version if poll.basis else ""
        return words("documents.poll.rule_own", rule=name, id=poll.rule, version=version)
    basis = poll.decision[words.locale].basis if words.locale in poll.decision else ""
    return prose(words.locale, (words("documents.poll.rule", rule=name), basis))


def figures_in_words(words: Translator, poll: PollView) -> str:
    """Return who took part, how they voted and the verdict, with the areas of owners; few ballots have no figures."""
    tally = poll.tally
    if tally is None:
        return plain_words(words, poll)
    counts = {"cast": tally.cast, "yes": tally.yes, "no": tally.no, "abstain": tally.abstain}
    intention = "" if poll.basis is None or poll.basis.is_statutory else words("documents.poll.intention")
    told = words("documents.poll.figures", **counts, verdict=verdict_of(words, poll) + intention)
    return prose(words.locale, (told, majority_words(words, poll))) if _area_figures(poll) else told


def majority_words(words: Translator, poll: PollView) -> str:
    """Return what was needed and given, with the arithmetic; the plain result of a poll that has no outcome."""
    return tight(poll.decision[words.locale].majority) if words.locale in poll.decision else plain_words(words, poll)


def plain_words(words: Translator, poll: PollView) -> str:
    """Return the result of a poll in the sentence of all pages; the reason why a poll is void stays as written."""
    told = poll.in_words[words.locale]
    return told if poll.void_reason is not None else tight(told)


def _row(words: Translator, matter: str, poll: PollView, *, has_areas: bool) -> tuple[str, ...]:
    tally, untold = poll.tally, words("documents.poll.untold")
    counts = (tally.yes, tally.no, tally.abstain) if tally else (None, None, None)
    cells = [untold if count is None else words("documents.poll.people", count=count) for count in counts]
    figures, lines = _area_figures(poll), _pass_lines(words, poll)
    area = [words("domain.decision.unit.area", count=figures[name]) if name in figures else untold for name in AREAS]
    return (
        matter,
        *cells,
        words("documents.poll.people", count=poll.cast),
        *(area if has_areas else ()),
        "\n".join(lines) or untold,
        verdict_of(words, poll),
    )


def _area_figures(poll: PollView) -> dict[str, int]:
    """Return {Ay, Ap: square metres} of a vote of owners; empty for any other."""
    figures: dict[str, int] = {}
    for test in _carry_tests(poll):
        if test.condition.x == "Ay" and test.condition.of == "Ap":
            figures["Ay"] = test.left // test.condition.denominator
            figures["Ap"] = test.right // test.condition.numerator
    return figures


def _pass_lines(words: Translator, poll: PollView) -> list[str]:
    """Return the line to be passed of each condition, such as 超过30人, exactly and without rounding."""
    return [_pass_line(words, test) for test in _carry_tests(poll)]


def _pass_line(words: Translator, test: Test) -> str:
    condition = test.condition
    needed = Fraction(test.right, condition.denominator)
    unit = UNITS.get(condition.of, PEOPLE)
    threshold = words(f"domain.decision.unit.{unit}", count=exact(needed, words))
    return words(f"domain.decision.{condition.compare}.met", share=threshold)


def _carry_tests(poll: PollView) -> list[Test]:
    tests = poll.outcome.tests if poll.outcome else ()
    return [test for test in tests if test.condition.x in CARRY_FIGURES]
