"""The facilitator's screen: phases, wall, themes."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from app.platform.i18n import Translator


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Acts of a facilitator; each waits until the desk shows that it is done."""

    page: Page
    words: Translator

    @property
    def meeting(self) -> str:
        """The meeting's id, as it stands in the address."""
        match = re.search(r"/m/([^/]+)/desk", self.page.url)
        assert match, self.page.url
        return match.group(1)

    def open_stage(self) -> Page:
        """The projector's page, in a tab of its own."""
        with self.page.expect_popup() as coming:
            self.page.get_by_role("link", name=self.words("desk.open_stage")).click()
        return coming.value

    def enter_next_phase(self, phase: str) -> None:
        name = self.words("desk.phase.next", phase=self.words(f"domain.phase.{phase}"))
        self.page.get_by_role("button", name=name, exact=True).click()
        self.expect_phase(phase)

    def enter_phase(self, phase: str) -> None:
        """Jump ahead to a phase that is not the next one."""
        other = self.open_fold("#phase-other")
        other.get_by_label(self.words("desk.phase.to")).select_option(phase)
        other.get_by_role("button", name=self.words("desk.phase.go")).click()
        self.expect_phase(phase)

    def expect_phase(self, phase: str) -> None:
        expect(self.page.locator("#phase-title")).to_have_text(self.words(f"domain.phase.{phase}"))

    def put_up_card(self, text: str) -> None:
        """Write a card for someone without a phone."""
        wall = self.page.locator("#wall")
        wall.get_by_label(self.words("desk.wall.add")).fill(text)
        wall.get_by_role("button", name=self.words("desk.wall.add.do"), exact=True).click()
        expect(wall.locator(".desk-card", has_text=text)).to_be_visible()

    def ask_for_themes(self) -> None:
        """The worker drafts; the desk shows what it found without being asked again."""
        self.button("desk.themes.suggest").click()
        expect(self.page.locator("#themes .theme").first).to_be_visible()

    def theme_of(self, text: str) -> Locator:
        """The theme that holds a proposal."""
        return self.page.locator("#themes .theme", has=self.page.locator(".theme-pick", has_text=text))

    def rename_theme(self, theme: Locator, name: str) -> None:
        place = theme.get_attribute("id")
        edit = self.open_fold(f"#{place} details[id^=edit-]")
        edit.get_by_label(self.words("desk.themes.name")).fill(name)
        edit.get_by_role("button", name=self.words("desk.themes.rename"), exact=True).click()
        expect(self.page.locator(f"#{place} .theme-name")).to_have_text(name)
        expect(self.page.locator(f"#{place}")).to_have_attribute("data-named", "people")

    def show_on_stage(self, view: str) -> None:
        button = self.page.locator(".desk-views").get_by_text(self.words(f"domain.stage_view.{view}"), exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")

    def open_fold(self, selector: str) -> Locator:
        """Unfold a part of the desk that is folded."""
        fold = self.page.locator(selector)
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()
        return fold

    def button(self, key: str) -> Locator:
        return self.page.get_by_role("button", name=self.words(key), exact=True)
