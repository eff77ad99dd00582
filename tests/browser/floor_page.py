"""A resident's phone: join, propose, react, vote, rate."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from app.platform.i18n import Translator

READING_MS = 450
"""Longer than the pause in which the page takes a second tap for an accident."""


@dataclass(frozen=True, slots=True)
class FloorPage:
    """What a person does on the page, found by the words that stand on it."""

    page: Page
    words: Translator

    def join(self, code: str, *, alias: str, attendance: str = "hall") -> None:
        """Type the code that the stage shows, in its groups of three."""
        self.page.goto("/")
        self.page.get_by_label(self.words("join.code")).fill(code)
        self.button("join.enter").tap()
        self.page.get_by_label(self.words(f"domain.attendance.{attendance}"), exact=True).check()
        self.page.get_by_label(self.words("join.alias")).fill(alias)
        self.button("join.join").tap()
        expect(self.page).to_have_url(re.compile(r"/m/[^/]+/floor"))

    def propose(self, text: str) -> None:
        """Put a proposal forward and see it among one's own."""
        form = self.page.locator("#propose")
        form.get_by_label(self.words("floor.propose.label")).fill(text)
        form.get_by_role("button", name=self.words("floor.propose.send")).tap()
        mine = self.page.locator("#mine .card", has_text=text)
        expect(mine.get_by_text(self.words("domain.state.visible"))).to_be_visible()

    def react_to_all(self, choices: dict[str, str], *, own: Collection[str] = ()) -> None:
        """Answer the others' proposals as the page deals them, and one's own in the list: {text: choice}."""
        count = len(choices.keys() - set(own))
        for done in range(count):
            self._expect_progress(done, count)
            self.answer_next(choices[self.page.locator("#react .card-now .card-text").inner_text()])
        expect(self.page.get_by_text(self.words("floor.react.all_done"))).to_be_visible()
        for text in own:
            self.change_reaction(text, choices[text])

    def answer_next(self, choice: str) -> None:
        """Answer the proposal that the page deals, after the time that it takes to read it."""
        card = self.page.locator("#react .card-now")
        self.page.wait_for_timeout(READING_MS)
        card.get_by_role("button", name=self.words(f"domain.choice.{choice}"), exact=True).tap()

    def change_reaction(self, text: str, choice: str) -> None:
        """Think again, in the list of all proposals."""
        name = self.words(f"domain.choice.{choice}")
        self._unfold_list()
        self._in_list(text).get_by_role("button", name=name, exact=True).tap()
        pressed = self._in_list(text).locator(".choice[aria-pressed=true]")
        expect(pressed).to_have_text(re.compile(rf"^\W*{re.escape(name)}$"))

    def expect_counts(self, text: str, *, agree: int, disagree: int, passes: int) -> None:
        """The counts that one sees after one's own word."""
        counts = self.words("floor.react.counts", agree=agree, disagree=disagree, passes=passes)
        expect(self._in_list(text)).to_contain_text(counts)

    def vote(self, question: str, choice: str) -> None:
        """Vote, or vote anew: the page says what one has voted."""
        poll = self.page.locator("#polls article", has_text=question)
        poll.get_by_role("button", name=self.words(f"domain.choice.{choice}"), exact=True).tap()
        expect(poll).to_contain_text(self.words("floor.poll.voted", choice=self.words(f"domain.choice.{choice}")))

    def vote_secretly(self, question: str, choice: str) -> None:
        """Vote, or vote anew, in a secret poll: the page says that the ballot is sealed and shows no choice."""
        poll = self.page.locator("#polls article", has_text=question)
        poll.get_by_role("button", name=self.words(f"domain.choice.{choice}"), exact=True).tap()
        expect(poll).to_contain_text(self.words("floor.poll.voted_secret"))

    def expect_outcome(self, title: str, *, yes: int, no: int, abstain: int) -> None:
        """What the poll came to, in the order of the page."""
        result = self.page.locator("#results article", has_text=title)
        expect(result.locator(".tally-count")).to_have_text([str(yes), str(no), str(abstain)])

    def rate(self, title: str, *, stars: int, is_resolved: bool) -> None:
        """Say how content one is with what was done."""
        result = self.page.locator("#results article", has_text=title)
        answer = "true" if is_resolved else "false"
        result.get_by_label(self.words(f"floor.case.star.{stars}"), exact=True).check()
        result.get_by_label(self.words(f"floor.case.resolved.{answer}"), exact=True).check()
        result.get_by_role("button", name=self.words("floor.case.send"), exact=True).tap()
        expect(result).to_contain_text(self.words("floor.case.rated", stars=stars))

    def button(self, key: str) -> Locator:
        return self.page.get_by_role("button", name=self.words(key), exact=True)

    def _unfold_list(self) -> None:
        """The list of all proposals is folded at first."""
        fold = self.page.locator("#react details.fold:has(> ol)")
        if fold.get_attribute("open") is None:
            fold.locator("> summary").tap()

    def _in_list(self, text: str) -> Locator:
        return self.page.locator("#react details.fold > ol > li", has_text=text)

    def _expect_progress(self, done: int, count: int) -> None:
        expect(self.page.locator("#react")).to_contain_text(self.words("floor.react.progress", done=done, count=count))
