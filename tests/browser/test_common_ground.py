"""Common ground in real windows: the board on every projector, themes and map, and where one stands on the phone."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from app.platform.i18n import Locale, translator_of
from tests.browser import account_page
from tests.browser.command_line import run_command
from tests.browser.desk_page import DeskPage
from tests.browser.floor_page import FloorPage
from tests.browser.windows import DESKTOP, PHONE, PROJECTOR, Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

words = translator_of(Locale.ZH_HANS)
SMALL = [ViewportSize(width=1280, height=720), ViewportSize(width=1024, height=768)]
WHOLE = """least => {
  const box = document.querySelector('.stage-main').getBoundingClientRect();
  const isWhole = ({ bottom, right }) => bottom <= box.bottom && right <= box.right + 1;
  const parts = [...document.querySelectorAll('.ground > li')]
    .map((row) => [row, ...row.querySelectorAll('.ground-heads, .ground-share, .ground-short')])
    .filter((elements) => elements.every((part) => isWhole(part.getBoundingClientRect())));
  return parts.length >= least;
}"""
"""A proposal stands there whole: its row, and each of its figures."""


WIDTHS = "bars => bars.map((bar) => bar.getBoundingClientRect().width)"


@pytest.fixture
def product(new_product: Product) -> Product:
    return new_product


def test_board_themes_map_and_where_one_stands(product: Product, windows: Windows) -> None:
    demo = run_command(product, "demo", "load")
    desk = DeskPage(windows.open("desk", DESKTOP), words)
    account_page.use_link(desk.page, words, f"{product.url}/{demo['link'].split('/', 3)[3]}")
    desk.page.goto(f"/m/{demo['meeting']}/desk")
    desk.show_on_stage("ground")
    for locale in ("zh-CN", "en-GB"):
        expect_whole_rows(open_stage(windows, desk.page, demo["meeting"], PROJECTOR, locale), 3)
        for size in SMALL:
            expect_whole_rows(open_stage(windows, desk.page, demo["meeting"], size, locale), 2)
    stage = open_stage(windows, desk.page, demo["meeting"], PROJECTOR, "zh-CN")
    expect(stage.locator(".ground-basis")).to_have_text(words("domain.reason.declared"))
    desk.show_on_stage("divisors")
    expect(stage.locator(".divisor-label").first).to_be_visible()
    desk.show_on_stage("map")
    expect(stage.locator("canvas.map-picture")).to_be_visible()
    # The server may have begun an analysis in the middle of the load, and rests after it for twice as long as it took.
    expect(stage.locator(".map-group")).to_have_count(5, timeout=60_000)
    stands_on_the_phone(windows, desk)
    hides_and_shows(desk, stage)
    assert windows.faults == []


def open_stage(windows: Windows, staff: Page, meeting: str, size: ViewportSize, locale: str) -> Page:
    page = windows.open(f"stage-{size['width']}-{locale}", size, locale=locale)
    for cookie in staff.context.cookies():
        page.context.add_cookies(
            [{"name": cookie["name"], "value": cookie["value"], "domain": "127.0.0.1", "path": "/"}]
        )
    page.goto(f"/m/{meeting}/stage")
    return page


def expect_whole_rows(stage: Page, least: int) -> None:
    """So many proposals of the board can be read whole, once it is drawn; equal shares are drawn equally long."""
    stage.wait_for_function(WHOLE, arg=least)
    bars = stage.locator(".ground-group .split-bar").evaluate_all(WIDTHS)
    assert max(bars) - min(bars) <= 1, bars


def stands_on_the_phone(windows: Windows, desk: DeskPage) -> None:
    """A newcomer answers a hand of cards and is told, alone, how near each group is."""
    phone = FloorPage(windows.open("floor", PHONE), words)
    phone.join(" ".join(desk.page.locator("#hall .join-code > span").all_inner_texts()), alias="新来的")
    for _ in range(7):
        phone.answer_next("agree")
    phone.page.locator("#stand summary").tap()
    expect(phone.page.locator("#stand .tally tr")).to_have_count(5)
    expect(phone.page.locator("#stand")).to_contain_text(words("floor.stand.private"))


def hides_and_shows(desk: DeskPage, stage: Page) -> None:
    desk.page.get_by_role("button", name=words("domain.results.held"), exact=True).click()
    expect(stage.locator(".stage-hint")).to_have_text(words("stage.ground.hidden"))
    desk.page.get_by_role("button", name=words("domain.results.open"), exact=True).click()
    expect(stage.locator("canvas.map-picture")).to_be_visible()
