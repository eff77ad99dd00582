"""While a resident types, the wall's look-alikes; one tap supports one, and can be undone."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.platform.i18n import Locale, translator_of
from tests.browser import account_page
from tests.browser.command_line import run_command
from tests.browser.desk_page import DeskPage
from tests.browser.floor_page import FloorPage
from tests.browser.stage_page import StagePage
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PLACE = "桂花苑"
SHED = "在三号楼旁边建一个电动车棚。"
LAMP = "东门装一盏路灯。"
DRAFT = "三號樓旁邊建個電動車棚"
TWIN = "在三号楼旁边，建一个电动车棚"
words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def desk(product: Product, windows: Windows, tmp_path: Path) -> DeskPage:
    """Lin's desk on a meeting of two proposals, in the phase in which residents speak."""
    listed = tmp_path / "proposals.csv"
    listed.write_text(f"text\n{SHED}\n{LAMP}\n", encoding="utf-8")
    meeting = run_command(product, "import", "proposals", str(listed), "--title", "车棚", "--place", PLACE)["meeting"]
    added = run_command(product, "staff", "add", "lin@example.org", "--role", "facilitator", "--place", PLACE)
    page = windows.open("lin", DESKTOP)
    account_page.use_link(page, words, added["link"])
    page.goto(f"/m/{meeting}/desk")
    return DeskPage(page, words)


@pytest.fixture
def phone(desk: DeskPage, windows: Windows) -> FloorPage:
    stage = StagePage(windows.watch("stage", desk.open_stage()), words)
    found = FloorPage(windows.open("mei", PHONE), words)
    found.join(stage.shown_code(), alias="梅姨")
    return found


def draft(page: Page) -> Locator:
    return page.locator("#propose textarea")


def pressed(page: Page) -> Locator:
    """The choices that one has made, in the list of all proposals."""
    return page.locator("#react details.fold .choice[aria-pressed=true]")


def test_one_tap_supports_what_is_there_already(phone: FloorPage, windows: Windows) -> None:
    page = phone.page
    draft(page).press_sequentially("路灯")
    expect(page.locator("#propose .alike bdi")).to_have_text([LAMP])
    draft(page).fill(DRAFT)
    expect(page.locator("#propose .alike bdi")).to_have_text([SHED])
    page.locator("#propose .alike button").tap()
    expect(draft(page)).to_have_value("")
    expect(page.locator("#propose .alike")).to_have_count(0)
    expect(pressed(page)).to_have_count(1)
    phone.expect_counts(SHED, agree=1, disagree=0, passes=0)
    phone.button("floor.similar.undo").tap()
    expect(draft(page)).to_have_value(DRAFT)
    expect(pressed(page)).to_have_count(0)
    page.reload()
    expect(pressed(page)).to_have_count(0)
    assert windows.faults == []


def test_one_may_propose_it_all_the_same(phone: FloorPage, windows: Windows) -> None:
    page = phone.page
    draft(page).fill(TWIN)
    expect(page.locator("#propose .alike bdi")).to_have_text([SHED])
    phone.propose(TWIN)
    expect(page.locator("#propose .alike")).to_have_count(0)
    assert windows.faults == []
