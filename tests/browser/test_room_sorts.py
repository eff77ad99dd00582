"""A hall of twelve phones and a desk sorts 42 cards within two minutes, by taps alone."""

import random
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.cli.demo.estate import TITLE, read_cards
from app.cli.demo.sorting import NAMES
from app.meetings.models import Meeting, Seat
from app.platform.access.actors import Actor, ActorKind
from app.platform.commands import perform
from app.platform.i18n import Locale, translator_of
from app.platform.ids import MeetingId
from app.platform.storage.unit_of_work import Work
from app.proposals.actions import submit_proposal
from app.proposals.queries import wall_of
from app.themes.queries import arrangement_of
from tests.browser import account_page
from tests.browser.command_line import hold_meeting, invite_facilitator, tools_of, write_beside
from tests.browser.desk_page import DeskPage
from tests.browser.floor_page import FloorPage
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.nightly, pytest.mark.timeout(900)]

PHONES = 12
RIGHT = 0.85
"""Share of taps that are right."""
SHARE_RIGHT = 0.90
WITHIN_S = 120
THEMES = {card.text: NAMES[card.theme] for card in read_cards()}
"""{text of a card: its theme}, as the people of the demo see it."""
ANSWER = """(label) => {
  const buttons = [...document.querySelectorAll("#sort .card-now .chips button")];
  (buttons.find((button) => button.textContent.trim() === label) ?? buttons.at(-1)).click();
}"""
MACHINES = ".sorter-theme[data-named=machine]"
DISMISS = "(machines) => document.querySelector(`${machines} button[value=dismiss]`).click()"
words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def desk(product: Product, windows: Windows, tmp_path: Path) -> DeskPage:
    meeting = hold_meeting(product, tmp_path, TITLE, [])
    page = windows.open("lin", DESKTOP)
    account_page.use_link(page, words, invite_facilitator(product, f"lin.{meeting}"))
    page.goto(f"/m/{meeting}/desk")
    return DeskPage(page, words)


def write_cards(work: Work, meeting_id: MeetingId) -> None:
    """Have each phone write three or four of the demo's cards."""
    work.session.get_one(Meeting, meeting_id).cards_per_seat = None
    seats = list(work.session.scalars(select(Seat.id).where(Seat.meeting == meeting_id)))
    for number, text in enumerate(THEMES):
        author = Actor(ActorKind.SEAT, seats[number % len(seats)], meeting=meeting_id)
        perform(work, submit_proposal, author, meeting_id=meeting_id, text=text)


def answers(page: Page, fate: random.Random) -> Iterator[None]:
    """Answer what a phone is asked, as often as it asks; yields after each look at the page."""
    card: Locator = page.locator("#sort .card-now .card-text")
    seen = ""
    while True:
        text = card.first.inner_text().strip() if card.count() else ""
        if text and text != seen:
            chips = page.locator("#sort .card-now .chips button").all_inner_texts()
            wrong = [label.strip() for label in chips if label.strip() != THEMES[text]]
            label = THEMES[text] if fate.random() < RIGHT or not wrong else fate.choice(wrong)
            page.wait_for_timeout(400)  # the page takes a faster tap for an accident
            page.evaluate(ANSWER, label)
        seen = text
        yield


def share_right(product: Product, meeting_id: MeetingId) -> float:
    with tools_of(product) as tools:
        themes = tools.read(lambda session: arrangement_of(session, meeting_id)).themes
        texts: Mapping[str, str] = {
            view.id: view.text for view in tools.read(lambda session: wall_of(session, meeting_id))
        }
    right = sum(THEMES[texts[member]] == theme.label for theme in themes for member in theme.members)
    return right / len(THEMES)


def dismiss_machines(page: Page) -> None:
    """Dissolve the themes that only the machine has named."""
    machines = page.locator(MACHINES)
    while count := machines.count():
        page.evaluate(DISMISS, MACHINES)
        expect(machines).to_have_count(count - 1)


def test_a_hall_sorts_its_cards_without_a_drag(product: Product, desk: DeskPage, windows: Windows) -> None:
    meeting_id = MeetingId(desk.meeting)
    code = " ".join(desk.page.locator("#hall .join-code > span").all_inner_texts())
    phones = [FloorPage(windows.open(f"phone-{number}", PHONE), words) for number in range(PHONES)]
    for number, phone in enumerate(phones):
        phone.join(code, alias=f"居民{number}")
    write_beside(product, lambda work: write_cards(work, meeting_id))
    desk.page.reload()
    desk.enter_next_phase("cluster")
    expect(desk.page.locator(".sorter-theme").first).to_be_visible(timeout=60_000)

    began = time.monotonic()
    for name in NAMES.values():
        desk.page.locator("#sorter-name").fill(name)
        desk.page.locator("#sorter-name").press("Enter")
        expect(desk.page.locator(f'.sorter-theme[data-name="{name}"]')).to_have_count(1)
    dismiss_machines(desk.page)
    askers = [answers(phone.page, random.Random(number)) for number, phone in enumerate(phones)]
    share = 0.0
    while time.monotonic() - began < WITHIN_S:
        for asker in askers:
            next(asker)
        share = share_right(product, meeting_id)
        if share >= SHARE_RIGHT:
            break
    assert share >= SHARE_RIGHT, f"{share:.2f} of the cards lie right after {time.monotonic() - began:.0f} s"
