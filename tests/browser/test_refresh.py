"""A refresh of the page changes what others have changed and leaves alone what the person in front of it is doing."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.platform.i18n import Locale, translator_of
from tests.browser import account_page
from tests.browser.command_line import run_command
from tests.browser.desk_page import DeskPage
from tests.browser.floor_page import FloorPage
from tests.browser.stage_page import StagePage
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PLACE = "桂花苑"
LISTED = ["车棚建在三号楼旁边", "路灯太暗了"]
TWIN = "车棚，建在三号楼旁边"
NEW_S = 30
"""Longer than a new card is marked as new, on a slow machine too."""
words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def desk(product: Product, windows: Windows, tmp_path: Path) -> DeskPage:
    """A facilitator's desk on a meeting of two proposals, in the phase in which residents speak."""
    listed = tmp_path / "proposals.csv"
    listed.write_text("\n".join(["text", *LISTED, ""]), encoding="utf-8")
    meeting = run_command(product, "import", "proposals", str(listed), "--title", "车棚", "--place", PLACE)["meeting"]
    added = run_command(product, "staff", "add", "lin@example.org", "--role", "facilitator", "--place", PLACE)
    page = windows.open("lin", DESKTOP)
    account_page.use_link(page, words, added["link"])
    page.goto(f"/m/{meeting}/desk")
    return DeskPage(page, words)


@pytest.fixture
def stage(desk: DeskPage, windows: Windows) -> StagePage:
    return StagePage(windows.watch("stage", desk.open_stage()), words)


@pytest.fixture
def phone(stage: StagePage, windows: Windows) -> FloorPage:
    joined = FloorPage(windows.open("mei", PHONE), words)
    joined.join(stage.shown_code(), alias="mei")
    return joined


def test_the_desk_refreshes_around_a_person(desk: DeskPage, phone: FloorPage, windows: Windows) -> None:
    phone.propose(TWIN)
    pairs = desk.page.locator("#wall-pairs")
    expect(pairs).to_have_attribute("open", "")
    pairs.locator("> summary").click()
    expect(pairs).not_to_have_attribute("open", "")
    other = desk.open_fold("#phase-other")
    field = desk.page.locator("#wall").get_by_label(words("desk.wall.add"))
    field.fill("还没写完")
    field.evaluate("(field) => field.setSelectionRange(2, 2)")
    phone.propose("门口装减速带")
    expect(desk.page.locator("#wall .desk-card", has_text="门口装减速带")).to_be_visible()
    expect(pairs).not_to_have_attribute("open", "")
    expect(other).to_have_attribute("open", "")
    expect(field).to_have_value("还没写完")
    expect(field).to_be_focused()
    assert field.evaluate("(field) => field.selectionStart") == 2
    assert windows.faults == []


def test_the_floor_refreshes_around_a_person(
    desk: DeskPage, stage: StagePage, phone: FloorPage, windows: Windows
) -> None:
    """Another's offer comes to the page, and the one that is being written stays as it is."""
    other = FloorPage(windows.open("bo", PHONE), words)
    other.join(stage.shown_code(), alias="bo")
    desk.enter_phase("concede")
    expect(phone.page.get_by_text(words("floor.now.concede"))).to_be_visible()
    field = phone.page.get_by_label(words("floor.concede.condition"), exact=True)
    field.fill("还没写完")
    offer(other, condition="离窗六米", offer="放在北侧")
    expect(phone.page.locator("#concessions .card", has_text="离窗六米")).to_be_visible()
    expect(field).to_have_value("还没写完")
    expect(field).to_be_focused()
    mine = other.page.locator("#concessions .card", has_text="离窗六米")
    mine.locator("summary").tap()
    mine.get_by_role("button", name=words("ui.confirm"), exact=True).tap()
    for page in (phone.page, other.page):
        expect(page.locator("#concessions .card")).to_have_count(0)
    assert windows.faults == []


def offer(phone: FloorPage, *, condition: str, offer: str) -> None:
    phone.page.get_by_label(words("floor.concede.condition"), exact=True).fill(condition)
    phone.page.get_by_label(words("floor.concede.gives"), exact=True).fill(offer)
    phone.button("floor.concede.send").tap()
    expect(phone.page.get_by_text(words("floor.concede.done"))).to_be_visible()


def test_a_card_is_new_on_the_stage_for_a_while(stage: StagePage, phone: FloorPage, windows: Windows) -> None:
    phone.propose("门口加座椅")
    phone.propose("门口装减速带")
    new = stage.page.locator(".wall-card.is-new")
    expect(new.filter(has_text="门口装减速带")).to_be_visible()
    mine = phone.page.locator("#mine .card", has_text="门口加座椅")
    mine.locator("summary").tap()
    mine.get_by_role("button", name=words("ui.confirm"), exact=True).tap()
    expect(stage.card("门口加座椅")).to_have_count(0)
    expect(new).to_have_count(0, timeout=NEW_S * 1000)
    assert windows.faults == []
