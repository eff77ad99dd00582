"""The courtyard of themes on the stage: whatever the number of themes and the projector, no word is cut."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from app.platform.i18n import Locale, translator_of
from tests.browser import account_page
from tests.browser.command_line import hold_meeting, invite_facilitator, lay_board
from tests.browser.desk_page import DeskPage
from tests.browser.windows import DESKTOP, Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PROJECTORS = (
    ViewportSize(width=1024, height=768),
    ViewportSize(width=1366, height=768),
    ViewportSize(width=1920, height=1080),
    ViewportSize(width=3840, height=2160),
)
SHORT = ("车棚", "电价", "楼道", "换电", "巡查", "车位", "老人", "噪音", "规则", "租户", "绿化", "时间")
LONG = (
    "又脏又臭的楼道和垃圾角 · 楼道清理",
    "Fire safety and smoke detectors",
    "充电价格、分时电费和账目公开到每一户",
    "先做哪一步、谁先谁后、几时验收",
)
SPOKEN = (
    "棚里灯别太亮。",
    "夜里起夜多，棚里灯别太亮，照到屋里睡不着；谁家窗户对着棚，就先装遮光板，再商量几点关灯，物业要有人盯着。",
    "Please keep the charging shed at least six metres away from bedroom windows, and switch it off at ten.",
    "電價公開，每季度貼出來！",
)
CUT = (Path(__file__).parent / "cut_words.js").read_text(encoding="utf-8")
TRIES = 10
words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def desk(product: Product, windows: Windows, tmp_path: Path) -> DeskPage:
    """Lin's desk on a meeting of 45 proposals of very different lengths, whose stage shows the themes."""
    texts = [f"{SPOKEN[number % len(SPOKEN)]}（{number}）" for number in range(45)]
    meeting = hold_meeting(product, tmp_path, "车棚", texts)
    page = windows.open("lin", DESKTOP)
    account_page.use_link(page, words, invite_facilitator(product, f"lin.{meeting}"))
    page.goto(f"/m/{meeting}/desk")
    desk = DeskPage(page, words)
    desk.enter_next_phase("cluster")
    desk.show_on_stage("themes")
    return desk


def open_stage(desk: DeskPage, windows: Windows, size: ViewportSize) -> Page:
    stage = desk.page.context.new_page()
    stage.set_viewport_size(size)
    return windows.watch(f"stage-{size['width']}", stage)


def show_board(stage: Page, meeting: str, count: int) -> None:
    """Open the stage until it shows a board that was stored beside the server, which is told of it by nobody."""
    courts = stage.locator(".court")
    for _ in range(TRIES):
        stage.goto(f"/m/{meeting}/stage")
        expect(courts.first).to_be_visible()
        if courts.count() == count:
            break
    expect(courts).to_have_count(count)


@pytest.mark.parametrize("size", PROJECTORS, ids=lambda size: f"{size['width']}x{size['height']}")
def test_no_word_is_cut(product: Product, desk: DeskPage, windows: Windows, size: ViewportSize) -> None:
    stage = open_stage(desk, windows, size)
    for count in range(3, 13):
        for names in (SHORT, LONG):
            labels = [f"{names[place % len(names)]}"[: 28 - len(names)] for place in range(count)]
            lay_board(product, desk.meeting, labels, doubtful=9)
            show_board(stage, desk.meeting, count)
            expect(stage.locator(".yard-left")).to_have_text(words("stage.themes.left", count=9))
            shown = json.loads(stage.evaluate(CUT))
            assert shown["cut"] == [], (count, names[0])
            assert all(shown["names"]), (count, names[0])
            assert (names is LONG and size["width"] < 1920) or min(shown["sentences"]) >= 1, (count, names[0])
            assert shown["square"] >= 0.2 * size["height"] or stage.locator(".strip-warning").count()
            expect(stage.locator(".strip .join-code")).to_be_in_viewport(ratio=1)
    assert windows.faults == []


def test_the_hall_is_asked_for_names(product: Product, desk: DeskPage, windows: Windows) -> None:
    lay_board(product, desk.meeting, SHORT[:5])
    stage = open_stage(desk, windows, PROJECTORS[1])
    stage.goto(f"/m/{desk.meeting}/stage")
    expect(stage.locator(".yard-title")).to_have_text(words("stage.themes.naming"))
    expect(stage.locator(".yard-names li").first).to_be_visible()
    expect(stage.locator(".yard-left")).to_have_count(0)
    stage.locator(".court").first.click()
    expect(stage.locator(".words h2")).to_have_text(SHORT[0])
    stage.keyboard.press("Escape")
    expect(stage.locator(".court")).to_have_count(5)
    assert windows.faults == []
