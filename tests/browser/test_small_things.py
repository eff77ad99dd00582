"""Small things that are felt: what covers what, what is cut off, what comes into view, what looks chosen."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from app.platform.i18n import Locale, translator_of
from tests.browser import account_page
from tests.browser.command_line import import_meeting, invite_facilitator
from tests.browser.decisions_panel import DecisionsPanel
from tests.browser.desk_page import DeskPage
from tests.browser.floor_page import FloorPage
from tests.browser.windows import DESKTOP, PATIENCE_MS, PHONE, Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ASKED = "车棚晚上十一点关灯，行不行？"
EMOJI = "门口装减速带" + "👍" * 160 + "谢谢"
STAKEHOLDER_GROUPS = ("低层住户", "高层住户", "沿街商铺经营者", "租户骑手", "老人")
words = translator_of(Locale.ZH_HANS)
SIDEWAYS = """() => [...document.querySelectorAll('*')].filter((part) => {
  const { overflowX } = getComputedStyle(part);
  const isOpen = overflowX === 'auto' || overflowX === 'scroll' || part === document.documentElement;
  return isOpen && part.scrollWidth > part.clientWidth && !part.matches('.scroll, .nav-list, .phases');
}).map((part) => part.className || part.tagName)"""
COVERED = """(label) => {
  label.scrollIntoView({ block: 'end' });
  const { left, top, width, height } = label.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  return !label.contains(seen);
}"""


@pytest.fixture
def desk(product: Product, windows: Windows, tmp_path: Path) -> DeskPage:
    """Lin's desk on a meeting made from a list of proposals, in the phase in which residents speak."""
    meeting = import_meeting(product, tmp_path, "车棚", (f"第{number}条建议，关于车棚" for number in range(12)))
    page = windows.open("lin", DESKTOP)
    account_page.use_link(page, words, invite_facilitator(product, f"lin.{meeting}"))
    page.goto(f"/m/{meeting}/desk")
    return DeskPage(page, words)


def join(desk: DeskPage, windows: Windows, name: str, *, locale: str = "zh-CN") -> FloorPage:
    code = " ".join(desk.page.locator("#hall .join-code > span").all_inner_texts())
    said = translator_of(Locale.EN if locale.startswith("en") else Locale.ZH_HANS)
    phone = FloorPage(windows.open(name, PHONE, locale=locale), said)
    phone.join(f"{code}（涼亭下）", alias="👨‍👩‍👧‍👦👨‍👩‍👧‍👦一家（3号楼）")
    return phone


def await_snapshots(page: Page, frames: list[str | bytes]) -> None:
    """Wait until the server has answered the page's request for snapshots; `frames` grows while the page runs."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not any('"snapshots"' in str(frame) for frame in frames):
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def is_in_view(part: Locator) -> bool:
    is_inside: bool = part.evaluate(
        "(part) => { const { top } = part.getBoundingClientRect(); return top >= 0 && top < innerHeight * .6 }"
    )
    return is_inside


def test_an_opened_ballot_comes_into_view(desk: DeskPage, windows: Windows) -> None:
    phone = join(desk, windows, "mei")
    desk.enter_phase("decide")
    phone.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    DecisionsPanel(desk).ask(ASKED, is_secret=False)
    phone.page.wait_for_function("document.activeElement.matches('#polls article')")
    ballot = phone.page.locator("#polls article h2")
    assert is_in_view(ballot)
    assert words("floor.poll.title") in phone.page.title()
    phone.page.evaluate("document.body.style.paddingBottom = '3000px'")
    phone.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    bar = phone.page.get_by_role("link", name=words("floor.poll.go"))
    expect(bar).to_be_visible()
    bar.tap()
    expect(bar).to_have_count(0)
    assert is_in_view(ballot)
    phone.vote(ASKED, "abstain")
    expect(phone.page).to_have_title("车棚")
    assert windows.faults == []


def test_own_words_are_kept_whole_and_never_dealt(desk: DeskPage, windows: Windows) -> None:
    phone = join(desk, windows, "mei")
    form = phone.page.locator("#propose")
    form.locator("textarea").fill(EMOJI)
    expect(form.locator("#text-count")).to_contain_text("168")
    phone.propose(EMOJI)
    expect(phone.page.locator("#mine .card", has_text=EMOJI)).to_be_visible()
    expect(phone.page.locator("#react")).to_contain_text(words("floor.react.progress", done=0, count=12))
    for _ in range(12):
        assert EMOJI not in phone.page.locator("#react .card-now .card-text").inner_text()
        phone.answer_next("pass")
    expect(phone.page.get_by_text(words("floor.react.all_done"))).to_be_visible()
    form.locator("textarea").fill("长" * 301)
    form.get_by_role("button", name=words("floor.propose.send")).tap()
    assert form.locator("textarea").evaluate("(field) => field.validationMessage") == words(
        "ui.too_long", count=301, most=300
    )
    assert form.locator("textarea").input_value() == "长" * 301
    assert windows.faults == []


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_nothing_lies_over_the_choices_of_the_way_in(
    product: Product, windows: Windows, locale: str, tmp_path: Path
) -> None:
    page = windows.open("desk", DESKTOP)
    account_page.use_link(page, words, invite_facilitator(product, f"way-in.{locale}"))
    page.goto("/office/meetings/new")
    page.get_by_label(words("office.new.title")).fill("电动车停哪儿")
    page.get_by_label(words("office.new.stakes")).fill("\n".join(STAKEHOLDER_GROUPS))
    page.get_by_role("button", name=words("office.new.do")).click()
    expect(page).to_have_url(re.compile(r"/office/meetings/[a-z0-9]+$"))
    code = page.locator(".facts dd", has_text=re.compile(r"^\d{3} \d{3} \d{3}$")).inner_text()
    for width, height in ((390, 844), (360, 640), (320, 568)):
        phone = windows.open(f"{locale} {width}", PHONE, locale=locale)
        phone.set_viewport_size(ViewportSize(width=width, height=height))
        phone.goto(f"/j?code={code}")
        options = phone.locator(".option")
        expect(options).to_have_count(len(STAKEHOLDER_GROUPS) + 3)
        assert [option.evaluate(COVERED) for option in options.all()] == [False] * (len(STAKEHOLDER_GROUPS) + 3)
        assert phone.evaluate("document.documentElement.scrollWidth") <= width
        phone.screenshot(path=tmp_path / f"join-{width}.png")


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_the_desk_never_scrolls_sideways(desk: DeskPage, windows: Windows, locale: str) -> None:
    page = other_window(windows, desk.page, locale, DESKTOP, locale)
    for width in (820, 1024, 1366, 1920):
        page.set_viewport_size(ViewportSize(width=width, height=768))
        page.goto(desk.page.url)
        expect(page.locator("#wall .desk-card").first).to_be_visible()
        assert page.evaluate(SIDEWAYS) == [], width
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
        assert page.evaluate(SIDEWAYS) == [], width


def other_window(windows: Windows, signed_in: Page, name: str, size: ViewportSize, locale: str) -> Page:
    page = windows.open(name, size, locale=locale)
    page.context.add_cookies(signed_in.context.cookies())  # type: ignore[arg-type]
    return page


def test_of_several_choices_the_one_that_holds_looks_chosen(desk: DeskPage) -> None:
    group = desk.page.locator("form[action$='/results'] button")
    expect(group).to_have_count(3)
    looks = {
        (button.get_attribute("aria-pressed"), button.evaluate("(one) => getComputedStyle(one).backgroundColor"))
        for button in group.all()
    }
    assert len(looks) == 2 and len({colour for _, colour in looks}) == 2


def test_a_resident_follows_the_board_on_the_phone(desk: DeskPage, windows: Windows) -> None:
    phone = join(desk, windows, "mei")
    for view in ("themes", "ground", "divisors", "map", "poll", "cases"):
        desk.show_on_stage(view)
    desk.show_on_stage("wall")
    phone.page.get_by_role("link", name=words("floor.board")).tap()
    expect(phone.page.locator(".wall-card").first).to_be_visible()
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(phone.page.locator(".strip .counter")).to_have_text("1")
    expect(desk.page.locator("[data-here]")).to_have_text("1")
    frames: list[str | bytes] = []
    phone.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
    phone.page.get_by_role("link", name=words("stage.back")).tap()
    expect(phone.page.locator("#react")).to_be_visible()
    await_snapshots(phone.page, frames)  # a page that has no connection yet counts as present for two minutes
    phone.page.close()
    expect(desk.page.locator("[data-here]")).to_have_text("0")
    expect(desk.page.locator("#hall [data-headcount]")).to_have_text("1")
    assert windows.faults == []


def test_a_wrong_password_keeps_the_e_mail(product: Product, windows: Windows) -> None:
    page = windows.open("staff", DESKTOP)
    page.goto("/account/sign-in")
    page.get_by_label(words("account.email")).fill("lin@example.org")
    page.get_by_label(words("account.password")).fill("not the password")
    page.get_by_role("button", name=words("account.sign_in.submit")).click()
    expect(page.get_by_role("alert")).to_have_text(words("errors.sign_in.failed"))
    expect(page.get_by_label(words("account.email"))).to_have_value("lin@example.org")
    expect(page.get_by_label(words("account.password"))).to_have_value("")
