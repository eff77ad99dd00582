"""The pages on which staff get in."""

import re

from playwright.sync_api import Page, expect

from app.platform.i18n import Translator
from tests.servers import Product

PASSWORD = "凉亭下说话算数 2026"
SETUP_LINK = re.compile(r"http://\S+/account/setup/\S+")


def printed_setup_link(product: Product) -> str:
    """The link that the server prints at its first start."""
    match = SETUP_LINK.search(product.log())
    assert match, product.log()
    return match.group()


def set_up(page: Page, words: Translator, link: str, *, place: str, email: str) -> None:
    """Make the first administrator and the first place."""
    page.goto(link)
    page.get_by_label(words("account.setup.place")).fill(place)
    page.get_by_label(words("account.email")).fill(email)
    page.get_by_label(words("account.password")).fill(PASSWORD)
    page.get_by_role("button", name=words("account.setup.submit")).click()
    expect(page).to_have_url(re.compile("/office/"))


def use_link(page: Page, words: Translator, link: str) -> None:
    """Choose a password behind a one-time link."""
    page.goto(link)
    page.get_by_label(words("account.password")).fill(PASSWORD)
    page.get_by_role("button", name=words("account.link.submit")).click()
    expect(page).to_have_url(re.compile("/office/"))
