"""Every decision rule at its edges: the vote before, the vote that does it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.platform.errors import DomainError
from app.platform.serialise import to_json_value
from app.voting.rules import RULES, Compare, Condition, Count, Rule, custom_rule, find_rule, outcome_of, restore_rule

INVALID, FAILS, CARRIED = (False, False), (True, False), (True, True)


@pytest.mark.parametrize(
    ("rule", "figures", "expected"),
    [
        ("R0", {"P": 0, "Y": 0}, FAILS),
        ("R0", {"P": 40, "Y": 20}, FAILS),
        ("R0", {"P": 40, "Y": 21}, CARRIED),
        ("RC-A", {"N18": 1001, "P": 500, "Y": 500}, INVALID),
        ("RC-A", {"N18": 1001, "P": 501, "Y": 250}, FAILS),
        ("RC-A", {"N18": 1001, "P": 501, "Y": 251}, CARRIED),
        ("RC-H", {"H": 300, "P": 150, "Y": 150}, INVALID),
        ("RC-H", {"H": 300, "P": 151, "Y": 76}, CARRIED),
        ("RC-R", {"M": 61, "P": 40, "Y": 40}, INVALID),
        ("RC-R", {"M": 61, "P": 41, "Y": 20}, FAILS),
        ("RC-R", {"M": 61, "P": 41, "Y": 21}, CARRIED),
        ("RC-C", {"M": 7, "P": 5, "Y": 3}, FAILS),
        ("RC-C", {"M": 7, "P": 5, "Y": 4}, CARRIED),
        ("VC-A", {"N18": 1000, "P": 500, "Y": 500}, INVALID),
        ("VC-A", {"N18": 1000, "P": 501, "Y": 251}, CARRIED),
        ("VC-H", {"H": 300, "P": 199, "Y": 199}, INVALID),
        ("VC-H", {"H": 300, "P": 200, "Y": 100}, FAILS),
        ("VC-H", {"H": 300, "P": 200, "Y": 101}, CARRIED),
        ("VC-R", {"M": 30, "P": 19, "Y": 19}, INVALID),
        ("VC-R", {"M": 30, "P": 20, "Y": 11}, CARRIED),
        ("VC-G", {"N18": 90, "P": 59, "Y": 59}, INVALID),
        ("VC-G", {"N18": 90, "P": 60, "Y": 31}, CARRIED),
        ("VC-GH", {"H": 30, "P": 19, "Y": 19}, INVALID),
        ("VC-GH", {"H": 30, "P": 20, "Y": 11}, CARRIED),
        ("OC", {"M": 7, "P": 3, "Y": 3}, INVALID),
        ("OC", {"M": 7, "P": 4, "Y": 3}, FAILS),
        ("OC", {"M": 7, "P": 4, "Y": 4}, CARRIED),
        ("RE-M", {"N": 90, "P": 59, "Y": 59}, INVALID),
        ("RE-M", {"N": 90, "P": 60, "Y": 59}, FAILS),
        ("RE-M", {"N": 90, "P": 60, "Y": 60}, CARRIED),
        ("OA-X", {"N": 12, "P": 12, "Y": 11}, FAILS),
        ("OA-X", {"N": 12, "P": 12, "Y": 12}, CARRIED),
    ],
)
def test_heads_decide(rule: str, figures: dict[str, int], expected: tuple[bool, bool]) -> None:
    outcome = outcome_of(find_rule(rule), figures)
    assert (outcome.is_valid, outcome.is_carried) == expected


@pytest.mark.parametrize(
    ("took_part", "yes", "expected"),
    [
        ((199, 16_000), (199, 16_000), INVALID),
        ((200, 15_999), (200, 15_999), INVALID),
        ((200, 16_000), (101, 8_000), FAILS),
        ((200, 16_000), (100, 8_001), FAILS),
        ((200, 16_000), (101, 8_001), CARRIED),
    ],
)
def test_owners_decide_by_heads_and_by_area(
    took_part: tuple[int, int], yes: tuple[int, int], expected: tuple[bool, bool]
) -> None:
    outcome = outcome_of(find_rule("OA-G"), owners(took_part, yes))
    assert (outcome.is_valid, outcome.is_carried) == expected


def test_three_quarters_are_counted_and_never_rounded() -> None:
    carried = outcome_of(find_rule("OA-S"), owners((210, 16_500), (160, 12_600)))
    assert [(test.left, test.right, test.is_met) for test in carried.tests] == [
        (630, 600, True),
        (49_500, 48_000, True),
        (640, 630, True),
        (50_400, 49_500, True),
    ]
    assert carried.is_carried
    short = outcome_of(find_rule("OA-S"), owners((210, 16_500), (157, 12_600)))
    assert (short.tests[2].left, short.tests[2].right) == (628, 630)
    assert short.is_valid and not short.is_carried


def test_a_lift_needs_every_owner_whose_own_part_it_takes() -> None:
    figures = owners((210, 16_500), (160, 12_600))
    assert outcome_of(find_rule("OA-L"), {**figures, "O": 2, "C": 2}).is_carried
    assert not outcome_of(find_rule("OA-L"), {**figures, "O": 2, "C": 1}).is_carried
    assert outcome_of(find_rule("OA-L"), {**figures, "O": 0, "C": 0}).is_carried


def test_abstentions_stay_in_the_denominator() -> None:
    assert not outcome_of(find_rule("R0"), Count(yes=10, no=5, abstain=5, entitled=30).figures()).is_carried
    assert outcome_of(find_rule("R0"), Count(yes=10, no=5, abstain=4, entitled=30).figures()).is_carried


def test_a_figure_that_is_missing_is_named() -> None:
    with pytest.raises(DomainError) as refusal:
        outcome_of(find_rule("OA-G"), Count(yes=101, no=99, abstain=0, entitled=300).figures())
    assert (refusal.value.code, refusal.value.params) == ("rule.figures_missing", {"figures": "A, Ap, Ay"})


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(DomainError, match="rule.unknown"):
        find_rule("RC-X")


def test_a_place_can_have_a_rule_of_its_own() -> None:
    rule = custom_rule(
        valid=(Condition("P", Compare.GE, 1, 2, "N"),),
        carry=(Condition("Y", Compare.GE, 2, 3, "V"),),
        version="2026-05",
        cite="桂花苑议事规则第8条",
    )
    assert not outcome_of(rule, Count(yes=14, no=0, abstain=0, entitled=30).figures()).is_valid
    assert outcome_of(rule, Count(yes=10, no=5, abstain=5, entitled=30).figures()).is_carried
    assert not outcome_of(rule, Count(yes=9, no=5, abstain=6, entitled=30).figures()).is_carried


@pytest.mark.parametrize(
    "carry",
    [
        (),
        (Condition("Y", Compare.GT, 0, 2, "P"),),
        (Condition("Y", Compare.GT, 3, 2, "P"),),
        (Condition("Y", Compare.GT, 1, 2, "A"),),
    ],
)
def test_an_unsound_rule_is_refused(carry: tuple[Condition, ...]) -> None:
    with pytest.raises(DomainError, match="rule.invalid"):
        custom_rule(valid=(), carry=carry, version="2026-05", cite="")


@given(st.sampled_from(sorted(RULES)), st.data())
def test_one_more_yes_never_loses_a_vote(id: str, data: st.DataObject) -> None:
    rule = find_rule(id)
    names = {name for test in (*rule.valid, *rule.carry) for name in (test.x, test.of)}
    figures = {name: data.draw(st.integers(0, 400), label=name) for name in sorted(names)}
    more = {name: figure + (name in ("Y", "Ay")) for name, figure in figures.items()}
    assert outcome_of(rule, more).is_carried >= outcome_of(rule, figures).is_carried


def owners(took_part: tuple[int, int], yes: tuple[int, int]) -> dict[str, int]:
    """300 owners of 24,000 square metres: (heads, area) that took part, (heads, area) that said yes."""
    return {"N": 300, "A": 24_000, "P": took_part[0], "Ap": took_part[1], "Y": yes[0], "Ay": yes[1]}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_comes_back_from_plain_data_as_it_was(rule: Rule) -> None:
    assert restore_rule(json.loads(json.dumps(to_json_value(rule)))) == rule
