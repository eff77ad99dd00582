"""`adopt_resolution`: what was carried gets its number, and the dissent stays with it."""

import pytest

from app.platform.storage.ledger import Receipt
from app.resolutions import actions, queries
from app.voting.rules import Choice
from tests.builders import build_meeting, new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import TEXT, Hall


@pytest.fixture
def carried(hall: Hall) -> str:
    resolution = hall.draft()
    hall.carry(resolution)
    return resolution


def number(hall: Hall, resolution: str) -> str | None:
    number_given: str | None = hall.read(queries.resolution_of, resolution).number
    return number_given


def test_what_was_carried_is_adopted_with_its_reservations(hall: Hall, carried: str, told: Told) -> None:
    told.touched.clear()
    receipt = hall.adopt(carried, reservations=("担心噪声", "费用不清"))
    view = hall.read(queries.resolution_of, carried)
    assert (view.state, view.number) == ("adopted", "桂花苑议〔2026〕1号")
    assert view.reservations == ("担心噪声", "费用不清")
    assert view.adopted_at == hall.services.clock.now()
    assert receipt.data == {
        "resolution": carried,
        "number": view.number,
        "text_hash": view.text_hash,
        "reservations": ["担心噪声", "费用不清"],
    }
    assert told.touched == [(hall.meeting, "resolution")]


def test_only_what_was_carried(hall: Hall) -> None:
    refused = ("conflict", "resolution.not_carried")
    resolution = hall.draft()
    assert hall.refusal(actions.adopt_resolution, hall.cast.wen, resolution_id=resolution) == refused
    poll = hall.put_to_vote(resolution)
    assert hall.refusal(actions.adopt_resolution, hall.cast.wen, resolution_id=resolution) == refused
    hall.vote(poll, hall.mei, Choice.NO)
    hall.close_poll(poll)
    assert hall.refusal(actions.adopt_resolution, hall.cast.wen, resolution_id=resolution) == refused
    assert number(hall, resolution) is None


def test_only_once(hall: Hall, carried: str) -> None:
    hall.adopt(carried)
    again = hall.refusal(actions.adopt_resolution, hall.cast.wen, resolution_id=carried)
    assert again == ("conflict", "resolution.not_carried")
    assert number(hall, carried) == "桂花苑议〔2026〕1号"


def test_the_same_key_is_one_adoption(hall: Hall, carried: str) -> None:
    key = new_key()
    assert hall.adopt(carried, key=key) == hall.adopt(carried, key=key)
    assert len(hall.entries("resolution.adopted")) == 1


def test_numbers_go_up_in_the_place_over_all_its_meetings(hall: Hall) -> None:
    first = hall.adopted()
    home, hall.meeting = hall.meeting, hall.elsewhere()
    hall.mei = hall.seats(1)[0]
    second = hall.adopted()
    hall.meeting = home
    assert number(hall, first) == "桂花苑议〔2026〕1号"
    assert number(hall, second) == "桂花苑议〔2026〕2号"


def test_each_place_and_each_year_counts_from_one(hall: Hall) -> None:
    hall.adopted()
    hall.meeting = build_meeting(hall.services, hall.cast.elsewhere)
    hall.mei = hall.seats(1)[0]
    assert number(hall, hall.adopted()) == "河西新村议〔2026〕1号"
    hall.services.clock.advance(days=365)  # type: ignore[attr-defined]
    assert number(hall, hall.adopted()) == "河西新村议〔2027〕1号"


def test_two_at_once_get_two_numbers(hall: Hall, carried: str) -> None:
    other = hall.draft("装路灯")
    hall.carry(other)
    outcomes = hall.race(
        hall.act(actions.adopt_resolution, hall.cast.wen, resolution_id=carried),
        hall.act(actions.adopt_resolution, hall.cast.lin, resolution_id=other),
    )
    assert all(isinstance(outcome, Receipt) for outcome in outcomes)
    assert {number(hall, carried), number(hall, other)} == {"桂花苑议〔2026〕1号", "桂花苑议〔2026〕2号"}


def test_of_two_at_once_on_one_text_one_is_too_late(hall: Hall, carried: str) -> None:
    outcomes = hall.race(
        *(hall.act(actions.adopt_resolution, staff, resolution_id=carried) for staff in (hall.cast.lin, hall.cast.wen))
    )
    assert outcomes.count("resolution.not_carried") == 1


def test_one_of_another_meeting_or_none_is_not_found(hall: Hall, carried: str) -> None:
    for facts in ({"meeting_id": hall.elsewhere(), "resolution_id": carried}, {"resolution_id": "nosuchresolution"}):
        assert hall.refusal(actions.adopt_resolution, hall.cast.wen, **facts) == ("not_found", "not_found")


def test_strangers_and_residents_adopt_nothing(
    hall: Hall, carried: str, lin_desk: Phone, mei_phone: Phone, away: str
) -> None:
    drafted = hall.do(actions.draft_resolution, hall.cast.hai, meeting_id=away, title="河西", text=TEXT)
    for resolution in (drafted.data["resolution"], "nosuchresolution"):
        refusal = lin_desk.refusal("resolution:adopt", key=new_key(), resolution=resolution)
        assert refusal == ("not_found", "not_found")
    assert mei_phone.refusal("resolution:adopt", key=new_key(), resolution=carried) == ("forbidden", "forbidden")
    assert lin_desk.ask("resolution:adopt", key=new_key(), resolution=carried)["ok"]
