"""Phones whose browser or network lacks a part: without IndexedDB, and where WebSockets are refused or swallowed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.factory import create_services
from app.platform.access.services import Services
from app.platform.i18n import Locale, translator_of
from app.platform.storage import ledger
from app.settings import Settings
from tests.browser.command_line import import_meeting
from tests.browser.floor_page import FloorPage
from tests.browser.windows import PHONE, Windows
from tests.builders import view_meeting
from tests.servers import Product, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
words = translator_of(Locale.ZH_HANS)
NO_INDEXED_DB = "Object.defineProperty(window, 'indexedDB', { value: undefined })"
REFUSED = "window.WebSocket = class { constructor() { throw new Error('not allowed') } }"
SWALLOWED = "window.WebSocket = class { constructor() {} close() { this.onclose?.({}) } send() {} }"


@pytest.fixture
def services(product: Product) -> Iterator[Services]:
    """The data, seen from beside."""
    own_services = create_services(Settings(_env_file=None, data_dir=product.folder))
    yield own_services
    own_services.database.dispose()


@pytest.fixture
def meeting(product: Product, tmp_path: Path) -> str:
    """A meeting with three proposals."""
    return import_meeting(product, tmp_path, "车棚", ["第一条建议", "第二条建议", "第三条建议"])


@pytest.fixture
def phones(chromium: Browser, product: Product) -> Iterator[Windows]:
    phone_windows = Windows(chromium, product.url)
    yield phone_windows
    phone_windows.close()


def join(phones: Windows, services: Services, meeting: str, name: str, *, lack: str = "") -> FloorPage:
    page = phones.open(name, PHONE)
    if lack:
        page.add_init_script(lack)
    floor = FloorPage(page, words)
    floor.join(view_meeting(services, meeting).code, alias=name)
    expect(page.locator("#react .card-now .card-text")).to_be_visible()
    return floor


def test_votes_outlive_the_page_without_indexed_db(phones: Windows, services: Services, meeting: str) -> None:
    floor = join(phones, services, meeting, "梅", lack=NO_INDEXED_DB)
    floor.page.context.set_offline(True)
    floor.answer_next("agree")
    expect(floor.page.get_by_role("status").get_by_text(words("ui.outbox.saved", count=1))).to_be_visible()
    floor.answer_next("disagree")
    expect(floor.page.get_by_role("status").get_by_text(words("ui.outbox.saved", count=2))).to_be_visible()
    floor.page.close()
    floor.page.context.set_offline(False)
    again = floor.page.context.new_page()
    again.add_init_script(NO_INDEXED_DB)
    again.goto(f"/m/{meeting}/floor")
    wait_until(lambda: votes_of(services, meeting) == 2, "both votes have arrived")
    wait_until(lambda: kept_in(again) == 0, "the phone has forgotten what was answered")


@pytest.mark.parametrize("lack", [REFUSED, SWALLOWED], ids=["refused", "swallowed"])
def test_long_polling_where_web_sockets_are_blocked(
    phones: Windows, services: Services, meeting: str, lack: str
) -> None:
    poor = join(phones, services, meeting, "梅", lack=lack)
    rich = join(phones, services, meeting, "波")
    text = poor.page.locator("#react .card-now .card-text").inner_text()
    poor.answer_next("agree")
    wait_until(lambda: votes_of(services, meeting) == 1, "the vote has arrived")
    poor.expect_counts(text, agree=1, disagree=0, passes=0)
    rich_text = rich.page.locator("#react .card-now .card-text").inner_text()
    while rich_text != text:
        rich.answer_next("pass")
        rich_text = rich.page.locator("#react .card-now .card-text").inner_text()
    rich.answer_next("agree")
    poor.expect_counts(text, agree=2, disagree=0, passes=0)


def votes_of(services: Services, meeting: str) -> int:
    with services.database.read() as session:
        return sum(entry.kind == "reaction.cast" for entry in ledger.entries_of(session, meeting))


def kept_in(page: Page) -> int:
    """How many writes wait in localStorage."""
    return int(page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('liangting-')).length"))
