"""The room sorts: authors place their own card and others tap the doubtful ones, without script and with one."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from app.platform.i18n import Locale, translator_of
from tests.browser import account_page
from tests.browser.command_line import hold_meeting, invite_facilitator, lay_board
from tests.browser.desk_page import DeskPage
from tests.browser.floor_page import READING_MS, FloorPage
from tests.browser.stage_page import StagePage
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

OWN = "充电棚边上放两个灭火毯，谁都拿得到。"
TEXTS = ("音乐开到十点", "场地费谁出", "喇叭对着卧室", "水电算在谁头上", "夜里谁来巡", "桂花树别砍")
THEMES = ("声音", "费用", "安全")
LEAST_PX = 44
words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def desk(product: Product, windows: Windows, tmp_path: Path) -> DeskPage:
    """Lin's desk on a meeting made from a list, in the phase in which residents speak."""
    meeting = hold_meeting(product, tmp_path, "车棚", TEXTS)
    page = windows.open("lin", DESKTOP)
    account_page.use_link(page, words, invite_facilitator(product, f"lin.{meeting}"))
    page.goto(f"/m/{meeting}/desk")
    return DeskPage(page, words)


def join(desk: DeskPage, windows: Windows, name: str, *, runs_script: bool) -> FloorPage:
    code = " ".join(desk.page.locator("#hall .join-code > span").all_inner_texts())
    phone = FloorPage(windows.open(name, PHONE, runs_script=runs_script), words)
    phone.join(code, alias=name)
    return phone


def chip(phone: FloorPage, name: str) -> Locator:
    return phone.page.locator("#sort .card-now").get_by_role("button", name=name, exact=True)


def expect_large(phone: FloorPage) -> None:
    boxes = [button.bounding_box() for button in phone.page.locator("#sort .card-now button").all()]
    assert boxes
    assert all(box and box["height"] >= LEAST_PX and box["width"] >= LEAST_PX for box in boxes)


def test_phones_without_script_sort(product: Product, desk: DeskPage, windows: Windows) -> None:
    phones = [join(desk, windows, f"phone-{number}", runs_script=False) for number in range(3)]
    phones[0].propose(OWN)
    desk.enter_next_phase("cluster")
    desk.show_on_stage("themes")
    lay_board(product, desk.meeting, THEMES, doubtful=1)
    stage = StagePage(windows.watch("stage", desk.open_stage()), words)
    stage.mark_first_load()
    expect(stage.page.locator(".yard-left")).to_have_text(words("stage.themes.left", count=1))

    author = phones[0]
    author.page.reload()
    expect(author.page.locator("#sort .card-now")).to_contain_text(OWN)
    expect_large(author)
    chip(author, "安全").tap()
    expect(author.page.locator(".sort-placed")).to_contain_text(words("floor.sort.in", theme="安全"))
    author.page.locator(".sort-placed summary").tap()
    author.page.locator(".sort-placed").get_by_role("button", name="费用", exact=True).tap()
    expect(author.page.locator(".sort-placed")).to_contain_text(words("floor.sort.in", theme="费用"))
    for phone in phones:
        phone.page.reload()
        expect(phone.page.locator("#sort .card-now")).to_contain_text(TEXTS[0])
        expect_large(phone)
        chip(phone, "声音").tap()
        expect(phone.page.locator("#sort .card-now")).to_have_count(0)
    expect(phones[2].page.locator("#sort .notice")).to_have_text(words("floor.sort.done"))
    expect(stage.page.locator(".yard-left")).to_have_count(0)
    stage.expect_never_reloaded()
    assert windows.faults == []


def test_a_phone_with_script_sorts_without_a_new_page(product: Product, desk: DeskPage, windows: Windows) -> None:
    phone = join(desk, windows, "mei", runs_script=True)
    phone.propose(OWN)
    phone.page.evaluate("window.isTheFirstLoad = true")
    lay_board(product, desk.meeting, THEMES, doubtful=2)
    desk.enter_next_phase("cluster")
    expect(phone.page.locator("#sort .card-now")).to_contain_text(OWN)
    chip(phone, "费用").tap()
    expect(phone.page.locator(".sort-placed")).to_contain_text(words("floor.sort.in", theme="费用"))
    expect(phone.page.locator("#sort .sort-left")).to_have_text(words("floor.sort.left", count=2))
    phone.page.locator(".sort-placed summary").tap()
    phone.page.locator(".sort-placed").get_by_role("button", name=words("floor.sort.host")).tap()
    expect(phone.page.locator(".sort-placed")).to_contain_text(words("floor.sort.with_host"))

    dealt = phone.page.locator("#sort [data-dealt]")
    first = dealt.get_attribute("data-dealt")
    phone.page.wait_for_timeout(READING_MS)
    chip(phone, "声音").tap()
    expect(phone.page.locator(f"#sort [data-dealt]:not([data-dealt='{first}'])")).to_be_visible()

    phone.page.wait_for_timeout(READING_MS)
    phone.page.context.set_offline(True)
    chip(phone, words("floor.sort.neither")).tap()
    expect(phone.page.locator("#sort .notice")).to_have_text(words("floor.sort.noted"))
    phone.page.context.set_offline(False)
    expect(phone.page.locator("#sort .notice")).to_have_text(words("floor.sort.done_yours"), timeout=40_000)
    assert phone.page.evaluate("window.isTheFirstLoad") is True
