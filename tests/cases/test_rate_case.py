"""`rate_case`: residents say how content they are, and say it anew when the work is done anew."""

import pytest

from app.cases import actions, queries
from app.cases.rules import Rating, State
from app.platform.storage import ledger
from tests.builders import new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import Hall

DONE = (State.TRIAGED, State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS, State.REPORTED)


@pytest.fixture
def case(hall: Hall) -> str:
    """A case that was reported done."""
    case_id = hall.open_case(hall.adopted())
    hall.move(case_id, *DONE)
    return case_id


def view(hall: Hall, case: str) -> queries.CaseView:
    case_view: queries.CaseView = hall.read(queries.case_of, case)
    return case_view


def test_each_seat_rates_once_and_the_last_word_counts(hall: Hall, case: str, told: Told) -> None:
    hall.rate(case, hall.mei, 1)
    hall.rate(case, hall.mei, 4, note="补好了")
    receipt = hall.rate(case, hall.bo, 5)
    rated = view(hall, case)
    assert (rated.ratings, rated.stars, rated.said_resolved, rated.is_poor) == (2, 4.5, 2, False)
    assert hall.read(queries.own_rating, case, hall.mei.id) == Rating(4, True)
    assert receipt.version == hall.read(ledger.version_of, hall.meeting, "cases")
    assert told.topics()[-1] == "cases"


def test_one_discontent_resident_is_noticed(hall: Hall, case: str) -> None:
    hall.rate(case, hall.mei, 5)
    hall.rate(case, hall.bo, 2)
    assert (view(hall, case).is_poor, view(hall, case).said_resolved) == (True, 1)


def test_the_room_sees_no_rater(hall: Hall, case: str) -> None:
    hall.rate(case, hall.mei)
    assert hall.mei.id not in str(view(hall, case))
    assert hall.read(queries.own_rating, case, hall.bo.id) is None


@pytest.mark.parametrize("stars", [0, 6])
def test_there_are_one_to_five_stars(hall: Hall, case: str, stars: int) -> None:
    asked = {"case_id": case, "stars": stars, "is_resolved": True}
    assert hall.refusal(actions.rate_case, hall.mei, **asked) == ("invalid", "case.stars_unknown")
    assert view(hall, case).ratings == 0


def test_before_there_is_a_result_nothing_is_rated(hall: Hall) -> None:
    fresh = hall.open_case(hall.adopted())
    refusal = hall.refusal(actions.rate_case, hall.mei, case_id=fresh, stars=5, is_resolved=True)
    assert refusal == ("closed", "case.not_ratable")


def test_a_case_outlives_its_meeting_and_is_still_rated(hall: Hall, case: str) -> None:
    hall.close_meeting()
    hall.rate(case, hall.mei)
    assert view(hall, case).ratings == 1


def test_ratings_start_anew_when_a_case_is_reopened(hall: Hall, case: str) -> None:
    hall.rate(case, hall.mei, 1)
    hall.move(case, State.VERIFIED, by=hall.cast.lin)
    hall.move(case, State.FOLLOWED_UP, State.REOPENED)
    reopened = view(hall, case)
    assert (reopened.ratings, reopened.stars, reopened.is_ratable, reopened.reopened) == (0, None, False, 1)
    hall.move(case, *DONE[1:])
    hall.move(case, State.VERIFIED, by=hall.cast.lin)
    hall.move(case, State.FOLLOWED_UP)
    refusal = hall.refusal(actions.move_case, hall.cast.wen, case_id=case, to=State.CLOSED)
    assert refusal == ("conflict", "case.not_rated")
    hall.rate(case, hall.mei, 5)
    hall.move(case, State.CLOSED)
    assert (view(hall, case).is_resolved, view(hall, case).stars) == (True, 5.0)
    assert [entry.payload["stars"] for entry in hall.entries("case.rated")] == [1, 5]


def test_the_same_key_changes_nothing_later(hall: Hall, case: str) -> None:
    key = new_key()
    first = hall.rate(case, hall.mei, 1, key=key)
    hall.rate(case, hall.mei, 5)
    assert hall.rate(case, hall.mei, 1, key=key) == first
    assert view(hall, case).stars == 5


def test_two_at_once_of_one_seat_are_one_rating(hall: Hall, case: str) -> None:
    rate = [hall.act(actions.rate_case, hall.mei, case_id=case, stars=4, is_resolved=True) for _ in range(3)]
    hall.race(*rate)
    assert (view(hall, case).ratings, view(hall, case).stars) == (1, 4.0)


def test_one_of_another_meeting_or_none_is_not_found(hall: Hall, case: str) -> None:
    for facts in ({"meeting_id": hall.elsewhere(), "case_id": case}, {"case_id": "nosuchcase000000"}):
        refusal = hall.refusal(actions.rate_case, hall.mei, **facts, stars=5, is_resolved=True)
        assert refusal == ("not_found", "not_found")


def test_strangers_and_staff_rate_nothing(hall: Hall, case: str, guo_phone: Phone, lin_desk: Phone) -> None:
    asked = {"key": new_key(), "stars": 5, "is_resolved": True}
    for case_id in (case, "nosuchcase000000"):
        assert guo_phone.refusal("case:rate", **asked, case=case_id) == ("not_found", "not_found")
    assert lin_desk.refusal("case:rate", **asked, case=case) == ("forbidden", "forbidden")
