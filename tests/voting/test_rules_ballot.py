"""Who may vote, on what, and by which rule a meeting without a roll may decide."""

from collections.abc import Callable

import pytest

from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Locale, translator_of
from app.voting.rules import (
    RULES,
    Standing,
    check_countable,
    check_question,
    check_reason,
    find_rule,
    refusal_of_ballot,
)


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
    ("text", "fault"), [("", "missing"), ("建不建？", None), ("字" * 300, None), ("字" * 301, "long")]
)
@pytest.mark.parametrize(("check", "name"), [(check_question, "question"), (check_reason, "reason")])
def test_a_question_and_a_reason_have_one_to_three_hundred_characters(
    check: Callable[[str], None], name: str, text: str, fault: str | None
) -> None:
    if fault is None:
        check(text)
        return
    with pytest.raises(DomainError) as refusal:
        check(text)
    assert refusal.value.code == f"poll.{name}_{fault}"
    assert refusal.value.params == ({"most": 300} if fault == "long" else {})


def test_only_a_rule_without_a_roll_can_be_opened_in_a_hall() -> None:
    check_countable(find_rule("R0"))
    with pytest.raises(DomainError, match="rule.roll_needed"):
        check_countable(find_rule("RC-A"))


@pytest.mark.parametrize("locale", list(Locale))
def test_every_rule_has_a_name(locale: Locale) -> None:
    assert {f"domain.rule.{id}" for id in RULES} - set(translator_of(locale).entries) == set()


def test_every_statutory_rule_says_where_it_stands_and_since_when() -> None:
    assert [rule.id for rule in RULES.values() if rule.is_statutory and not (rule.cite and rule.as_of)] == []
