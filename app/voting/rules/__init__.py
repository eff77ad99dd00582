"""Applies decision rules to the count of a poll; compares fractions by integer cross-multiplication, never floats.

Source: the decision rules of the domain document (居委會組織法, 民法典 278 and others). Abstentions stay in the
denominator, because the law counts those who *took part*, not those who said yes or no.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.meetings.rules import Act
from app.platform.errors import DomainError, ErrorKind
from app.platform.lengths import LONGEST_REASON
from app.voting.rules.book import RULES, Compare, Condition, Proxy, Rule

__all__ = [
    "LONGEST_QUESTION",
    "RULES",
    "VOTE",
    "Choice",
    "Compare",
    "Condition",
    "Count",
    "Outcome",
    "Proxy",
    "RULES",
    "Rule",
    "Standing",
    "Test",
    "check_countable",
    "check_question",
    "check_reason",
    "custom_rule",
    "find_rule",
    "outcome_of",
    "refusal_of_ballot",
    "restore_outcome",
    "restore_rule",
]

LONGEST_QUESTION = 300
VOTE = Act("vote")
"""The right to vote, which a phase gives: polls are opened only in such a phase."""
CUSTOM_FIGURES = frozenset({"N", "P", "V", "Y"})


class Choice(StrEnum):
    """The choice on a ballot."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Test:
    """The test of one condition: `left` (figure times denominator) against `right` (base times numerator)."""

    condition: Condition
    left: int
    right: int
    is_met: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a rule applied to a count, with the test of each condition."""

    rule: str
    version: str
    is_valid: bool
    is_carried: bool
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """The numbers of people who chose yes, no and abstain in one poll; `entitled` people could have voted."""

    yes: int
    no: int
    abstain: int
    entitled: int

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstain

    def figures(self) -> dict[str, int]:
        """Return the figures that rules refer to: P took part, Y yes, V yes or no, N entitled."""
        return {"P": self.cast, "Y": self.yes, "V": self.yes + self.no, "N": self.entitled}


def find_rule(rule: str) -> Rule:
    """Return the current version of a rule.

    Raises:
        DomainError: `rule.unknown`.
    """
    if rule not in RULES:
        raise DomainError(ErrorKind.INVALID, "rule.unknown", rule=rule)
    return RULES[rule]


def restore_rule(terms: Mapping[str, Any]) -> Rule:
    """Return the rule stored as plain data at the opening of a poll; later versions of the rule have no effect."""
    conditions = {part: tuple(_restore_condition(row) for row in terms[part]) for part in ("valid", "carry")}
    proxy = Proxy(terms["proxy"]) if terms["proxy"] else None
    return Rule(**{**terms, **conditions, "proxy": proxy})


def restore_outcome(stored: Mapping[str, Any]) -> Outcome:
    """Return the outcome stored as plain data at the close of a poll."""
    tests = tuple(Test(**{**row, "condition": _restore_condition(row["condition"])}) for row in stored["tests"])
    return Outcome(**{**stored, "tests": tests})


def check_countable(rule: Rule) -> None:
    """Refuse a statutory rule, which needs a roll of the people entitled to vote; the people present are no such roll.

    Raises:
        DomainError: `rule.roll_needed`.
    """
    if rule.is_statutory:
        raise DomainError(ErrorKind.UNAVAILABLE, "rule.roll_needed", rule=rule.id)


def custom_rule(
    *, valid: tuple[Condition, ...], carry: tuple[Condition, ...], version: str, cite: str, id: str = "CU"
) -> Rule:
    """Return a rule that a place sets for itself, or R0 with other thresholds; such a rule is never statutory.

    Args:
        valid: conditions of the quorum; may be empty.
        carry: conditions of the majority; at least one.
        version: the version of the rule.
        cite: the 議事規則 or 章程 (rules of procedure or charter) that contains the rule.
        id: the id of the rule.

    Raises:
        DomainError: `rule.invalid` for an empty `carry`, a share outside (0, 1], or a figure other than N, P, V and Y.
    """
    is_sound = all(
        0 < test.numerator <= test.denominator and {test.x, test.of} <= CUSTOM_FIGURES for test in (*valid, *carry)
    )
    if not carry or not is_sound:
        raise DomainError(ErrorKind.INVALID, "rule.invalid")
    return Rule(id, version, valid, carry, cite, is_statutory=False)


def outcome_of(rule: Rule, figures: Mapping[str, int]) -> Outcome:
    """Test every condition of a rule on the figures of a count; an invalid vote is not carried.

    Args:
        rule: the rule, in the version stored when the poll was opened.
        figures: {name of a figure: people, or whole square metres}, with every figure that the rule names.

    Raises:
        DomainError: `rule.figures_missing` with the missing names.
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
    """The facts that decide whether a seat may vote in a poll now."""

    is_open: bool
    is_resident: bool


def refusal_of_ballot(standing: Standing) -> DomainError | None:
    """Return why a ballot is refused: `poll.closed`, or `poll.guests` for a guest, who may speak but not vote."""
    if not standing.is_open:
        return DomainError(ErrorKind.CLOSED, "poll.closed")
    return None if standing.is_resident else DomainError(ErrorKind.FORBIDDEN, "poll.guests")


def check_question(question: str) -> None:
    """Refuse a question that is empty or longer than 300 characters.

    Raises:
        DomainError: `poll.question_missing`, `poll.question_long`.
    """
    if not question:
        raise DomainError(ErrorKind.INVALID, "poll.question_missing")
    if len(question) > LONGEST_QUESTION:
        raise DomainError(ErrorKind.INVALID, "poll.question_long", most=LONGEST_QUESTION)


def check_reason(reason: str) -> None:
    """Refuse a reason for voiding a poll that is empty or longer than 300 characters.

    Raises:
        DomainError: `poll.reason_missing`, `poll.reason_long`.
    """
    if not reason:
        raise DomainError(ErrorKind.INVALID, "poll.reason_missing")
    if len(reason) > LONGEST_REASON:
        raise DomainError(ErrorKind.INVALID, "poll.reason_long", most=LONGEST_REASON)


def _restore_condition(row: Mapping[str, Any]) -> Condition:
    return Condition(**{**row, "compare": Compare(row["compare"])})


def _test(condition: Condition, figures: Mapping[str, int]) -> Test:
    left = figures[condition.x] * condition.denominator
    right = figures[condition.of] * condition.numerator
    is_met = left > right if condition.compare is Compare.GT else left >= right
    return Test(condition, left, right, is_met)
