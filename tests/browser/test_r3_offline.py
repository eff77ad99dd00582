"""R3: a phone loses the network and votes on: each vote arrives once and in order when it is back."""

import json
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, expect

from app.factory import create_services
from app.meetings import queries as meetings
from app.platform.access.services import Services
from app.platform.clock import SystemClock
from app.platform.i18n import Locale, translator_of
from app.platform.storage import ledger
from app.proposals import queries as proposals
from app.settings import Settings
from tests.browser.command_line import import_meeting
from tests.browser.floor_page import FloorPage
from tests.browser.windows import PHONE, Windows
from tests.builders import view_meeting
from tests.proxy import Proxy, run_proxy
from tests.servers import Product, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.fault, pytest.mark.timeout(600)]
words = translator_of(Locale.ZH_HANS)
CARDS = 10
AWAY = [pytest.param(1, 20, id="3-pages-20-s"), pytest.param(7, 60, id="21-pages-60-s", marks=pytest.mark.nightly)]
"""Phones of each way, and seconds without the network, counted from its end: answering takes a part of them."""
SILENT = [pytest.param(15, 0, id="15-s"), pytest.param(30, 800, id="30-s-read", marks=pytest.mark.nightly)]
"""Seconds without the network, and ms in which each phone reads after an answer: a page asks for cards meanwhile."""

WATCH_FOR_SAVED = """() => {
  let tapped = 0;
  window.saved = [];
  addEventListener('click', ({ target }) => { if (target.closest('.choice')) tapped = performance.now(); }, true);
  const tell = ([{ target }]) => {
    if (!tapped || !target.textContent.includes('✓')) return;
    window.saved.push(performance.now() - tapped);
    tapped = 0;
  };
  const line = document.querySelector('[data-island=status]');
  new MutationObserver(tell).observe(line, { subtree: true, childList: true, characterData: true });
}"""
"""How long the page takes to say that an answer is saved, for each, in milliseconds."""


@pytest.fixture
def wifi(product: Product) -> Iterator[Proxy]:
    """The way to the server, which can be cut."""
    with run_proxy(product.port, share=0, round_trip=0, fate=random.Random(3)) as proxy:
        yield proxy


@pytest.fixture
def services(product: Product) -> Iterator[Services]:
    """The data, seen from beside."""
    own_services = create_services(Settings(_env_file=None, data_dir=product.folder))
    yield own_services
    own_services.database.dispose()


class Arrival(NamedTuple):
    """An answer in the ledger: the text and the choice, and when it was written."""

    said: tuple[str, str]
    at: datetime


@dataclass(slots=True)
class Resident:
    """One phone, what its owner has tapped, in order, and when its network was back."""

    alias: str
    floor: FloorPage
    said: list[tuple[str, str]] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    back_at: datetime | None = None

    def answer(self, fate: random.Random) -> None:
        """Answer the card that the page deals."""
        choice = fate.choice(["agree", "disagree", "pass"])
        text = self.floor.page.locator("#react .card-now .card-text").inner_text()
        self.floor.answer_next(choice)
        self.said.append((text, choice))

    def answer_all(self, fate: random.Random) -> None:
        """Answer card after card; a page that knows that it is cut off says that they wait."""
        self.floor.page.evaluate(WATCH_FOR_SAVED)
        for number in range(1, CARDS + 1):
            self.answer(fate)
            self.expect_told(number)
        self.saved = self.floor.page.evaluate("window.saved ?? []")

    def expect_told(self, number: int) -> None:
        notice = self.floor.page.get_by_role("status").get_by_text(words("ui.outbox.saved", count=number))
        expect(notice).to_be_visible()


@pytest.mark.parametrize(("each", "seconds"), AWAY)
def test_votes_of_a_phone_that_was_away(
    chromium: Browser, product: Product, services: Services, wifi: Proxy, each: int, seconds: float, tmp_path: Path
) -> None:
    """Some phones wait with the page open, some load it again, some close the tab and open another."""
    windows = Windows(chromium, wifi.url)
    meeting = _make_meeting(product, tmp_path)
    code = view_meeting(services, meeting).code
    groups = [[_join(windows, f"{way} {number}", code) for number in range(each)] for way in ("wait", "load", "close")]
    waiting, loading, closing = groups
    residents = [resident for group in groups for resident in group]

    wifi.cut()
    cut_at = time.monotonic()
    for number, resident in enumerate(residents):
        resident.floor.page.context.set_offline(True)
        resident.answer_all(random.Random(number))
    for resident in closing:
        resident.floor.page.close()
    wait_until(lambda: time.monotonic() - cut_at > seconds, "the time has passed", patience=2 * seconds)
    wifi.mend()
    for resident in residents:
        resident.back_at = SystemClock().now()
        resident.floor.page.context.set_offline(False)
        if resident in loading:
            resident.floor.page.reload(wait_until="commit")
        elif resident in closing:
            resident.floor.page.context.new_page().goto(f"/m/{meeting}/floor", wait_until="commit")
    _expect_all_arrived(services, meeting, residents, f"cut off for {time.monotonic() - cut_at:.0f} s")
    windows.close()


@pytest.mark.parametrize(("seconds", "reading_ms"), SILENT)
def test_votes_of_a_phone_whose_network_swallows_everything(
    chromium: Browser,
    product: Product,
    services: Services,
    wifi: Proxy,
    seconds: float,
    reading_ms: float,
    tmp_path: Path,
) -> None:
    """No event tells the page, what is under way never ends, and what was open stays dead when the network is back.

    By day nobody reads: while the others answer, a page has the time to ask for its next cards.
    """
    windows = Windows(chromium, wifi.url)
    meeting = _make_meeting(product, tmp_path)
    code = view_meeting(services, meeting).code
    residents = [_join(windows, f"phone {number}", code) for number in range(3)]

    wifi.swallow()
    silent_at = time.monotonic()
    fate = random.Random(3)
    for _ in range(CARDS):
        for resident in residents:
            resident.answer(fate)
            resident.floor.page.wait_for_timeout(reading_ms)
    for resident in residents:
        resident.expect_told(CARDS)
    wait_until(lambda: time.monotonic() - silent_at > seconds, "the time has passed", patience=60)
    wifi.mend()
    for resident in residents:
        resident.back_at = SystemClock().now()
    _expect_all_arrived(services, meeting, residents, f"without a sign for {time.monotonic() - silent_at:.0f} s")
    windows.close()


def _expect_all_arrived(services: Services, meeting: str, residents: list[Resident], fate: str) -> None:
    def arrived() -> dict[str, list[Arrival]]:
        return _recorded(services, meeting)

    wait_until(lambda: sum(map(len, arrived().values())) >= CARDS * len(residents), "all votes have arrived")
    arrivals = arrived()
    assert {alias: [arrival.said for arrival in those] for alias, those in arrivals.items()} == {
        resident.alias: resident.said for resident in residents
    }
    away = [(arrivals[each.alias][-1].at - each.back_at).total_seconds() for each in residents if each.back_at]
    print(f"\nR3: {len(residents)} pages {fate}, {CARDS} votes each: all of a page there", end=" ")
    print(f"{statistics.median(away):.1f} s (p50), {max(away):.1f} s (max) after its network was back")
    saved = [wait for each in residents for wait in each.saved]
    if saved:
        print(f"R3: said to be saved {statistics.median(saved):.0f} ms (p50), {max(saved):.0f} ms (max) after the tap")


def _make_meeting(product: Product, folder: Path) -> str:
    return import_meeting(product, folder, "车棚", (f"第{number}条建议" for number in range(CARDS)))


def _join(windows: Windows, name: str, code: str) -> Resident:
    floor = FloorPage(windows.open(name, PHONE), words)
    floor.join(code, alias=name)
    # The card of the script, not the one of the server, whose buttons need the network.
    expect(floor.page.locator("#react .card-now.is-new .card-text")).to_be_visible()
    return Resident(name, floor)


def _recorded(services: Services, meeting: str) -> dict[str, list[Arrival]]:
    """What each alias has said, in the order of the ledger."""
    arrivals: dict[str, list[Arrival]] = {}
    with services.database.read() as session:
        texts = {view.id: view.text for view in proposals.wall_of(session, meeting)}
        aliases = {seat.id: seat.alias for seat in meetings.seats_of(session, meeting)}
        for entry in ledger.entries_of(session, meeting):
            if entry.kind == "reaction.cast":
                facts = json.loads(entry.payload or "{}")
                said = (texts[facts["proposal"]], facts["choice"])
                arrivals.setdefault(aliases[entry.actor], []).append(Arrival(said, entry.at))
    return arrivals
