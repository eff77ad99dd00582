"""The projector: what the hall reads from it."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from app.platform.i18n import Translator


@dataclass(frozen=True, slots=True)
class StagePage:
    """The stage is opened once and never loaded again: `expect_never_reloaded` holds it to that."""

    page: Page
    words: Translator

    def mark_first_load(self) -> None:
        self.page.wait_for_load_state()
        self.page.evaluate("window.isTheFirstLoad = true")

    def shown_code(self) -> str:
        """The join code as a person reads it."""
        parts = self.page.locator(".strip .join-code > span").all_inner_texts()
        return " ".join(parts)

    def expect_headcount(self, count: int) -> None:
        expect(self.page.locator(".strip .counter")).to_have_text(str(count))

    def expect_phase(self, phase: str) -> None:
        expect(self.page.locator(".stage-phase")).to_have_text(self.words(f"domain.phase.{phase}"))

    def card(self, text: str) -> Locator:
        return self.page.locator(".wall-card", has_text=text)

    def expect_tally(self, text: str, *, agree: int, passes: int, disagree: int) -> None:
        """The three numbers beside a card, in the order in which they stand there."""
        counts = self.card(text).locator(".split-count")
        for place, count in enumerate((agree, passes, disagree)):
            expect(counts.nth(place)).to_contain_text(str(count))

    def expect_theme(self, name: str) -> None:
        expect(self.page.locator(".court-name", has_text=name)).to_be_visible()

    def expect_turnout(self, *, cast: int, entitled: int) -> None:
        expect(self.page.locator(".poll-turnout")).to_have_text(f"{cast} / {entitled}")

    def expect_result(self, *, yes: int, abstain: int, no: int) -> None:
        expect(self.page.locator(".poll .tally-count")).to_have_text([str(yes), str(abstain), str(no)])

    def expect_never_reloaded(self) -> None:
        assert self.page.evaluate("window.isTheFirstLoad") is True
