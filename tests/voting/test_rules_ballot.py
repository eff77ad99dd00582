"""Who may vote, on what, and by which rule a meeting without a roll may decide."""

import pytest

from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Locale, translator_of
from app.voting.rules import RULES, Standing, check_countable, check_question, find_rule, refusal_of_ballot


def test_a_resident_votes_while_the_poll_is_open() -> None:
    assert refusal_of_ballot(Standing(is_open=True, is_resident=True)) is None


@pytest.mark.parametrize(
    ("standing", "kind", "code"),
    [
        (Standing(is_open=False, is_resident=True), ErrorKind.CLOSED, "poll.closed"),
        (Standing(is_open=True, is_resident=False), ErrorKind.FORBIDDEN, "poll.guests"),
        (Standing(is_open=False, is_resident=False), ErrorKind.CLOSED, "poll.closed"),
    ],
)
def test_nobody_else_votes_and_never_later(standing: Standing, kind: ErrorKind, code: str) -> None:
    refusal = refusal_of_ballot(standing)
    assert refusal is not None
    assert (refusal.kind, refusal.code) == (kind, code)


@pytest.mark.parametrize(
    ("question", "is_fine"), [("", False), ("建不建？", True), ("问" * 300, True), ("问" * 301, False)]
)
def test_a_question_has_one_to_three_hundred_characters(question: str, is_fine: bool) -> None:
    if is_fine:
        check_question(question)
        return
    with pytest.raises(DomainError, match="poll.question_missing"):
        check_question(question)


def test_only_a_rule_without_a_roll_can_be_opened_in_a_hall() -> None:
    check_countable(find_rule("R0"))
    with pytest.raises(DomainError, match="rule.roll_needed"):
        check_countable(find_rule("RC-A"))


@pytest.mark.parametrize("locale", list(Locale))
def test_every_rule_has_a_name(locale: Locale) -> None:
    assert {f"domain.rule.{id}" for id in RULES} - set(translator_of(locale).entries) == set()


def test_every_statutory_rule_says_where_it_stands_and_since_when() -> None:
    assert [rule.id for rule in RULES.values() if rule.is_statutory and not (rule.cite and rule.as_of)] == []
