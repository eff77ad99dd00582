"""Writes the result of a poll as one sentence, the same on stage, floor, desk, office and in documents."""

from dataclasses import dataclass

from app.platform.i18n import Locale, Translator, translator_of
from app.voting.rules import Count, Outcome, Test


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of a poll that may be published; `outcome` is None if the poll is open or was not counted."""

    is_open: bool
    cast: int
    entitled: int
    tally: Count | None
    outcome: Outcome | None
    void_reason: str | None


def result_in_words(result: Result) -> dict[str, str]:
    """Write the result of a poll as one sentence in every language.

    Returns:
        {locale: sentence}, for instance "169 人里 60 人投票，36 人同意，超过一半，通过。"; the sentence
        of a small poll says why the counts are withheld.
    """
    return {locale.value: _sentence(result, translator_of(locale)) for locale in Locale}


def _sentence(result: Result, words: Translator) -> str:
    if result.is_open:
        return words("ui.poll.open", count=result.cast)
    if result.void_reason is not None:
        return words("ui.poll.void", reason=result.void_reason)
    turnout = words(f"ui.poll.turnout{'' if result.cast else '_none'}", cast=result.cast, entitled=result.entitled)
    if result.outcome is None:
        return words("ui.poll.told", parts=turnout) + words("ui.poll.withheld", count=result.cast)
    tests = [_test(test, result.tally, words) for test in result.outcome.tests] if result.tally else []
    parts = words("ui.poll.comma").join([turnout, *tests, _verdict(result.outcome, words)])
    told = words("ui.poll.told", parts=parts)
    return told.rstrip() if result.tally else told + words("ui.poll.small", count=result.cast)


def _test(test: Test, count: Count, words: Translator) -> str:
    """Say whether a figure reaches the required share, and of what, unless the share is one of those who voted."""
    condition = test.condition
    share = _share(condition.numerator, condition.denominator, words)
    if condition.of != "P":
        share = words("ui.poll.share_of", of=words(f"domain.figure.{condition.of}"), share=share)
    compared = words(f"ui.poll.{condition.compare}.{'met' if test.is_met else 'missed'}", share=share)
    if condition.x == "P":
        return compared
    figure = words(f"domain.figure.{condition.x}")
    head = words("ui.poll.yes", yes=count.yes) if condition.x == "Y" else figure
    return words("ui.poll.comma").join([head, compared])


def _share(numerator: int, denominator: int, words: Translator) -> str:
    if numerator == denominator:
        return words("ui.poll.all")
    if 2 * numerator == denominator:
        return words("ui.poll.half")
    return words("ui.poll.share", numerator=numerator, denominator=denominator)


def _verdict(outcome: Outcome, words: Translator) -> str:
    verdict = words(f"ui.poll.{'carried' if outcome.is_carried else 'not_carried'}")
    return verdict if outcome.is_valid else words("ui.poll.invalid", verdict=verdict)
