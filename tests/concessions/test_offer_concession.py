"""`offer_concession`: a resident, or staff for the room, says what is given and on which condition."""

import pytest

from app.concessions import actions, queries
from app.concessions.rules import LONGEST
from app.platform.small_groups import SMALLEST_GROUP
from app.platform.storage import ledger
from tests.builders import build_meeting, build_proposal, build_seat, move_to, new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import Hall

CARD = {"condition": "晚上十点后断电", "offer": "接受车棚", "wanted": "不要车棚"}


@pytest.fixture
def hall(hall: Hall) -> Hall:
    """The phase in which people give way to each other."""
    move_to(hall.services, hall.meeting, "discuss")
    return hall


def cards(hall: Hall) -> list[queries.ConcessionView]:
    views: list[queries.ConcessionView] = hall.read(queries.concessions_of, hall.meeting)
    return views


def test_a_resident_offers(hall: Hall, told: Told) -> None:
    proposal = build_proposal(hall.services, hall.cast.fang, hall.meeting)
    receipt = hall.do(actions.offer_concession, hall.mei, **CARD, proposal_id=proposal)
    (card,) = cards(hall)
    assert (card.id, card.proposal, card.state) == (receipt.data["concession"], proposal, "offered")
    assert {name: getattr(card, name) for name in CARD} == CARD
    assert hall.read(queries.own_concessions, hall.mei.id) == [card]
    assert hall.read(queries.own_concessions, hall.bo.id) == []
    assert receipt.version == hall.read(ledger.version_of, hall.meeting, "concessions")
    assert (hall.meeting, "concessions") in told.touched


def test_the_card_shows_the_group_and_not_the_person(hall: Hall) -> None:
    meeting = build_meeting(hall.services, hall.cast.place, phase="discuss", stakeholder_groups=("业主", "租户"))
    seat = build_seat(hall.services, meeting, "梅", stakeholder_group="租户")
    hall.do(actions.offer_concession, seat, meeting_id=meeting, **CARD)
    (card,) = hall.read(queries.concessions_of, meeting)
    assert card.stakeholder_group is None, "one tenant: the group would name the person"
    for _ in range(SMALLEST_GROUP - 1):
        build_seat(hall.services, meeting, stakeholder_group="租户")
    (card,) = hall.read(queries.concessions_of, meeting)
    assert card.stakeholder_group == "租户"
    assert seat.id not in str(card) and "梅" not in str(card)


@pytest.mark.parametrize("empty", ["condition", "offer"])
def test_what_is_given_and_on_which_condition_must_be_said(hall: Hall, empty: str) -> None:
    refusal = hall.refusal(actions.offer_concession, hall.mei, **{**CARD, empty: ""})
    assert refusal == ("invalid", "concession.incomplete")
    assert cards(hall) == []


@pytest.mark.parametrize("slot", list(CARD))
def test_a_slot_has_room_for_so_much(hall: Hall, slot: str) -> None:
    hall.do(actions.offer_concession, hall.mei, **{**CARD, slot: "长" * LONGEST})
    refusal = hall.refusal(actions.offer_concession, hall.mei, **{**CARD, slot: "长" * (LONGEST + 1)})
    assert refusal == ("invalid", "concession.long")
    assert len(cards(hall)) == 1


def test_what_was_wanted_may_stay_unsaid(hall: Hall) -> None:
    hall.do(actions.offer_concession, hall.mei, **{**CARD, "wanted": ""})
    assert cards(hall)[0].wanted == ""


@pytest.mark.parametrize("phase", ["say", "triage", "decide", "close"])
def test_the_phase_must_allow_it_to_residents(hall: Hall, phase: str) -> None:
    move_to(hall.services, hall.meeting, phase)
    assert hall.refusal(actions.offer_concession, hall.mei, **CARD) == ("closed", "phase.not_now")
    hall.do(actions.offer_concession, hall.cast.fang, **CARD)
    assert [card.stakeholder_group for card in cards(hall)] == [None]


def test_a_closed_meeting_takes_no_more(hall: Hall) -> None:
    hall.close_meeting()
    assert hall.refusal(actions.offer_concession, hall.mei, **CARD) == ("closed", "phase.not_now")


def test_the_same_key_is_one_card(hall: Hall) -> None:
    key = new_key()
    first = hall.do(actions.offer_concession, hall.mei, **CARD, key=key)
    move_to(hall.services, hall.meeting, "decide")
    assert hall.do(actions.offer_concession, hall.mei, **CARD, key=key) == first
    assert len(cards(hall)) == 1


def test_two_at_once(hall: Hall) -> None:
    key = new_key()
    same = [hall.act(actions.offer_concession, hall.mei, **CARD, key=key) for _ in range(2)]
    first, second, other = hall.race(*same, hall.act(actions.offer_concession, hall.bo, **CARD))
    assert first == second != other
    assert len(cards(hall)) == 2


def test_a_stranger_is_told_there_is_no_such_thing(hall: Hall, mei_phone: Phone, guo_phone: Phone, away: str) -> None:
    asked = {"key": new_key(), "condition": CARD["condition"], "gives": CARD["offer"], "wanted": CARD["wanted"]}
    assert mei_phone.refusal("concession:offer", **asked, meeting=away) == ("not_found", "not_found")
    here = build_proposal(hall.services, hall.cast.fang, hall.meeting)
    assert guo_phone.refusal("concession:offer", **asked, proposal=here) == ("not_found", "not_found")
    assert mei_phone.refusal("concession:offer", **asked, proposal="nosuchproposal") == ("not_found", "not_found")
    assert mei_phone.ask("concession:offer", **asked, proposal=here)["ok"]
