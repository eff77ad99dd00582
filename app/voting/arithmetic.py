"""Writes out the arithmetic of a decision: the articles, who had to come and came, what was needed and what was given.

Every number is exact: an integer, a finite decimal such as 30.5, or a fraction such as 40又2/3. Nothing is rounded.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.platform.i18n import Locale, Translator, translator_of
from app.voting.rules import Compare, Condition, Count, Outcome, Rule, Test

PEOPLE, HOUSEHOLDS, AREA = "people", "households", "area"
UNITS = {"H": HOUSEHOLDS, "A": AREA, "Ap": AREA, "Ay": AREA}
R0 = "R0"


@dataclass(frozen=True, slots=True)
class DecisionWords:
    """A decision in sentences, in one language.

    Attributes:
        basis: the law or the rules of procedure, the rule and its version.
        quorum: who had to come and came, as 「应到64人，实到61人，过半数，符合到会规定。」
        majority: what was needed and given, as 「参与表决60人，一半为30人；同意51人，超过30人，通过。」 The sentence
            of a poll of fewer than five tells the verdict without the figures.
    """

    basis: str
    quorum: str
    majority: str

    def __str__(self) -> str:
        return " ".join((self.basis, self.quorum, self.majority))


@dataclass(frozen=True, slots=True)
class Decision:
    """What the words are made of; `tally` is None, and the outcome has no tests, if the split may not be published."""

    rule: Rule
    outcome: Outcome
    cast: int
    entitled: int
    tally: Count | None


def decision_in_words(decision: Decision) -> dict[str, DecisionWords]:
    """Return {locale: the decision in sentences}, with the figures of the outcome and no others."""
    return {locale.value: _write(decision, translator_of(locale)) for locale in Locale}


def exact(value: Fraction, words: Translator) -> str:
    """Return a number without rounding: `30`, `30.5`, or `40又2/3` where no finite decimal is equal to it."""
    if value.denominator == 1:
        return str(value.numerator)
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest == 1:
        return str(Decimal(value.numerator) / Decimal(value.denominator))
    whole, part = divmod(value.numerator, value.denominator)
    key = "mixed" if whole else "fraction"
    return words(f"domain.decision.{key}", whole=whole, numerator=part, denominator=value.denominator)


def _write(decision: Decision, words: Translator) -> DecisionWords:
    sentences = (_basis(decision.rule, words), _quorum(decision, words), _majority(decision, words))
    return DecisionWords(*(sentence.rstrip() for sentence in sentences))


def _basis(rule: Rule, words: Translator) -> str:
    key = "basis_r0" if rule.id == R0 else "basis"
    return words(f"domain.decision.{key}", cite=rule.cite, rule=rule.id, version=rule.version)


def _quorum(decision: Decision, words: Translator) -> str:
    tests = decision.outcome.tests[: len(decision.rule.valid)]
    verdict = words(f"domain.decision.{'valid' if decision.outcome.is_valid else 'invalid'}")
    if not tests:
        key = "turnout_judged" if decision.rule.valid else "turnout"
        told = {"entitled": decision.entitled, "cast": decision.cast, "verdict": verdict}
        return words(f"domain.decision.{key}", **told)
    parts = words("domain.decision.semicolon").join(_attendance(test, words) for test in tests)
    return words("domain.decision.sentence", parts=parts, verdict=verdict)


def _attendance(test: Test, words: Translator) -> str:
    condition = test.condition
    figure, base = _figures(test)
    unit = UNITS.get(condition.of, PEOPLE)
    share = words(f"domain.decision.{condition.compare}.{_met(test)}", share=_share(condition, words))
    if condition.compare is Compare.GT and Fraction(condition.numerator, condition.denominator) == Fraction(1, 2):
        share = words(f"domain.decision.over_half.{_met(test)}")
    return words(f"domain.decision.attendance.{unit}", base=base, figure=figure, share=share)


def _majority(decision: Decision, words: Translator) -> str:
    verdict = _verdict(decision, words)
    tests = decision.outcome.tests[len(decision.rule.valid) :]
    if decision.tally is None or not tests:
        told = words("domain.decision.verdict", verdict=verdict) + words("ui.poll.small", count=decision.cast)
        gap = " " if words.locale is Locale.EN else ""
        return told.rstrip() + gap + _standing(decision.rule, words)
    parts = words("domain.decision.semicolon").join(_comparison(test, words) for test in tests)
    told = words("domain.decision.sentence", parts=parts, verdict=verdict)
    if decision.tally.abstain and any(test.condition.of == "P" for test in tests):
        told += words("domain.decision.abstained", count=decision.tally.abstain)
    return told + _standing(decision.rule, words)


def _comparison(test: Test, words: Translator) -> str:
    condition = test.condition
    figure, base = _figures(test)
    needed = Fraction(base * condition.numerator, condition.denominator)
    unit = UNITS.get(condition.of, PEOPLE)
    threshold = words(f"domain.decision.unit.{unit}", count=exact(needed, words))
    return words(
        "domain.decision.comparison",
        base=words(f"domain.decision.base.{condition.of}", count=base),
        share=_share(condition, words),
        threshold=threshold,
        figure=words(f"domain.decision.figure.{condition.x}", count=figure),
        compared=words(f"domain.decision.{condition.compare}.{_met(test)}", share=threshold),
    )


def _figures(test: Test) -> tuple[int, int]:
    """Return the figure and the base that a test has compared, from the two sides of its cross-multiplication."""
    return test.left // test.condition.denominator, test.right // test.condition.numerator


def _share(condition: Condition, words: Translator) -> str:
    share = Fraction(condition.numerator, condition.denominator)
    key = f"domain.decision.share.{share.numerator}_{share.denominator}"
    if key in words.entries:
        return words(key)
    return words("domain.decision.fraction", numerator=share.numerator, denominator=share.denominator)


def _verdict(decision: Decision, words: Translator) -> str:
    if not decision.outcome.is_valid:
        return words("domain.decision.not_valid")
    return words(f"ui.poll.{'carried' if decision.outcome.is_carried else 'not_carried'}")


def _standing(rule: Rule, words: Translator) -> str:
    """Return the sentence that a result under a rule of no law is an intention (协商意向) and binds nobody by law."""
    return "" if rule.is_statutory else words("domain.decision.not_statutory")


def _met(test: Test) -> str:
    return "met" if test.is_met else "missed"
