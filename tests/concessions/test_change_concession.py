"""`take_concession` and `withdraw_concession`: an offer goes into the text, or is taken back by who made it."""

from collections.abc import Callable
from typing import Any

import pytest

from app.concessions import actions, queries
from app.platform.storage.ledger import Receipt
from tests.builders import move_to, new_key
from tests.clients import Phone
from tests.hall import Hall

BOTH = pytest.mark.parametrize("action", [actions.take_concession, actions.withdraw_concession])
NONE = "nosuchconcession"


@pytest.fixture
def card(hall: Hall) -> str:
    """What Mei offers."""
    move_to(hall.services, hall.meeting, "discuss")
    receipt = hall.do(actions.offer_concession, hall.mei, condition="十点后断电", offer="接受车棚")
    return str(receipt.data["concession"])


def states(hall: Hall) -> list[str]:
    return [view.state for view in hall.read(queries.own_concessions, hall.mei.id)]


def test_an_offer_is_taken_up(hall: Hall, card: str) -> None:
    hall.do(actions.take_concession, hall.cast.fang, concession_id=card)
    assert states(hall) == ["taken"]
    assert [view.id for view in hall.read(queries.concessions_of, hall.meeting)] == [card]
    (entry,) = hall.entries("concession.taken")
    assert (entry.actor, entry.payload) == (hall.cast.fang.id, {"concession": card})


def test_an_offer_is_taken_back(hall: Hall, card: str) -> None:
    hall.do(actions.withdraw_concession, hall.mei, concession_id=card)
    assert states(hall) == ["withdrawn"]
    assert hall.read(queries.concessions_of, hall.meeting) == []


@BOTH
def test_only_an_offer_that_stands(hall: Hall, card: str, action: Callable[..., Any]) -> None:
    for first in (actions.take_concession, actions.withdraw_concession):
        other = hall.do(actions.offer_concession, hall.mei, condition="白天", offer="接受").data["concession"]
        hall.do(first, hall.mei, concession_id=other)
        assert hall.refusal(action, hall.mei, concession_id=other) == ("closed", "concession.not_open")


def test_nobody_takes_back_anothers(hall: Hall, card: str) -> None:
    for actor in (hall.bo, hall.cast.lin):
        refusal = hall.refusal(actions.withdraw_concession, actor, concession_id=card)
        assert refusal == ("not_found", "not_found")
    assert states(hall) == ["offered"]


@BOTH
def test_one_of_another_meeting_or_none_is_not_found(hall: Hall, card: str, action: Callable[..., Any]) -> None:
    for facts in ({"meeting_id": hall.elsewhere(), "concession_id": card}, {"concession_id": NONE}):
        assert hall.refusal(action, hall.mei, **facts) == ("not_found", "not_found")


@BOTH
def test_the_same_key_is_one_change(hall: Hall, card: str, action: Callable[..., Any]) -> None:
    key = new_key()
    first = hall.do(action, hall.mei, concession_id=card, key=key)
    assert hall.do(action, hall.mei, concession_id=card, key=key) == first


def test_of_two_at_once_one_is_too_late(hall: Hall, card: str) -> None:
    outcomes = hall.race(
        hall.act(actions.take_concession, hall.cast.lin, concession_id=card),
        hall.act(actions.withdraw_concession, hall.mei, concession_id=card),
    )
    (done,) = [outcome for outcome in outcomes if isinstance(outcome, Receipt)]
    assert outcomes.count("concession.not_open") == 1
    assert states(hall) == ["taken" if done is outcomes[0] else "withdrawn"]


def test_strangers_change_nothing(hall: Hall, card: str, guo_phone: Phone, hai_desk: Phone) -> None:
    for concession_id in (card, NONE):
        asked = {"key": new_key(), "concession": concession_id}
        assert guo_phone.refusal("concession:withdraw", **asked) == ("not_found", "not_found")
        assert hai_desk.refusal("concession:take", **asked) == ("not_found", "not_found")
    assert states(hall) == ["offered"]


def test_residents_take_nothing_up(hall: Hall, card: str, mei_phone: Phone) -> None:
    asked = {"key": new_key(), "concession": card}
    assert mei_phone.refusal("concession:take", **asked) == ("forbidden", "forbidden")
    assert mei_phone.ask("concession:withdraw", **asked)["ok"]
