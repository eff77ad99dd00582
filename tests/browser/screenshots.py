"""The README's pictures of floor, stage, desk and office, from the demo: `python -m tests.browser.screenshots`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

from app.platform.i18n import Locale, translator_of
from tests.browser import account_page
from tests.browser.command_line import run_command
from tests.browser.floor_page import FloorPage
from tests.browser.windows import PHONE, PROJECTOR, Windows, run_chromium
from tests.servers import ROOT, Product, free_port

FOLDER = ROOT / "static" / "readme"
WIDE = ViewportSize(width=1440, height=900)
ADDRESS = "http://liangting.example"
QUALITY = 38
LARGEST = 150 * 1024
ANSWERED = ("agree", "pass", "disagree")
words = translator_of(Locale.ZH_HANS)


def take_all(chromium: Browser, product: Product) -> None:
    """Load the demo, start the server, and look at it as the four audiences do."""
    demo = run_command(product, "demo", "load")
    product.start()
    windows = Windows(chromium, product.url)
    page = windows.open("staff", WIDE)
    account_page.use_link(page, words, demo["link"].removeprefix(ADDRESS))
    stage = windows.open("stage", PROJECTOR, scale=2 / 3)
    show_as(page, stage)
    take_stage(stage, demo["meeting"])
    code = take_desk(page, demo["meeting"])
    take_floor(FloorPage(windows.open("floor", PHONE, scale=1.5), words), code)
    take_office(page, demo["meeting"])
    windows.close()
    assert windows.faults == [], windows.faults


def show_as(page: Page, other: Page) -> None:
    """Sign another window in as this one is."""
    for cookie in page.context.cookies():
        other.context.add_cookies(
            [{"name": cookie["name"], "value": cookie["value"], "domain": "127.0.0.1", "path": "/"}]
        )


def take_stage(page: Page, meeting: str) -> None:
    page.goto(f"/m/{meeting}/stage")
    expect(page.locator(".ground-text").first).to_be_visible()
    save(page, "stage")


def take_desk(page: Page, meeting: str) -> str:
    """Also reads the join code from it."""
    page.goto(f"/m/{meeting}/desk")
    expect(page.locator("#themes .theme").first).to_be_visible()
    save(page, "desk")
    return " ".join(page.locator("#hall .join-code > span").all_inner_texts())


def take_floor(floor: FloorPage, code: str) -> None:
    """In the middle of answering."""
    floor.join(code, alias="梅姨")
    for choice in ANSWERED:
        floor.answer_next(choice)
    floor.page.locator("#react").scroll_into_view_if_needed()
    save(floor.page, "floor")


def take_office(page: Page, meeting: str) -> None:
    page.goto(f"/office/meetings/{meeting}")
    save(page, "office")


def save(page: Page, name: str) -> None:
    """One picture of a window, small enough for a repository."""
    page.wait_for_timeout(1_500)  # what comes in moves for a moment
    path = FOLDER / f"{name}.jpg"
    page.screenshot(path=path, type="jpeg", quality=QUALITY)
    size = path.stat().st_size
    assert size <= LARGEST, f"{path.name} has {size // 1024} KB"
    print(f"{path.relative_to(ROOT)}  {size // 1024} KB")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, run_chromium() as chromium:
        product = Product(Path(folder), {"PUBLIC_URL": ADDRESS}, port=free_port())
        try:
            take_all(chromium, product)
        finally:
            product.stop()


if __name__ == "__main__":
    main()
