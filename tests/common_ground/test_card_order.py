"""`next_cards_of`: cards are dealt a few at a time, none twice, with and without script alike, each with its chance."""

import subprocess
import sys
from typing import Any

import pytest
from flask import Flask

from app.common_ground import actions, card_order, queries
from app.common_ground.analysis import analyse_meeting
from app.common_ground.queries import ShownCardView
from app.platform.access.services import Call
from app.platform.i18n import Locale, translator_of
from app.proposals.rules import Choice
from tests.builders import build_meeting, build_proposal, build_seat, move_to, react
from tests.clients import Browser, open_browser
from tests.hall import Hall
from tests.servers import ROOT

CARDS = 15


@pytest.fixture
def wall(hall: Hall) -> list[str]:
    """Fifteen proposals of the room."""
    hall.meeting = build_meeting(hall.services, hall.cast.place)
    hall.mei, hall.bo = (build_seat(hall.services, hall.meeting) for _ in range(2))
    return [build_proposal(hall.services, hall.cast.fang, hall.meeting, f"第{number}条") for number in range(CARDS)]


def deal(hall: Hall) -> list[str]:
    card_order.next_cards_of(Call(hall.services, hall.mei), hall.meeting)
    card_order.write_pending(hall.services)
    cards: list[str] = hall.read(queries.shown_to, hall.mei.id)
    return cards


def answer(hall: Hall, cards: list[str]) -> None:
    for card in cards:
        react(hall.services, hall.mei, hall.meeting, card, Choice.PASS)


def test_every_card_comes_once(hall: Hall, wall: list[str]) -> None:
    for _ in range(CARDS):
        answer(hall, deal(hall))
    assert sorted(deal(hall)) == sorted(wall)


def test_a_hand_is_kept_until_it_is_nearly_answered(hall: Hall, wall: list[str]) -> None:
    hand = deal(hall)
    assert len(hand) == card_order.BATCH_SIZE
    assert deal(hall) == hand
    answer(hall, hand[: card_order.BATCH_SIZE - card_order.MIN_PENDING])
    assert deal(hall) == hand
    answer(hall, hand)
    assert deal(hall)[: card_order.BATCH_SIZE] == hand and len(deal(hall)) > card_order.BATCH_SIZE


def test_what_was_answered_elsewhere_is_not_dealt(hall: Hall, wall: list[str]) -> None:
    answer(hall, wall[:10])
    assert set(deal(hall)) <= set(wall[10:])


def test_a_late_proposal_goes_before_those_that_many_have_seen(hall: Hall, wall: list[str]) -> None:
    for seat in hall.seats(20):
        for card in wall:
            react(hall.services, seat, hall.meeting, card)
    analyse_meeting(hall.services, meeting_id=hall.meeting)
    late = build_proposal(hall.services, hall.cast.fang, hall.meeting, "后来的")
    drawn = []
    for seat in hall.seats(30):
        drawn.append(card_order.next_cards_of(Call(hall.services, seat), hall.meeting))
    assert sum(late in hand for hand in drawn) >= 22
    assert sum(hand[0] == late for hand in drawn) >= 15


def test_the_chance_of_each_card_is_kept(hall: Hall, wall: list[str]) -> None:
    deal(hall)
    cards: list[ShownCardView] = hall.read(queries.shown_cards, hall.meeting)
    assert [card.place for card in cards] == list(range(1, card_order.BATCH_SIZE + 1))
    assert all(0 < card.probability <= 1 for card in cards)
    assert cards[0].probability == pytest.approx(1 / CARDS)  # nobody has seen any yet


def test_nothing_is_dealt_when_nobody_may_react(hall: Hall, wall: list[str]) -> None:
    move_to(hall.services, hall.meeting, "decide")
    assert deal(hall) == []


def test_the_page_without_script_asks_in_the_same_order(hall: Hall, wall: list[str], app: Flask) -> None:
    browser = open_browser(app).take_seat(hall.mei)
    queue: list[Any] = browser.get(f"/m/{hall.meeting}/floor/own").get_json()["queue"]
    for card in queue[: card_order.BATCH_SIZE - card_order.MIN_PENDING]:
        assert shown(browser, hall.meeting) == card
        browser.post(f"/m/{hall.meeting}/proposals/{card}/reaction", choice="agree")


def shown(browser: Browser, meeting: str) -> str:
    """The card that the page without script asks about."""
    page = browser.get(f"/m/{meeting}/floor").text
    _, _, rest = page.partition('class="card card-now"')
    return rest.partition("/proposals/")[2].partition("/")[0]


def test_reading_writes_nothing_until_a_moment_later(hall: Hall, wall: list[str]) -> None:
    call = Call(hall.services, hall.mei)
    hand = card_order.next_cards_of(call, hall.meeting)
    assert hall.read(queries.shown_to, hall.mei.id) == []
    assert card_order.next_cards_of(call, hall.meeting) == hand
    card_order.write_pending(hall.services)
    assert hall.read(queries.shown_to, hall.mei.id) == hand == card_order.next_cards_of(call, hall.meeting)


def test_nothing_is_noted_in_the_ledger(hall: Hall, wall: list[str]) -> None:
    before = hall.entries("reaction.cast")
    deal(hall)
    assert hall.entries("reaction.cast") == before


@pytest.mark.parametrize(("does", "is_loaded"), [("pass", "False"), ("card_order.warm_up()", "True")])
def test_what_cards_are_drawn_with_is_loaded_by_warming_up(does: str, is_loaded: str) -> None:
    code = f"import sys; from app.common_ground import card_order; {does}; print('scipy.special' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ended.stdout.strip() == is_loaded


def test_ones_own_card_is_never_dealt(hall: Hall, wall: list[str], app: Flask) -> None:
    mine = [build_proposal(hall.services, hall.mei, hall.meeting, f"我的第{number}条") for number in range(3)]
    browser = open_browser(app).take_seat(hall.mei)
    for _ in range(CARDS):
        hand = card_order.next_cards_of(Call(hall.services, hall.mei), hall.meeting)
        assert not set(hand) & set(mine)
        assert shown(browser, hall.meeting) not in mine
        answer(hall, hand[:1])
    page = browser.get(f"/m/{hall.meeting}/floor").text
    assert translator_of(Locale.ZH_HANS)("floor.react.all_done") in page
    assert translator_of(Locale.ZH_HANS)("floor.react.progress", done=CARDS, count=CARDS) in page


def test_a_card_dealt_before_it_was_known_as_ones_own_is_passed_over(hall: Hall, wall: list[str]) -> None:
    mine = build_proposal(hall.services, hall.mei, hall.meeting, "我的")
    hall.services.writer.run(
        lambda work: actions.assign_cards(
            work, meeting_id=hall.meeting, seat_id=hall.mei.id, first=1, cards=((mine, 0.5),)
        )
    )
    assert mine not in card_order.next_cards_of(Call(hall.services, hall.mei), hall.meeting)
