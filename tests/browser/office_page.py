"""The office: set a meeting up, follow a case, take the papers home."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from app.platform.i18n import Translator
from tests.browser.desk_page import DeskPage


@dataclass(frozen=True, slots=True)
class OfficePage:
    page: Page
    words: Translator

    def create_meeting(self, *, title: str, question: str, template: str) -> None:
        """From the office's front page to the page of a new meeting."""
        self.page.goto("/office/")
        self.page.get_by_role("link", name=self.words("office.new"), exact=True).click()
        self.page.get_by_label(self.words("office.new.title")).fill(title)
        self.page.get_by_label(self.words("office.new.question")).fill(question)
        self.page.get_by_label(self.words(f"domain.template.{template}")).check()
        self.page.get_by_role("button", name=self.words("office.new.do")).click()
        expect(self.page.get_by_role("heading", name=title, exact=True)).to_be_visible()

    def open_desk(self) -> DeskPage:
        self.page.get_by_role("link", name=self.words("office.desk"), exact=True).first.click()
        expect(self.page).to_have_url(re.compile(r"/m/[^/]+/desk"))
        return DeskPage(self.page, self.words)

    def open_case(self, title: str) -> None:
        """Through the list of cases, as one who works on them comes to it."""
        self.page.goto("/office/cases")
        self.page.get_by_role("link", name=title, exact=True).click()

    def move_case(self, to: str, *, note: str = "") -> None:
        self.page.get_by_label(self.words(f"domain.case.{to}")).check()
        self.page.get_by_label(self.words("office.case.note")).fill(note)
        self.page.get_by_role("button", name=self.words("office.case.do"), exact=True).click()
        expect(self.page.locator("h1 + .badge")).to_have_text(self.words(f"domain.case.{to}"))

    def download(self, meeting: str, export: str, folder: Path) -> Path:
        """One of the files that the meeting's page offers, once the worker has made it."""
        self.page.goto(f"/office/meetings/{meeting}")
        name = self.words(f"office.export.{export}")
        self.page.locator("#exports").get_by_role("button", name=name, exact=True).click()
        job = self.page.locator("#export-jobs li").filter(has_text=name).first
        link = job.get_by_role("link", name=self.words("exports.fetch"), exact=True)
        expect(link).to_be_visible(timeout=60_000)
        with self.page.expect_download() as coming:
            link.click()
        target = folder / coming.value.suggested_filename
        coming.value.save_as(target)
        return target
