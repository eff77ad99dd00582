"""The part of the desk where a theme becomes a text, the text a resolution, and the resolution a case."""

from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.browser.desk_page import DeskPage


@dataclass(frozen=True, slots=True)
class DecisionsPanel:
    """Each act waits until the desk shows the state that it leads to."""

    desk: DeskPage

    def draft(self, theme: Locator, *, title: str, text: str) -> None:
        """Write a text on a theme, from the first words that the desk proposes."""
        fold = self.desk.open_fold(f"#{theme.get_attribute('id')} details[id^=draft-]")
        fold.get_by_label(self._say("desk.decisions.title_field")).fill(title)
        fold.get_by_label(self._say("desk.decisions.text_field")).fill(text)
        self._press(fold, "desk.decisions.draft.do")
        self.expect_state(title, "draft")

    def put_to_vote(self, title: str, *, rule: str) -> None:
        self.desk.open_fold(f"#{self._card(title).get_attribute('id')} details[id^=vote-]")
        fold = self._card(title).locator("details[id^=vote-]")
        fold.get_by_label(self._say("desk.decisions.rule")).select_option(rule)
        self._press(fold, "desk.decisions.open")
        self.expect_state(title, "voting")

    def ask(self, question: str, *, is_secret: bool) -> None:
        """Put a question to the vote that is no resolution."""
        fold = self.desk.open_fold("#poll-new")
        fold.get_by_label(self._say("desk.decisions.question_field")).fill(question)
        fold.get_by_label(self._say("desk.decisions.ballot")).select_option("1" if is_secret else "0")
        self._press(fold, "desk.decisions.open")
        expect(self._card(question)).to_be_visible()

    def expect_turnout(self, title: str, *, cast: int, present: int) -> None:
        expect(self._card(title)).to_contain_text(self._say("desk.decisions.cast", cast=cast, present=present))

    def close(self, title: str, *, is_carried: bool) -> None:
        self._press(self._card(title), "desk.decisions.close")
        outcome = "carried" if is_carried else "not_carried"
        expect(self._card(title).get_by_text(self._say(f"domain.outcome.{outcome}"), exact=True)).to_be_visible()

    def expect_result(self, title: str, *, yes: int, abstain: int, no: int) -> None:
        expect(self._card(title).locator(".tally-count")).to_have_text([str(yes), str(abstain), str(no)])

    def adopt(self, title: str, *, reservation: str) -> None:
        card = self._card(title)
        card.get_by_label(self._say("desk.decisions.reservations")).fill(reservation)
        self._press(card, "desk.decisions.adopt")
        self.expect_state(title, "adopted")

    def open_case(self, title: str, *, handler: str) -> None:
        """Have an adopted resolution carried out."""
        fold = self.desk.open_fold(f"#{self._card(title).get_attribute('id')} details[id^=case-new-]")
        fold.get_by_label(self._say("desk.cases.handler")).fill(handler)
        self._press(fold, "desk.cases.open.do")
        self._expect_case(title, "registered")

    def move_case(self, title: str, to: str, *, note: str = "") -> None:
        self._send_case(title, to, note)
        self._expect_case(title, to)

    def expect_refused_move(self, title: str, to: str, *, code: str) -> None:
        """The desk says why not, and the case stays where it is."""
        before = self._case(title).locator(".badge").first.inner_text()
        self._send_case(title, to, "")
        expect(self.desk.page.locator("#notices")).to_contain_text(self._say(f"errors.{code}"))
        expect(self._case(title).locator(".badge").first).to_have_text(before)

    def expect_rating(self, title: str, *, stars: float, count: int) -> None:
        expect(self._case(title)).to_contain_text(self._say("desk.cases.stars", stars=stars, count=count))

    def expect_state(self, title: str, state: str) -> None:
        expect(self._card(title).locator(".badge").first).to_contain_text(self._say(f"domain.resolution.{state}"))

    def _send_case(self, title: str, to: str, note: str) -> None:
        case = self._case(title)
        fold = self.desk.open_fold(f"#{case.get_attribute('id')} details[id^=move-case-]")
        fold.get_by_label(self._say("desk.cases.to")).select_option(to)
        fold.get_by_label(self._say("desk.cases.note")).fill(note)
        self._press(fold, "desk.cases.move.do")

    def _expect_case(self, title: str, state: str) -> None:
        expect(self._case(title).locator(".badge").first).to_have_text(self._say(f"domain.case.{state}"))

    def _card(self, title: str) -> Locator:
        return self.desk.page.locator("#decisions article", has_text=title)

    def _case(self, title: str) -> Locator:
        return self.desk.page.locator("#cases article", has_text=title)

    def _press(self, within: Locator, key: str) -> None:
        within.get_by_role("button", name=self._say(key), exact=True).click()

    def _say(self, key: str, **params: object) -> str:
        return self.desk.words(key, **params)
