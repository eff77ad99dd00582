"""A decision in sentences: exact numbers, the words of the rule, and nothing that the outcome does not say."""

import random
import re
from fractions import Fraction

import pytest

from app.platform.i18n import Locale
from app.voting.arithmetic import Decision, DecisionWords, decision_in_words
from app.voting.rules import RULES, Choice, Count, Outcome, Rule, outcome_of
from tests.hall import Hall

ZH = Locale.ZH_HANS.value
NUMBER = re.compile(r"(\d+)(?:又(\d+)/(\d+)|(\.\d+))?(?:人|户|平方米)")
SEED = 17


def told(rule: str, count: Count, locale: str = ZH, **figures: int) -> DecisionWords:
    outcome = outcome_of(RULES[rule], {**count.figures(), **figures})
    return decision_in_words(Decision(RULES[rule], outcome, count.cast, count.entitled, count))[locale]


def numbers(sentence: str) -> list[Fraction]:
    """Every number of people, households or square metres in a Chinese sentence, exactly."""
    return [
        Fraction(whole) + (Fraction(int(part), int(of)) if of else Fraction(decimal or 0))
        for whole, part, of, decimal in NUMBER.findall(sentence)
    ]


def test_articles_quorum_and_majority() -> None:
    words = told("RC-A", Count(51, 7, 2, 64), N18=64, P=61)
    assert words.basis == "依据居民委员会组织法第26、27条（规则RC-A，2026-01版）。"
    assert words.quorum == "应到64人，实到61人，过半数，符合到会规定。"
    even = told("RC-A", Count(51, 9, 0, 64), N18=64)
    assert even.majority == "参与表决60人，一半为30人；同意51人，超过30人，通过。"


def test_an_intention_says_that_it_binds_nobody() -> None:
    words = told("R0", Count(31, 28, 2, 64))
    assert words.majority == (
        "参与表决61人，一半为30.5人；同意31人，超过30.5人，通过。弃权2人，计入参与表决人数。此为协商意向（非法定表决）。"
    )
    assert words.quorum == "有权表决64人，参与表决61人；本规则不设最低到会人数。"
    assert "not a statutory vote" in told("R0", Count(31, 28, 2, 64), Locale.EN).majority


def test_a_tie_and_a_missed_quorum_are_not_carried() -> None:
    assert "同意30人，未超过30人，未通过。" in told("R0", Count(30, 30, 0, 64)).majority
    missed = told("RC-R", Count(40, 0, 0, 61), M=61)
    assert missed.quorum == "应到61人，实到40人，未达到三分之二，不符合到会规定。"
    assert missed.majority.endswith("到会不符合规定，不通过。")


def test_157_of_210_are_less_than_three_quarters_though_75_percent_when_rounded() -> None:
    count = Count(157, 53, 0, 300)
    words = told("OA-S", count, A=24_000, Ap=16_500, Ay=12_600)
    assert "参与表决210人，四分之三为157.5人；同意157人，未达到157.5人" in words.majority
    assert "参与表决面积16500平方米，四分之三为12375平方米；同意面积12600平方米，达到12375平方米" in words.majority
    assert words.majority.endswith("未通过。")


def test_a_third_is_written_as_a_fraction() -> None:
    assert "三分之二为40又2/3人；同意41人，达到40又2/3人，通过。" in told("RE-M", Count(41, 20, 0, 61), N=61).majority


@pytest.mark.parametrize("rule", RULES)
def test_every_number_is_the_outcomes(rule: str) -> None:
    """Over generated counts, the sentences hold the figures and thresholds of the outcome, in order."""
    draw = random.Random(f"{SEED} {rule}")
    for _ in range(60):
        yes, no, abstain = draw.randint(0, 400), draw.randint(0, 200), draw.randint(0, 40)
        count = Count(yes, no, abstain, yes + no + abstain + draw.randint(0, 300))
        area = draw.randint(1, 30_000)
        figures = {name: count.entitled for name in ("N", "N18", "H", "M")} | {"O": 5, "C": draw.randint(0, 5)}
        figures |= {"A": area, "Ap": draw.randint(0, area), "Ay": draw.randint(0, area)}
        outcome = outcome_of(RULES[rule], {**figures, **count.figures()})
        words = decision_in_words(Decision(RULES[rule], outcome, count.cast, count.entitled, count))[ZH]
        every = {**figures, **count.figures()}
        expected = []
        for test in RULES[rule].carry:
            needed = Fraction(every[test.of] * test.numerator, test.denominator)
            expected += [every[test.of], needed, every[test.x], needed]
        expected += [abstain] if abstain and any(test.of == "P" for test in RULES[rule].carry) else []
        assert numbers(words.majority) == expected
        attended = [every[name] for test in RULES[rule].valid for name in (test.of, test.x)]
        assert numbers(words.quorum) == (attended or [count.entitled, count.cast])
        assert ("未通过" in words.majority or "不通过" in words.majority) is not outcome.is_carried


@pytest.mark.parametrize("seed", range(8))
def test_over_generated_meetings_the_page_says_what_was_counted(hall: Hall, seed: int) -> None:
    draw = random.Random(seed)
    poll = hall.open_poll(is_secret=False)
    choices = [draw.choice(list(Choice)) for _ in range(draw.randint(5, 12))]
    for seat, choice in zip(hall.seats(len(choices)), choices, strict=True):
        hall.vote(poll, seat, choice)
    hall.close_poll(poll)
    view = hall.poll(poll)
    words = view.decision[ZH]
    yes, abstain = choices.count(Choice.YES), choices.count(Choice.ABSTAIN)
    needed = Fraction(len(choices), 2)
    assert numbers(words.majority) == [len(choices), needed, yes, needed, *([abstain] if abstain else [])]
    assert numbers(words.quorum) == [view.entitled, len(choices)]


def test_the_words_of_a_small_poll_tell_no_split(hall: Hall) -> None:
    poll = hall.open_poll(is_secret=False)
    for seat in hall.seats(3):
        hall.vote(poll, seat, Choice.YES)
    hall.close_poll(poll)
    words = hall.poll(poll).decision[ZH]
    assert words.majority == "通过。不足 5 票，不公布分布。此为协商意向（非法定表决）。"
    assert hall.poll(poll).basis.version == "2026-01"


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.valid], ids=lambda rule: rule.id)
def test_a_small_poll_under_a_rule_with_a_quorum_says_whether_it_was_met(rule: Rule) -> None:
    """The figures of few ballots are not told, but nothing says that the rule has no quorum."""
    for is_valid, verdict in ((True, "符合到会规定"), (False, "不符合到会规定")):
        outcome = Outcome(rule.id, rule.version, is_valid, is_valid, ())
        words = decision_in_words(Decision(rule, outcome, 4, 6, None))
        assert words[ZH].quorum == f"有权表决6人，参与表决4人；{verdict}。"
        assert "no quorum" not in words[Locale.EN].quorum


def test_an_open_poll_has_no_decision(hall: Hall) -> None:
    assert hall.poll(hall.open_poll()).decision == {}
