"""The result of a poll as one sentence, in every language and for every way a poll can end."""

import pytest

from app.platform.i18n import Locale
from app.voting import actions
from app.voting.rules import RULES, Choice, Count, outcome_of
from app.voting.wording import Result, result_in_words
from tests.hall import Hall


def counted(rule: str, count: Count, **others: int) -> str:
    outcome = outcome_of(RULES[rule], {**count.figures(), **others})
    result = Result(False, count.cast, count.entitled, count, outcome, None)
    return result_in_words(result)[Locale.ZH_HANS]


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "expected"),
    [
        (36, 20, 4, "169 人里 60 人投票，36 人同意，超过一半，通过。"),
        (30, 20, 10, "169 人里 60 人投票，30 人同意，没有超过一半，未通过。"),
        (169, 0, 0, "169 人里 169 人投票，169 人同意，超过一半，通过。"),
    ],
)
def test_a_counted_poll_tells_turnout_share_and_verdict(yes: int, no: int, abstain: int, expected: str) -> None:
    assert counted("R0", Count(yes, no, abstain, 169)) == expected


def test_a_missed_quorum_is_said_before_the_verdict() -> None:
    few = counted("RC-R", Count(30, 10, 0, 61), M=61)
    assert few == "61 人里 40 人投票，不到组成人员的2/3，30 人同意，超过一半，人数不够，未通过。"
    assert counted("RC-R", Count(21, 20, 0, 61), M=61).endswith("达到组成人员的2/3，21 人同意，超过一半，通过。")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_can_be_told_in_every_language(rule: str) -> None:
    figures = {"P": 8, "Y": 6, "V": 7, "N": 10, "N18": 10, "H": 10, "M": 10, "O": 1, "C": 1}
    outcome = outcome_of(RULES[rule], {**figures, "A": 900, "Ap": 800, "Ay": 700})
    words = result_in_words(Result(False, 8, 10, Count(6, 1, 1, 10), outcome, None))
    assert set(words) == set(Locale)
    assert not [text for text in words.values() if "{" in text]


def test_english_reads_as_english() -> None:
    outcome = outcome_of(RULES["R0"], Count(36, 20, 4, 169).figures())
    words = result_in_words(Result(False, 60, 169, Count(36, 20, 4, 169), outcome, None))
    assert words[Locale.EN] == "60 of 169 voted, 36 said yes, more than half, carried."


@pytest.mark.parametrize(
    ("ballots", "is_secret", "expected"),
    [
        (0, True, "2 人里没有人投票，未通过。不足 5 票，不公布分布。"),
        (1, True, "3 人里 1 人投票。只有1张无记名票，公布结果就等于公开选择，所以没有开票。可以改用记名表决。"),
        (1, False, "3 人里 1 人投票，通过。不足 5 票，不公布分布。"),
        (4, True, "6 人里 4 人投票，通过。不足 5 票，不公布分布。"),
        (5, True, "7 人里 5 人投票，5 人同意，超过一半，通过。"),
    ],
)
def test_a_poll_of_few_says_why_it_tells_no_split(hall: Hall, ballots: int, is_secret: bool, expected: str) -> None:
    poll = hall.open_poll(is_secret=is_secret)
    for seat in hall.seats(ballots):
        hall.vote(poll, seat, Choice.YES)
    hall.close_poll(poll)
    assert hall.poll(poll).in_words[Locale.ZH_HANS] == expected


def test_an_open_and_a_voided_poll_say_so(hall: Hall) -> None:
    poll = hall.open_poll()
    hall.vote(poll, hall.mei)
    assert hall.poll(poll).in_words[Locale.ZH_HANS] == "表决正在进行，已有 1 人投票。"
    hall.do(actions.void_poll, hall.cast.lin, poll_id=poll, reason="{钥匙}丢了")
    assert hall.poll(poll).in_words[Locale.ZH_HANS] == "这次表决已作废：{钥匙}丢了"
