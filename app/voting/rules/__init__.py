"""Decision rules as data, and what they make of a count; fractions by integer cross-multiplication, never floats.

Source: the decision rules of the domain document (居委會組織法, 民法典 278 and others). Abstentions stay in the
denominator: the law says who *took part*, not who said yes or no.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.platform.errors import DomainError, ErrorKind
from app.voting.rules.book import RULES, Compare, Condition, Proxy, Rule

__all__ = [
    "RULES",
    "Choice",
    "Compare",
    "Condition",
    "Count",
    "Outcome",
    "Proxy",
    "Rule",
    "Standing",
    "Test",
    "check_ballot",
    "check_countable",
    "check_question",
    "check_reason",
    "custom_rule",
    "find_rule",
    "outcome_of",
    "restore_rule",
]
CUSTOM_FIGURES = frozenset({"N", "P", "V", "Y"})


class Choice(StrEnum):
    """What a ballot says."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Test:
    """One condition on one count: denominator x left against numerator x right, as a document prints it."""

    condition: Condition
    left: int
    right: int
    is_met: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule makes of a count."""

    rule: str
    version: str
    is_valid: bool
    is_carried: bool
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Ballots of one poll, in heads; `entitled` are those who could have voted."""

    yes: int
    no: int
    abstain: int
    entitled: int

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstain

    def figures(self) -> dict[str, int]:
        """The figures that rules speak of."""
        return {"P": self.cast, "Y": self.yes, "V": self.yes + self.no, "N": self.entitled}


def find_rule(rule: str) -> Rule:
    """The rule in its present version.

    Raises:
        DomainError: `rule.unknown`.
    """
    if rule not in RULES:
        raise DomainError(ErrorKind.INVALID, "rule.unknown", rule=rule)
    return RULES[rule]


def restore_rule(terms: Mapping[str, Any]) -> Rule:
    """The rule that was stored as plain data when a poll was opened; a later version of the book changes nothing."""
    conditions = {
        part: tuple(Condition(**{**row, "compare": Compare(row["compare"])}) for row in terms[part])
        for part in ("valid", "carry")
    }
    proxy = Proxy(terms["proxy"]) if terms["proxy"] else None
    return Rule(**{**terms, **conditions, "proxy": proxy})


def check_countable(rule: Rule) -> None:
    """A statutory rule counts against a roll of those entitled, and those in the hall are no roll.

    Raises:
        DomainError: `rule.roll_needed`.
    """
    if rule.is_statutory:
        raise DomainError(ErrorKind.UNAVAILABLE, "rule.roll_needed", rule=rule.id)


def custom_rule(
    *, valid: tuple[Condition, ...], carry: tuple[Condition, ...], version: str, cite: str, id: str = "CU"
) -> Rule:
    """A rule of the place's own, or R0 with other thresholds; never statutory.

    Args:
        valid: conditions of a quorum; none is fine.
        carry: conditions of a majority, at least one.
        cite: the 議事規則 or 章程 that says so.

    Raises:
        DomainError: `rule.invalid` for a share outside 0..1 or a figure that a count does not have.
    """
    is_sound = all(
        0 < test.numerator <= test.denominator and {test.x, test.of} <= CUSTOM_FIGURES for test in (*valid, *carry)
    )
    if not carry or not is_sound:
        raise DomainError(ErrorKind.INVALID, "rule.invalid")
    return Rule(id, version, valid, carry, cite, is_statutory=False)


def outcome_of(rule: Rule, figures: Mapping[str, int]) -> Outcome:
    """Test every condition of a rule on the figures of a count; what is not valid is not carried.

    Args:
        rule: the rule in the version that the poll was opened under.
        figures: {name: heads, or square metres without fractions}, all that the rule names.

    Raises:
        DomainError: `rule.figures_missing`.
    """
    if missing := {name for test in (*rule.valid, *rule.carry) for name in (test.x, test.of)} - set(figures):
        raise DomainError(ErrorKind.INVALID, "rule.figures_missing", figures=", ".join(sorted(missing)))
    valid = [_test(condition, figures) for condition in rule.valid]
    carry = [_test(condition, figures) for condition in rule.carry]
    is_valid = all(test.is_met for test in valid)
    is_carried = is_valid and all(test.is_met for test in carry)
    return Outcome(rule.id, rule.version, is_valid, is_carried, (*valid, *carry))


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a seat may vote in a poll now."""

    is_open: bool
    is_resident: bool


def check_ballot(standing: Standing) -> None:
    """A ballot counts while the poll is open and comes from a resident; guests speak but do not vote.

    Raises:
        DomainError: `poll.closed`, `poll.guests`.
    """
    if not standing.is_open:
        raise DomainError(ErrorKind.CLOSED, "poll.closed")
    if not standing.is_resident:
        raise DomainError(ErrorKind.FORBIDDEN, "poll.guests")


def check_question(question: str) -> None:
    """A question of 1 to 300 characters.

    Raises:
        DomainError: `poll.question_missing`.
    """
    if not question or len(question) > 300:
        raise DomainError(ErrorKind.INVALID, "poll.question_missing")


def check_reason(reason: str) -> None:
    """A reason of 1 to 300 characters for ending a poll without counting it.

    Raises:
        DomainError: `poll.reason_missing`.
    """
    if not reason or len(reason) > 300:
        raise DomainError(ErrorKind.INVALID, "poll.reason_missing")


def _test(condition: Condition, figures: Mapping[str, int]) -> Test:
    left = figures[condition.x] * condition.denominator
    right = figures[condition.of] * condition.numerator
    is_met = left > right if condition.compare is Compare.GT else left >= right
    return Test(condition, left, right, is_met)
