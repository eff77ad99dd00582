"""The desk of a meeting about one question while it is sorted: keys name, confirm, tap and take back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from app.meetings.models import Meeting
from app.platform.i18n import Locale, translator_of
from app.platform.ids import MeetingId
from app.platform.storage.unit_of_work import Work
from app.themes.models import ThemeDraft
from tests.browser import account_page
from tests.browser.command_line import import_meeting, invite_facilitator, write_beside
from tests.browser.desk_page import DeskPage
from tests.browser.windows import Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TEXTS = (
    "三号楼北边空地搭个充电车棚",
    "车棚要装自动喷淋",
    "充电价格要公开",
    "外面充一次两块多，太贵了",
    "没有电瓶车的人家不该分摊车棚的钱",
    "楼道里的车一律清出去",
    "楼梯口不准停电瓶车",
    "夜里灯别太亮，照到屋里睡不着",
    "每晚十点有人巡一圈",
    "出事找谁？电话贴在棚里",
    "老人扫码不方便，做张大字说明",
    "给三轮车留两个宽位子",
    "引进换电柜，两分钟换好",
    "绿化不能再砍了",
    "汽车位别动",
    "租客的车也是车",
)
LAPTOP, TABLET = ViewportSize(width=1366, height=768), ViewportSize(width=1024, height=768)
OVERFLOW = """() => {
  const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
  return [scrollWidth - clientWidth, scrollHeight - clientHeight];
}"""
words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def meeting(product: Product, tmp_path: Path) -> str:
    meeting = import_meeting(product, tmp_path, "电动车怎么停、怎么充？", TEXTS)
    write_beside(product, lambda work: begin_sorting(work, MeetingId(meeting)))
    return meeting


@pytest.fixture
def link(product: Product, meeting: str) -> str:
    return invite_facilitator(product, f"lin.{meeting}")


def begin_sorting(work: Work, meeting_id: MeetingId) -> None:
    meeting = work.session.get_one(Meeting, meeting_id)
    meeting.template, meeting.phase = "T1", "cluster"


def doubt_one(work: Work, meeting_id: MeetingId) -> None:
    """Have the machine doubt one card between the first two themes."""
    draft = work.session.get_one(ThemeDraft, meeting_id)
    first, second, *others = sorted(draft.themes, key=lambda theme: -len(theme["members"]))
    members = [one for one in first["members"] if one != first["representative"]]
    card, candidates = members[-1], [first["key"], second["key"]]
    first = {**first, "members": [one for one in first["members"] if one != card]}
    draft.themes, draft.alone = [first, second, *others], [*draft.alone, card]
    draft.candidates = {**draft.candidates, card: candidates}


@pytest.fixture
def open_desk(windows: Windows, product: Product, meeting: str, link: str) -> Callable[..., DeskPage]:
    """Opens the desk once the machine has laid out the first board, on which at least one card is doubtful."""

    def open_page(size: ViewportSize, *, runs_script: bool = True) -> DeskPage:
        page = windows.open("lin", size, runs_script=runs_script)
        account_page.use_link(page, words, link)
        page.goto(f"/m/{meeting}/desk")
        expect(page.locator(".sorter-theme").nth(1)).to_be_visible()
        write_beside(product, lambda work: doubt_one(work, MeetingId(meeting)))
        page.reload()
        expect(page.locator(".sorter-doubt").first).to_be_visible()
        return DeskPage(page, words)

    return open_page


def home_of(desk: DeskPage, card: str) -> Locator:
    """The theme that holds a card."""
    return desk.page.locator(".sorter-theme", has=desk.page.locator(f"#themed-{card}"))


def doubtful_card(desk: DeskPage) -> tuple[str, str]:
    """A doubtful card with two chips, and the name on its second chip."""
    card = desk.page.locator(".sorter-doubt", has=desk.page.locator(".sorter-chip").nth(1)).first
    return str(card.get_attribute("data-card")), card.locator(".sorter-chip bdi").nth(1).inner_text()


def test_keys_name_confirm_tap_and_take_back(windows: Windows, open_desk: Callable[..., DeskPage]) -> None:
    desk = open_desk(LAPTOP)
    press = desk.page.keyboard.press

    card, theme = doubtful_card(desk)
    desk.page.locator(f"#themed-{card}").focus()
    press("2")
    expect(home_of(desk, card)).to_have_attribute("data-name", theme)
    expect(desk.page.locator(f"#here-{card}")).to_have_attribute("data-source", "desk")
    press("z")
    expect(desk.page.locator(f".sorter-doubt#themed-{card}")).to_be_visible()

    board = desk.page.locator(".sorter-theme")
    first = str(board.first.get_attribute("id"))
    desk.page.locator(f"#{first}").focus()
    press("r")
    desk.page.keyboard.type("集中车棚")
    press("Enter")
    expect(desk.page.locator(f"#{first} .theme-name")).to_have_text("集中车棚")
    expect(desk.page.locator("#sorter-named")).to_contain_text(words("desk.sorter.named", named=1, count=board.count()))
    expect(desk.page.locator(f"#{first}")).to_be_focused()

    press("y")
    expect(desk.page.locator(f"#{first} .badge")).to_have_text(words("desk.sorter.confirmed"))
    expect(desk.page.locator("#themes-history")).to_contain_text("集中车棚")

    press("a")
    desk.page.keyboard.type("谁来管")
    press("Enter")
    expect(desk.page.locator(".sorter-theme[data-name='谁来管']")).to_have_attribute("data-named", "people")
    assert windows.faults == []


def test_a_split_asks_for_the_name_and_a_join_keeps_both(windows: Windows, open_desk: Callable[..., DeskPage]) -> None:
    desk = open_desk(LAPTOP)
    press = desk.page.keyboard.press
    card = desk.page.locator(".sorter-theme .sorter-card").first
    moved = str(card.get_attribute("data-card"))
    card.focus()
    press("s")
    expect(desk.page.locator("#sorter-new-name")).to_be_focused()
    desk.page.keyboard.type("别的事")
    press("Enter")
    expect(home_of(desk, moved)).to_have_attribute("data-name", "别的事")

    other = desk.page.locator(".sorter-theme:not([data-name='别的事'])").first
    key, name = str(other.get_attribute("data-into")), str(other.get_attribute("data-name"))
    home_of(desk, moved).focus()
    press("m")
    select = home_of(desk, moved).locator(".sorter-pop select")
    expect(select).to_be_focused()
    select.select_option(key)
    home_of(desk, moved).get_by_role("button", name=words("desk.themes.merge"), exact=True).click()
    expect(home_of(desk, moved)).to_have_attribute("data-name", f"{name} · 别的事")
    assert windows.faults == []


def test_a_card_is_dragged_to_another_theme_and_onto_the_place_of_a_new_one(
    windows: Windows, open_desk: Callable[..., DeskPage]
) -> None:
    desk = open_desk(LAPTOP)
    card = str(desk.page.locator(".sorter-theme .sorter-card").first.get_attribute("data-card"))
    other = str(desk.page.locator(".sorter-theme").nth(1).get_attribute("data-into"))
    drag(desk, card, f"#theme-{other} .theme-name")
    expect(home_of(desk, card)).to_have_attribute("data-into", other)

    drag(desk, card, "#theme-new")
    expect(desk.page.locator("#sorter-new-name")).to_be_focused()
    desk.page.keyboard.type("另一件事")
    desk.page.keyboard.press("Enter")
    expect(home_of(desk, card)).to_have_attribute("data-name", "另一件事")
    assert windows.faults == []


def drag(desk: DeskPage, card: str, target: str) -> None:
    mouse, place = desk.page.mouse, desk.page.locator(target)
    desk.page.locator(f'[data-drag="{card}"]').hover()
    mouse.down()
    mouse.move(600, 500, steps=3)
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    mouse.move(box["x"] + 10, box["y"] + 8, steps=5)
    mouse.up()


@pytest.mark.parametrize("size", [LAPTOP, TABLET])
def test_the_page_does_not_scroll_and_all_themes_are_in_view(
    open_desk: Callable[..., DeskPage], size: ViewportSize
) -> None:
    desk = open_desk(size)
    assert desk.page.evaluate(OVERFLOW) == [0, 0]
    for theme in desk.page.locator(".sorter-theme").all():
        expect(theme).to_be_in_viewport(ratio=0.9)


def test_without_script_a_tap_is_a_form(open_desk: Callable[..., DeskPage]) -> None:
    desk = open_desk(LAPTOP, runs_script=False)
    card, theme = doubtful_card(desk)
    desk.page.locator(f"#themed-{card} .sorter-chip").nth(1).click()
    expect(home_of(desk, card)).to_have_attribute("data-name", theme)
