"""A phone whose browser runs no script still takes part: join, propose, react, vote."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.platform.i18n import Locale, translator_of
from tests.browser import account_page
from tests.browser.command_line import import_meeting, invite_facilitator
from tests.browser.decisions_panel import DecisionsPanel
from tests.browser.desk_page import DeskPage
from tests.browser.floor_page import FloorPage
from tests.browser.stage_page import StagePage
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

CHARGING = "充满自动断电，超过八小时也断。"
LIGHTS = "棚里灯别太亮，照到屋里睡不着。"
ASKED = "车棚晚上十一点关灯，行不行？"
words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def desk(product: Product, windows: Windows, tmp_path: Path) -> DeskPage:
    """Lin's desk on a meeting made from a list of one proposal, in the phase in which residents speak."""
    meeting = import_meeting(product, tmp_path, "车棚", [CHARGING])
    page = windows.open("lin", DESKTOP)
    account_page.use_link(page, words, invite_facilitator(product, f"lin.{meeting}"))
    page.goto(f"/m/{meeting}/desk")
    return DeskPage(page, words)


def test_a_phone_without_script_takes_part(desk: DeskPage, windows: Windows) -> None:
    stage = StagePage(windows.watch("stage", desk.open_stage()), words)
    stage.mark_first_load()
    phone = FloorPage(windows.open("mei", PHONE, runs_script=False), words)
    phone.join(stage.shown_code(), alias="梅姨")
    phone.propose(LIGHTS)
    phone.react_to_all({CHARGING: "agree", LIGHTS: "pass"}, own=[LIGHTS])
    phone.change_reaction(CHARGING, "disagree")
    phone.expect_counts(CHARGING, agree=0, disagree=1, passes=0)
    stage.expect_headcount(1)
    stage.expect_tally(CHARGING, agree=0, passes=0, disagree=1)
    stage.expect_tally(LIGHTS, agree=0, passes=1, disagree=0)
    expect(desk.page.locator("#wall .desk-card")).to_have_count(2)
    stage.expect_never_reloaded()
    assert windows.faults == []


def test_a_phone_without_script_votes_by_name(desk: DeskPage, windows: Windows) -> None:
    stage = StagePage(windows.watch("stage", desk.open_stage()), words)
    phone = FloorPage(windows.open("mei", PHONE, runs_script=False), words)
    phone.join(stage.shown_code(), alias="梅姨")
    decisions = DecisionsPanel(desk)
    desk.enter_phase("decide")
    desk.show_on_stage("poll")
    decisions.ask(ASKED, is_secret=False)
    phone.page.reload()
    phone.vote(ASKED, "yes")
    phone.vote(ASKED, "abstain")
    stage.expect_turnout(cast=1, entitled=1)
    decisions.close(ASKED, is_carried=False)
    phone.page.reload()
    expect(phone.page.locator("#results article", has_text=ASKED)).to_contain_text(words("domain.outcome.not_carried"))
    assert windows.faults == []


def test_a_phone_without_script_votes_secretly(desk: DeskPage, windows: Windows) -> None:
    names = [f"phone-{number}" for number in range(5)]
    stage = StagePage(windows.watch("stage", desk.open_stage()), words)
    phones = [FloorPage(windows.open(name, PHONE, runs_script=False), words) for name in names]
    for phone in phones:
        phone.join(stage.shown_code(), alias="梅姨")
    decisions = DecisionsPanel(desk)
    desk.enter_phase("decide")
    desk.show_on_stage("poll")
    decisions.ask(ASKED, is_secret=True)
    for phone in phones:
        phone.page.reload()
        phone.vote_secretly(ASKED, "no")
        phone.vote_secretly(ASKED, "yes")
    stage.expect_turnout(cast=5, entitled=5)
    decisions.close(ASKED, is_carried=True)
    stage.expect_result(yes=5, abstain=0, no=0)
    phones[0].page.reload()
    phones[0].expect_outcome(ASKED, yes=5, no=0, abstain=0)
    assert windows.faults == []
