"""`open_case`: an adopted resolution is to be carried out."""

from datetime import date

import pytest

from app.cases import actions, queries
from app.platform.storage import ledger
from app.resolutions import actions as resolutions
from app.voting.rules import Choice
from tests.builders import new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import TEXT, Hall


@pytest.fixture
def adopted(hall: Hall) -> str:
    return hall.adopted()


def numbers(hall: Hall) -> list[str]:
    return [view.number for view in hall.read(queries.cases_of, hall.meeting)]


def test_a_case_is_opened(hall: Hall, adopted: str, told: Told) -> None:
    due = date(2026, 6, 30)
    receipt = hall.do(actions.open_case, hall.cast.wen, resolution_id=adopted, title="建棚", handler="物业", due_on=due)
    (view,) = hall.read(queries.cases_of, hall.meeting)
    assert (view.id, view.resolution, view.place) == (receipt.data["case"], adopted, hall.cast.place)
    assert (view.number, view.title, view.handler, view.due_on) == ("桂花苑-2026-0001", "建棚", "物业", due)
    assert (view.state, view.level, view.moves, view.stars) == ("registered", "community", (), None)
    assert set(view.next_states) == {"triaged", "merged", "rejected", "withdrawn"}
    assert receipt.version == hall.read(ledger.version_of, hall.meeting, "cases")
    assert (hall.meeting, "cases") in told.touched


def test_without_a_day_it_is_due_in_seven_working_days(hall: Hall, adopted: str) -> None:
    """The tests' clock stands on Wednesday 6 May 2026; one weekend lies between."""
    hall.open_case(adopted)
    assert [view.due_on for view in hall.read(queries.cases_of, hall.meeting)] == [date(2026, 5, 15)]


def test_without_a_title_it_bears_the_resolutions(hall: Hall, adopted: str) -> None:
    hall.open_case(adopted)
    assert [view.title for view in hall.read(queries.cases_of, hall.meeting)] == ["建电动车棚"]


def test_a_title_too_long_is_refused(hall: Hall, adopted: str) -> None:
    refusal = hall.refusal(actions.open_case, hall.cast.wen, resolution_id=adopted, title="题" * 121)
    assert refusal == ("invalid", "title.long")
    assert numbers(hall) == []


def test_only_what_is_adopted_is_carried_out(hall: Hall) -> None:
    refused = ("conflict", "case.not_adopted")
    resolution = hall.draft()
    assert hall.refusal(actions.open_case, hall.cast.wen, resolution_id=resolution) == refused
    hall.carry(resolution, Choice.YES)
    assert hall.refusal(actions.open_case, hall.cast.wen, resolution_id=resolution) == refused
    hall.adopt(resolution)
    hall.open_case(resolution)
    assert len(numbers(hall)) == 1


def test_one_of_another_meeting_or_none_is_not_found(hall: Hall, adopted: str) -> None:
    for facts in ({"meeting_id": hall.elsewhere(), "resolution_id": adopted}, {"resolution_id": "nosuchresolution"}):
        assert hall.refusal(actions.open_case, hall.cast.wen, **facts) == ("not_found", "not_found")


def test_the_same_key_is_one_case(hall: Hall, adopted: str) -> None:
    key = new_key()
    first = hall.do(actions.open_case, hall.cast.wen, resolution_id=adopted, key=key)
    assert hall.do(actions.open_case, hall.cast.wen, resolution_id=adopted, key=key) == first
    assert len(numbers(hall)) == 1


def test_two_at_once_get_two_numbers(hall: Hall, adopted: str) -> None:
    key = new_key()
    same = [hall.act(actions.open_case, hall.cast.wen, resolution_id=adopted, key=key) for _ in range(2)]
    first, second, _ = hall.race(*same, hall.act(actions.open_case, hall.cast.lin, resolution_id=adopted))
    assert first == second
    assert numbers(hall) == ["桂花苑-2026-0001", "桂花苑-2026-0002"]


def test_numbers_are_the_places_over_all_its_meetings_and_anew_each_year(hall: Hall, adopted: str) -> None:
    hall.open_case(adopted)
    hall.meeting = hall.elsewhere()
    hall.mei = hall.seats(1)[0]
    there = hall.adopted()
    hall.open_case(there)
    hall.services.clock.advance(days=365)  # type: ignore[attr-defined]
    hall.open_case(there)
    assert numbers(hall) == ["桂花苑-2026-0002", "桂花苑-2027-0001"]


def test_the_cases_of_a_place_are_newest_first(hall: Hall, adopted: str) -> None:
    first = hall.open_case(adopted)
    hall.services.clock.advance(hours=1)  # type: ignore[attr-defined]
    second = hall.open_case(adopted)
    at = [view.id for view in hall.read(queries.cases_at, [hall.cast.place, hall.cast.elsewhere])]
    assert at == [second, first]
    assert hall.read(queries.cases_at, [hall.cast.elsewhere]) == []


def test_strangers_and_residents_open_nothing(
    hall: Hall, adopted: str, lin_desk: Phone, mei_phone: Phone, away: str
) -> None:
    drafted = hall.do(resolutions.draft_resolution, hall.cast.hai, meeting_id=away, title="河西", text=TEXT)
    for resolution in (drafted.data["resolution"], "nosuchresolution"):
        assert lin_desk.refusal("case:open", key=new_key(), resolution=resolution) == ("not_found", "not_found")
    assert mei_phone.refusal("case:open", key=new_key(), resolution=adopted) == ("forbidden", "forbidden")
