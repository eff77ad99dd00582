"""`open_poll`: staff put a question to the vote."""

import pytest

from app.platform.storage import ledger
from app.voting import actions, queries
from app.voting.rules import RULES
from tests.builders import new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import Hall


def test_a_poll_is_opened(hall: Hall, told: Told) -> None:
    receipt = hall.do(actions.open_poll, hall.cast.lin, question="建车棚吗")
    (view,) = hall.read(queries.polls_of, hall.meeting)
    assert (view.number, view.question, view.rule, view.is_secret, view.is_open) == (1, "建车棚吗", "R0", True, True)
    assert (view.id, view.tally, view.outcome, view.cast) == (receipt.data["poll"], None, None, 0)
    assert receipt.version == hall.read(ledger.version_of, hall.meeting, "polls")
    assert (hall.meeting, "polls") in told.touched


def test_the_rule_is_kept_as_it_stands(hall: Hall) -> None:
    hall.open_poll()
    (entry,) = hall.entries("poll.opened")
    assert entry.payload["rule"]["version"] == RULES["R0"].version


@pytest.mark.parametrize(("question", "code"), [("", "poll.question_missing"), ("问" * 301, "poll.question_long")])
def test_a_question_needs_words_and_not_too_many(hall: Hall, question: str, code: str) -> None:
    refusal = hall.refusal(actions.open_poll, hall.cast.lin, question=question)
    assert refusal == ("invalid", code)
    assert hall.read(queries.polls_of, hall.meeting) == []


@pytest.mark.parametrize(
    ("rule", "refusal"), [("R9", ("invalid", "rule.unknown")), ("RC-A", ("unavailable", "rule.roll_needed"))]
)
def test_a_rule_that_cannot_be_counted_is_refused(hall: Hall, rule: str, refusal: tuple[str, str]) -> None:
    assert hall.refusal(actions.open_poll, hall.cast.lin, question="建车棚吗", rule=rule) == refusal
    assert hall.read(queries.polls_of, hall.meeting) == []


def test_one_poll_at_a_time_on_one_subject(hall: Hall) -> None:
    asked = {"question": "建车棚吗", "subject": "resolution000000"}
    poll = hall.do(actions.open_poll, hall.cast.lin, **asked).data["poll"]
    assert hall.refusal(actions.open_poll, hall.cast.lin, **asked) == ("conflict", "poll.already_open")
    hall.open_poll()
    assert hall.read(queries.open_poll_on, "resolution000000") == poll


def test_the_same_key_is_one_poll(hall: Hall) -> None:
    key = new_key()
    first = hall.do(actions.open_poll, hall.cast.lin, question="建车棚吗", key=key)
    assert hall.do(actions.open_poll, hall.cast.lin, question="建车棚吗", key=key) == first
    assert len(hall.read(queries.polls_of, hall.meeting)) == 1


def test_two_at_once_get_two_numbers_and_with_one_key_are_one(hall: Hall) -> None:
    key = new_key()
    acts = [hall.act(actions.open_poll, hall.cast.lin, question="建车棚吗", key=key) for _ in range(2)]
    first, second, _ = hall.race(*acts, hall.act(actions.open_poll, hall.cast.wen, question="装路灯吗"))
    assert first == second
    assert [view.number for view in hall.read(queries.polls_of, hall.meeting)] == [1, 2]


def test_a_stranger_is_told_there_is_no_such_meeting(lin_desk: Phone, mei_phone: Phone, away: str) -> None:
    asked = {"key": new_key(), "question": "串门"}
    assert lin_desk.refusal("poll:open", **asked, meeting=away) == ("not_found", "not_found")
    assert mei_phone.refusal("poll:open", **asked, meeting=away) == ("not_found", "not_found")


def test_a_resident_opens_no_poll(mei_phone: Phone, meeting: str) -> None:
    refusal = mei_phone.refusal("poll:open", key=new_key(), question="我来问", meeting=meeting)
    assert refusal == ("forbidden", "forbidden")
