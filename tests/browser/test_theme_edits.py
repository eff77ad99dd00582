"""Themes on the desk as hands do them: cards dragged by pointer and keyboard, taken back, merged; and on the stage."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.platform.i18n import Locale, translator_of
from tests.browser import account_page
from tests.browser.command_line import import_meeting, invite_facilitator
from tests.browser.desk_page import DeskPage
from tests.browser.windows import DESKTOP, PROJECTOR, Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SHED = ["充电车棚建在三号楼旁边", "充电车棚建在五号楼旁边", "充电车棚要装自动喷淋", "充电车棚要装摄像头和自动喷淋"]
TREES = ["树枝挡住了二楼的窗", "树枝挡住了三楼的窗", "树枝冬天应当修剪一次", "树枝每年应当修剪一次"]
words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def meeting(product: Product, tmp_path: Path) -> str:
    return import_meeting(product, tmp_path, "两件事", [*SHED, *TREES])


@pytest.fixture
def link(product: Product, meeting: str) -> str:
    return invite_facilitator(product, f"lin.{meeting}")


def open_desk(page: Page, meeting: str, link: str) -> DeskPage:
    account_page.use_link(page, words, link)
    page.goto(f"/m/{meeting}/desk")
    expect(page.locator("#themes .theme[data-colour]").nth(1)).to_be_attached()
    return DeskPage(page, words)


def cards_of(desk: DeskPage, key: str) -> Locator:
    return desk.page.locator(f"#cards-{key} .theme-pick")


def two_themes(desk: DeskPage) -> tuple[str, str]:
    """The keys of the first two themes, both unfolded."""
    blocks = desk.page.locator("#themes .theme[data-colour]")
    first, second = (str(blocks.nth(at).get_attribute("data-into")) for at in range(2))
    for key in (first, second):
        desk.open_fold(f"#cards-{key}")
    return first, second


def test_cards_are_dragged_taken_back_and_themes_merged(windows: Windows, meeting: str, link: str) -> None:
    desk = open_desk(windows.open("lin", DESKTOP), meeting, link)
    first, second = two_themes(desk)
    before = cards_of(desk, first).count(), cards_of(desk, second).count()

    handle = cards_of(desk, first).first.locator(".theme-drag")
    handle.scroll_into_view_if_needed()
    handle.hover()
    desk.page.mouse.down()
    target = desk.page.locator(f"#theme-{second} .theme-name")
    place = target.bounding_box()
    assert place is not None
    desk.page.mouse.move(place["x"] + 5, place["y"] + 5, steps=8)
    desk.page.mouse.up()
    expect(cards_of(desk, second)).to_have_count(before[1] + 1)

    desk.page.keyboard.press("Control+z")
    expect(cards_of(desk, second)).to_have_count(before[1])
    expect(cards_of(desk, first)).to_have_count(before[0])

    desk.open_fold(f"#cards-{first}")
    cards_of(desk, first).first.locator(".theme-drag").focus()
    names = desk.page.locator("#themes [data-into]").evaluate_all("all => all.map(one => one.dataset.into)")
    others = [name for name in names if name != first]
    for _ in range(others.index(second) + 1):
        desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Enter")
    expect(cards_of(desk, second)).to_have_count(before[1] + 1)

    edit = desk.open_fold(f"#edit-{first}")
    edit.get_by_role("combobox").select_option(second)
    edit.get_by_role("button", name=words("desk.themes.merge"), exact=True).click()
    expect(cards_of(desk, second)).to_have_count(sum(before))
    assert windows.faults == []


def test_without_script_a_form_moves_a_card(windows: Windows, meeting: str, link: str) -> None:
    desk = open_desk(windows.open("lin", DESKTOP, runs_script=False), meeting, link)
    first, second = two_themes(desk)
    before = cards_of(desk, second).count()
    cards_of(desk, first).first.get_by_role("checkbox").check()
    form = desk.page.locator(f"#cards-{first} form")
    form.get_by_role("combobox").select_option(second)
    form.get_by_role("button", name=words("desk.themes.move"), exact=True).click()
    expect(cards_of(desk, second)).to_have_count(before + 1)


def test_the_desk_opens_a_theme_on_the_stage(windows: Windows, meeting: str, link: str) -> None:
    desk = open_desk(windows.open("lin", DESKTOP), meeting, link)
    stage = windows.watch("stage", desk.open_stage())
    stage.set_viewport_size(PROJECTOR)
    first, second = two_themes(desk)
    for key in (first, second):
        said = cards_of(desk, key).locator("bdi").first.inner_text()
        desk.page.locator(f'#theme-{key} button[value="themes:{key}"]').click()
        expect(stage.locator(".words .wall-text", has_text=said)).to_be_visible()
    stage.get_by_role("button", name=words("stage.themes.back")).press("Enter")
    expect(stage.locator(".court-name").first).to_be_visible()
    assert windows.faults == []
