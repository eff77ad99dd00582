"""The section of the floor in which a resident sorts: own cards first, then doubtful ones of others."""

import re

import pytest
from flask import Flask

from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.i18n import Locale, translator_of
from tests.builders import move_to
from tests.clients import Browser, open_browser
from tests.people import Cast
from tests.themes.sorted_board import MONEY, NOISE, TEXTS, SortedBoard, build_board

words = translator_of(Locale.ZH_HANS)
KEY = re.compile(r'name="key" value="[^"]*"')


@pytest.fixture
def board(services: Services, cast: Cast) -> SortedBoard:
    return build_board(services, cast)


def seated(app: Flask, seat: Actor) -> Browser:
    return open_browser(app).take_seat(seat)


def section(browser: Browser, board: SortedBoard, dealt: str = "") -> str:
    return browser.get(f"/m/{board.hall.meeting}/floor/sections?of=sort&dealt={dealt}").text


def chips(html: str) -> list[str]:
    """The themes of the first form's chips, in their order."""
    form = re.search(r"<form.*?</form>", html, re.DOTALL)
    assert form is not None
    return re.findall(r'<button class="button chip[^"]*" name="theme" value="([^"]*)"', form[0])


def test_the_author_is_asked_first(app: Flask, board: SortedBoard) -> None:
    browser = seated(app, board.authors[2])
    page = section(browser, board)
    assert words("floor.sort.own") in page and TEXTS[2] in page
    assert chips(page) == [NOISE, MONEY, ""]
    assert words("floor.sort.host") in page
    assert words("floor.sort.left", count=2) in page
    assert "/tap" not in page


def test_a_placed_card_says_where_it_lies_and_may_be_changed(app: Flask, board: SortedBoard) -> None:
    browser, card = seated(app, board.authors[2]), board.cards[2]
    place = f"/m/{board.hall.meeting}/proposals/{card}/place"
    assert browser.post(place, theme=MONEY).headers["Location"].endswith("/floor#sort")
    page = section(browser, board)
    assert words("floor.sort.in", theme="费用") in page
    assert f'id="placed-{card}"' in page
    assert f'value="{MONEY}" aria-pressed="true"' in page
    browser.post(place, theme=NOISE)
    assert board.home_of(card) == NOISE
    for answer, told in (("", "floor.sort.in_none"), ("unsure", "floor.sort.with_host")):
        browser.post(place, theme=answer)
        assert words(told) in section(browser, board)
        assert board.home_of(card) == ""


def test_then_a_doubtful_card_of_somebody_else_is_dealt(app: Flask, board: SortedBoard) -> None:
    browser = seated(app, board.authors[0])
    browser.post(f"/m/{board.hall.meeting}/proposals/{board.cards[0]}/place", theme=NOISE)
    page = section(browser, board)
    dealt = re.findall(r'data-dealt="([^"]*)"', page)
    assert len(dealt) == 1 and dealt[0] in board.doubtful
    assert chips(page) == [NOISE, MONEY, "", "unsure"]
    assert words("floor.sort.secret") in page
    browser.post(f"/m/{board.hall.meeting}/proposals/{dealt[0]}/tap", theme=MONEY)
    (other,) = set(board.doubtful) - set(dealt)
    assert re.findall(r'data-dealt="([^"]*)"', section(browser, board)) == [other]
    browser.post(f"/m/{board.hall.meeting}/proposals/{other}/tap", theme="")
    assert words("floor.sort.done_yours") in section(browser, board)


def test_a_card_being_read_stays(app: Flask, board: SortedBoard) -> None:
    (reader,) = board.hall.seats(1)
    browser = seated(app, reader)
    for card in board.doubtful:
        assert re.findall(r'data-dealt="([^"]*)"', section(browser, board, card)) == [card]
    assert 'data-dealt="' in section(browser, board, "a-card-that-is-none")


def test_nobody_sees_what_others_tapped(app: Flask, board: SortedBoard) -> None:
    reader, *others = board.hall.seats(3)
    card = board.doubtful[0]
    before = KEY.sub("", section(seated(app, reader), board, card))
    for seat in others:
        board.tap(seat, card, NOISE)
    assert KEY.sub("", section(seated(app, reader), board, card)) == before


def test_when_all_is_sorted_it_says_so(app: Flask, board: SortedBoard) -> None:
    for author, card in zip(board.authors[2:], board.doubtful, strict=True):
        board.place(author, card, NOISE)
    (reader,) = board.hall.seats(1)
    page = section(seated(app, reader), board)
    assert words("floor.sort.done") in page
    assert "<form" not in page


def test_only_while_residents_sort(app: Flask, board: SortedBoard, services: Services) -> None:
    move_to(services, board.hall.meeting, "heat")
    page = seated(app, board.authors[2]).get(f"/m/{board.hall.meeting}/floor").text
    assert 'data-section="sort"' in page
    assert 'data-form="place"' not in page


def test_the_page_shows_the_section_as_it_is_fetched(app: Flask, board: SortedBoard) -> None:
    browser = seated(app, board.authors[2])
    fetched = KEY.sub("", section(browser, board)).strip()
    assert fetched in KEY.sub("", browser.get(f"/m/{board.hall.meeting}/floor").text)
