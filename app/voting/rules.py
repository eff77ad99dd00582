"""Decision rules as data, and what they make of a count; fractions by integer cross-multiplication, never floats.

Source: the decision rules of the domain document (居委會組織法, 民法典 278 and others). Abstentions stay in the
denominator: the law says who *took part*, not who said yes or no.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind


class Choice(StrEnum):
    """What a ballot says."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Compare(StrEnum):
    """`gt` is 過半數, more than the share; `ge` is 以上, the share or more."""

    GT = "gt"
    GE = "ge"


@dataclass(frozen=True, slots=True)
class Condition:
    """`x` compared with numerator/denominator of `of`; both name figures of the count."""

    x: str
    compare: Compare
    numerator: int
    denominator: int
    of: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A decision rule of one version. Figures: P took part, Y yes, N those entitled; `Ap`, `Ay`, `A` their areas."""

    id: str
    version: str
    valid: tuple[Condition, ...]
    carry: tuple[Condition, ...]
    cite: str
    is_statutory: bool


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
        return {"P": self.cast, "Y": self.yes, "N": self.entitled}


def _more_than_half(x: str, of: str) -> Condition:
    return Condition(x, Compare.GT, 1, 2, of)


RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule(
            id="R0",
            version="2026-01",
            valid=(),
            carry=(_more_than_half("Y", "P"),),
            cite="协商意向，非法定表决",
            is_statutory=False,
        ),
    )
}


def find_rule(rule: str) -> Rule:
    """The rule in its present version.

    Raises:
        DomainError: `rule.unknown`.
    """
    if rule not in RULES:
        raise DomainError(ErrorKind.INVALID, "rule.unknown", rule=rule)
    return RULES[rule]


def outcome_of(rule: Rule, figures: Mapping[str, int]) -> Outcome:
    """Test every condition of a rule on the figures of a count; what is not valid is not carried."""
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


def _test(condition: Condition, figures: Mapping[str, int]) -> Test:
    left = figures[condition.x] * condition.denominator
    right = figures[condition.of] * condition.numerator
    is_met = left > right if condition.compare is Compare.GT else left >= right
    return Test(condition, left, right, is_met)
