"""While a resident types, the wall's look-alikes; one tap supports one; cards that say the same are put together."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.platform.i18n import Locale, translator_of
from tests.browser import account_page
from tests.browser.command_line import import_meeting, invite_facilitator
from tests.browser.desk_page import DeskPage
from tests.browser.floor_page import FloorPage
from tests.browser.stage_page import StagePage
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SHED = "在三号楼旁边建一个电动车棚。"
LAMP = "东门装一盏路灯。"
DRAFT = "三號樓旁邊建個電動車棚"
TWIN = "在三号楼旁边，建一个电动车棚"
BINS = "小区门口加两个垃圾桶。"
BINS_AGAIN = "小区门口，加两个垃圾桶"
words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def desk(product: Product, windows: Windows, tmp_path: Path) -> DeskPage:
    """Lin's desk on a meeting of two proposals, in the phase in which residents speak."""
    meeting = import_meeting(product, tmp_path, "车棚", [SHED, LAMP])
    page = windows.open("lin", DESKTOP)
    account_page.use_link(page, words, invite_facilitator(product, f"lin.{meeting}"))
    page.goto(f"/m/{meeting}/desk")
    return DeskPage(page, words)


@pytest.fixture
def stage(desk: DeskPage, windows: Windows) -> StagePage:
    return StagePage(windows.watch("stage", desk.open_stage()), words)


@pytest.fixture
def phone(stage: StagePage, windows: Windows) -> FloorPage:
    return join(stage, windows, "mei")


def join(stage: StagePage, windows: Windows, name: str) -> FloorPage:
    floor = FloorPage(windows.open(name, PHONE), words)
    floor.join(stage.shown_code(), alias=name)
    return floor


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


def test_the_author_says_yes_and_the_desk_takes_them_apart_again(
    desk: DeskPage, stage: StagePage, phone: FloorPage, windows: Windows
) -> None:
    """Of two people who support two cards, one supports both: together they are two people."""
    author = join(stage, windows, "bo")
    phone.propose(BINS)
    author.propose(BINS_AGAIN)
    for resident, card in ((phone, BINS), (phone, BINS_AGAIN), (author, BINS_AGAIN)):
        resident.change_reaction(card, "agree")
    stage.expect_tally(BINS, agree=1, passes=0, disagree=0)
    stage.expect_tally(BINS_AGAIN, agree=2, passes=0, disagree=0)
    ask_the_author(desk, BINS_AGAIN)
    expect(author.page.locator("#mine").get_by_text(words("floor.same.title"))).to_be_visible()
    author.button("floor.same.yes").tap()
    expect(copies_on(desk, BINS_AGAIN).locator("summary")).to_have_text(words("desk.merge.copies", count=1))
    for resident in (phone, author):
        expect(folded(resident.page, BINS_AGAIN)).to_have_count(1)
    expect(stage.card(BINS_AGAIN)).to_have_count(0)
    expect(stage.card(BINS).locator(".wall-copies")).to_have_text(words("stage.wall.copies", count=1))
    stage.expect_tally(BINS, agree=2, passes=0, disagree=0)
    take_apart(desk, BINS_AGAIN)
    for resident in (phone, author):
        expect(folded(resident.page, BINS_AGAIN)).to_have_count(0)
    stage.expect_tally(BINS, agree=1, passes=0, disagree=0)
    stage.expect_tally(BINS_AGAIN, agree=2, passes=0, disagree=0)
    assert windows.faults == []


def ask_the_author(desk: DeskPage, text: str) -> None:
    """The machine has seen the pair; nothing is done with it before the facilitator asks."""
    pair = desk.page.locator("#wall-pairs li", has_text=text)
    pair.get_by_role("button", name=words("desk.merge.ask"), exact=True).click()
    expect(pair.get_by_text(words("desk.merge.asked"))).to_be_visible()


def take_apart(desk: DeskPage, text: str) -> None:
    copies = copies_on(desk, text)
    copies.locator("summary").click()
    copies.get_by_role("button", name=words("desk.merge.undo"), exact=True).click()
    expect(copies).to_have_count(0)


def copies_on(desk: DeskPage, text: str) -> Locator:
    return desk.page.locator("#wall .desk-cards details.fold", has_text=text)


def folded(page: Page, text: str) -> Locator:
    """A card that stands under its original in the list of all proposals."""
    return page.locator("#react details.fold details.fold", has_text=text)
