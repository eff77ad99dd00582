"""`move_case`: the whole way of a matter, and what each step asks."""

import pytest

from app.cases import actions, queries
from app.cases.rules import State
from tests.builders import new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import Hall

UNTIL_REPORTED = (State.TRIAGED, State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS, State.REPORTED)


@pytest.fixture
def case(hall: Hall) -> str:
    return hall.open_case(hall.adopted(), handler="物业")


def view(hall: Hall, case: str) -> queries.CaseView:
    case_view: queries.CaseView = hall.read(queries.case_of, case)
    return case_view


def test_a_case_goes_the_whole_way(hall: Hall, case: str, told: Told) -> None:
    hall.move(case, *UNTIL_REPORTED, note="车棚已建好")
    hall.move(case, State.VERIFIED, by=hall.cast.lin)
    hall.rate(case, hall.mei)
    told.touched.clear()
    hall.move(case, State.FOLLOWED_UP, State.CLOSED)
    moved = view(hall, case)
    assert (moved.state, moved.evidence, moved.closed_at) == ("closed", "车棚已建好", hall.services.clock.now())
    assert (moved.is_resolved, moved.next_states) == (True, ("reopened",))
    way = ["registered", *UNTIL_REPORTED, "verified", "followed_up", "closed"]
    assert [(move.from_state, move.to_state) for move in moved.moves] == list(zip(way, way[1:], strict=False))
    assert [move.number for move in moved.moves] == list(range(1, 9))
    assert told.touched == [(hall.meeting, "cases")] * 2
    assert [entry.payload["to"] for entry in hall.entries("case.moved")] == way[1:]


def test_no_step_is_skipped(hall: Hall, case: str) -> None:
    refusal = hall.refusal(actions.move_case, hall.cast.wen, case_id=case, to=State.CLOSED)
    assert refusal == ("conflict", "case.no_such_move")
    assert (view(hall, case).state, view(hall, case).moves) == ("registered", ())


def test_what_residents_will_ask_about_needs_a_word(hall: Hall, case: str) -> None:
    hall.move(case, *UNTIL_REPORTED[:-1])
    refusal = hall.refusal(actions.move_case, hall.cast.wen, case_id=case, to=State.REPORTED, note="")
    assert refusal == ("invalid", "case.note_needed")
    assert view(hall, case).state == "in_progress"


def test_nobody_verifies_what_they_reported_themselves(hall: Hall, case: str) -> None:
    hall.move(case, *UNTIL_REPORTED)
    refusal = hall.refusal(actions.move_case, hall.cast.wen, case_id=case, to=State.VERIFIED)
    assert refusal == ("forbidden", "case.same_person")
    hall.move(case, State.IN_PROGRESS)
    hall.move(case, State.REPORTED, by=hall.cast.lin, note="重做了")
    hall.move(case, State.VERIFIED, by=hall.cast.wen)
    assert (view(hall, case).state, view(hall, case).evidence) == ("verified", "重做了")


def test_it_closes_when_somebody_has_rated_it(hall: Hall, case: str) -> None:
    hall.move(case, *UNTIL_REPORTED)
    hall.move(case, State.VERIFIED, by=hall.cast.lin)
    hall.move(case, State.FOLLOWED_UP)
    refusal = hall.refusal(actions.move_case, hall.cast.wen, case_id=case, to=State.CLOSED)
    assert refusal == ("conflict", "case.not_rated")
    hall.rate(case, hall.bo)
    hall.move(case, State.CLOSED)


def test_what_lacks_power_or_money_goes_one_level_up(hall: Hall, case: str) -> None:
    hall.move(case, State.TRIAGED)
    for level in ("street", "district", "city", "city"):
        hall.move(case, State.ESCALATED, State.ASSIGNED, note="社区没有这项权限")
        assert view(hall, case).level == level
        hall.move(case, State.RETURNED, State.TRIAGED, note="不归我们管")


def test_the_handler_is_changed_when_one_is_named(hall: Hall, case: str) -> None:
    hall.move(case, State.TRIAGED)
    assert view(hall, case).handler == "物业"
    hall.do(actions.move_case, hall.cast.wen, case_id=case, to=State.ASSIGNED, handler="街道城管")
    assert view(hall, case).handler == "街道城管"


def test_it_is_reopened_twice_and_closed_no_more(hall: Hall, case: str) -> None:
    hall.move(case, *UNTIL_REPORTED)
    for _ in range(2):
        hall.move(case, State.VERIFIED, by=hall.cast.lin)
        hall.move(case, State.FOLLOWED_UP, State.REOPENED, State.ASSIGNED)
        hall.move(case, *UNTIL_REPORTED[2:])
    hall.move(case, State.VERIFIED, by=hall.cast.lin)
    hall.move(case, State.FOLLOWED_UP)
    refusal = hall.refusal(actions.move_case, hall.cast.wen, case_id=case, to=State.REOPENED, note="还不行")
    assert refusal == ("conflict", "case.reopened_enough")
    assert view(hall, case).reopened == 2


def test_the_same_key_is_one_step(hall: Hall, case: str) -> None:
    key = new_key()
    first = hall.do(actions.move_case, hall.cast.wen, case_id=case, to=State.TRIAGED, key=key)
    hall.move(case, State.ASSIGNED)
    assert hall.do(actions.move_case, hall.cast.wen, case_id=case, to=State.TRIAGED, key=key) == first
    assert (view(hall, case).state, len(view(hall, case).moves)) == ("assigned", 2)


def test_of_two_at_once_one_is_too_late(hall: Hall, case: str) -> None:
    outcomes = hall.race(
        *(
            hall.act(actions.move_case, staff, case_id=case, to=State.TRIAGED)
            for staff in (hall.cast.wen, hall.cast.lin)
        )
    )
    assert outcomes.count("case.no_such_move") == 1
    assert len(view(hall, case).moves) == 1


def test_one_of_another_meeting_or_none_is_not_found(hall: Hall, case: str) -> None:
    for facts in ({"meeting_id": hall.elsewhere(), "case_id": case}, {"case_id": "nosuchcase000000"}):
        refusal = hall.refusal(actions.move_case, hall.cast.wen, **facts, to=State.TRIAGED)
        assert refusal == ("not_found", "not_found")


def test_strangers_and_residents_move_nothing(hall: Hall, case: str, hai_desk: Phone, mei_phone: Phone) -> None:
    asked = {"key": new_key(), "to": "triaged"}
    for case_id in (case, "nosuchcase000000"):
        assert hai_desk.refusal("case:move", **asked, case=case_id) == ("not_found", "not_found")
    assert mei_phone.refusal("case:move", **asked, case=case) == ("forbidden", "forbidden")
