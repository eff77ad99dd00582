"""Two facilitators in two windows: no text is lost, one move is recorded once, and the end asks about open ends."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.platform.i18n import Locale, translator_of
from tests.browser import account_page
from tests.browser.command_line import import_meeting, invite_facilitator
from tests.browser.decisions_panel import DecisionsPanel
from tests.browser.desk_page import DeskPage
from tests.browser.windows import DESKTOP, Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CARDS = [
    "车棚建在三号楼旁边",
    "车棚要装自动喷淋",
    "车棚充电别太贵",
    "树枝挡住了二楼的窗",
    "树枝冬天应当修剪",
    "树枝压到电线",
]
NAMES = {"lin": "林秀英", "chen": "陈建国"}
words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def meeting(product: Product, tmp_path: Path) -> str:
    return import_meeting(product, tmp_path, "两人主持", CARDS)


def open_desk(windows: Windows, product: Product, name: str, meeting: str, *, runs_script: bool = True) -> DeskPage:
    """The desk of a facilitator of the place, in a window of their own."""
    link = invite_facilitator(product, f"{name}.{meeting}", "--name", NAMES[name])
    page = windows.open(name, DESKTOP, runs_script=runs_script)
    account_page.use_link(page, words, link)
    page.goto(f"/m/{meeting}/desk")
    return DeskPage(page, words)


def revise(desk: DeskPage, resolution: str, text: str) -> None:
    """Open the draft and type, without saving."""
    desk.open_fold(f"#revise-{resolution}").locator("textarea").fill(text)


def save(desk: DeskPage, resolution: str) -> None:
    name = words("desk.decisions.revise.do")
    desk.page.locator(f"#revise-{resolution}").get_by_role("button", name=name, exact=True).click()


def draft(desk: DeskPage, title: str) -> str:
    """The id of a text that was drafted on the first theme."""
    theme = desk.page.locator("#themes .theme[data-colour]").first
    expect(theme).to_be_attached()
    DecisionsPanel(desk).draft(theme, title=title, text="在三号楼旁建车棚。")
    card = desk.page.locator("#decisions article[id^=resolution-]", has_text=title)
    return str(card.get_attribute("id")).removeprefix("resolution-")


def reading(page: Page, resolution: str) -> str:
    return page.locator(f"#resolution-{resolution} .clauses").first.inner_text()


def test_two_save_one_draft_and_no_text_is_lost(windows: Windows, product: Product, meeting: str) -> None:
    lin, chen = (open_desk(windows, product, name, meeting) for name in ("lin", "chen"))
    resolution = draft(lin, "建车棚")
    expect(chen.page.locator(f"#resolution-{resolution}")).to_be_attached()
    revise(lin, resolution, "林写的：建在东侧。")
    revise(chen, resolution, "陈写的：建在西侧。")
    save(lin, resolution)
    text = chen.page.locator(f"#resolution-{resolution} .clauses").first
    expect(text).to_have_text("林写的：建在东侧。")  # the refresh of the page does not make the older draft a newer one
    field = chen.page.locator(f"#revise-{resolution} textarea")
    expect(field).to_have_value("陈写的：建在西侧。")

    save(chen, resolution)
    refused = chen.page.locator("#refused")
    expect(refused).to_contain_text(words("errors.changed_meanwhile", by=NAMES["lin"]))
    expect(refused).to_contain_text("林写的：建在东侧。")
    expect(field).to_have_value("陈写的：建在西侧。")
    assert reading(chen.page, resolution) == "林写的：建在东侧。"

    field.fill("林写的：建在东侧。陈写的：西侧留通道。")
    save(chen, resolution)
    expect(text).to_have_text("林写的：建在东侧。陈写的：西侧留通道。")
    expect(refused).to_have_count(0)


def test_without_script_both_texts_stand_on_the_answer(windows: Windows, product: Product, meeting: str) -> None:
    lin = open_desk(windows, product, "lin", meeting)
    resolution = draft(lin, "建车棚")
    chen = open_desk(windows, product, "chen", meeting, runs_script=False)
    revise(lin, resolution, "林写的：建在东侧。")
    revise(chen, resolution, "陈写的：建在西侧。")
    save(lin, resolution)
    expect(lin.page.locator(f"#resolution-{resolution} .clauses").first).to_have_text("林写的：建在东侧。")
    windows.faults.clear()
    save(chen, resolution)
    refused = chen.page.locator("#refused")
    expect(refused).to_contain_text("林写的：建在东侧。")
    expect(refused.locator("textarea")).to_have_value("陈写的：建在西侧。")
    refused.locator("textarea").fill("两边都建。")
    refused.get_by_role("button", name=words("desk.refused.again"), exact=True).click()
    expect(chen.page.locator(f"#resolution-{resolution} .clauses").first).to_have_text("两边都建。")


def test_two_press_next_and_one_move_is_recorded(windows: Windows, product: Product, meeting: str) -> None:
    lin, chen = (open_desk(windows, product, name, meeting) for name in ("lin", "chen"))
    following = str(lin.page.locator(".desk-next").get_attribute("value"))
    for desk in (lin, chen):  # both have pressed before either hears of the other
        desk.page.locator(".desk-next").dispatch_event("click")
    for desk in (lin, chen):
        expect(desk.page.locator("#phase-title")).to_have_text(words(f"domain.phase.{following}"))
    lin.page.goto(f"/office/meetings/{meeting}/ledger")
    moves = lin.page.locator("td strong", has_text=words("office.kind.phase.moved"))
    expect(moves).to_have_count(1)


def test_the_second_to_press_next_hears_who_was_first(windows: Windows, product: Product, meeting: str) -> None:
    chen = open_desk(windows, product, "chen", meeting, runs_script=False)
    lin = open_desk(windows, product, "lin", meeting)
    following = str(lin.page.locator(".desk-next").get_attribute("value"))
    lin.enter_next_phase(following)
    chen.page.locator(".desk-next").click()
    expect(chen.page.locator("#refused")).to_contain_text(words("errors.phase.already", by=NAMES["lin"]))
    chen.expect_phase(following)


def test_the_end_asks_about_open_polls_and_held_cards(windows: Windows, product: Product, meeting: str) -> None:
    lin = open_desk(windows, product, "lin", meeting)
    lin.page.locator("#wall .desk-card").first.get_by_role("button", name=words("desk.wall.hold"), exact=True).click()
    lin.enter_phase("decide")
    DecisionsPanel(lin).ask("车棚建不建", is_secret=True)
    end = lin.open_fold("#phase-end")
    expect(end).to_contain_text("车棚建不建")
    expect(end).to_contain_text(words("desk.end.held", count=1))
    end.get_by_label(words("desk.end.polls.void")).check()
    end.get_by_label(words("desk.end.reason")).fill("人走了")
    end.get_by_label(words("desk.end.held.release")).check()
    end.get_by_role("button", name=words("desk.end.confirm"), exact=True).click()
    expect(lin.page.locator("#phase-title")).to_have_text(words("desk.ended"))
    poll = lin.page.locator("#decisions article", has_text="车棚建不建")
    expect(poll).to_contain_text(words("ui.poll.void", reason="人走了"))
    expect(lin.page.locator("#wall .card-held")).to_have_count(0)
