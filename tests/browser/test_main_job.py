"""The whole main job in real windows: from the set-up link to the minutes, as its people would do it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from app.platform.i18n import Locale, translator_of
from tests.browser import account_page
from tests.browser.command_line import run_command
from tests.browser.decisions_panel import DecisionsPanel
from tests.browser.desk_page import DeskPage
from tests.browser.floor_page import FloorPage
from tests.browser.minutes import Minutes, read_minutes
from tests.browser.office_page import OfficePage
from tests.browser.stage_page import StagePage
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

words = translator_of(Locale.ZH_HANS)
PROPOSAL_LIST = tuple(words(f"documents.column.{name}") for name in ("number", "text", "theme", "heads", "state"))
PLACE, TITLE = "桂花苑", "电动车议事会"
QUESTION = "电动车怎么停、怎么充，大家才安心？"
SHED, SPRINKLER, SMOKE = (
    "3幢北边空地搭个充电车棚",
    "三号楼后面的充电车棚要装自动喷淋",
    "充电车棚里装上烟感，报警通知物业",
)
PRICE, COST, ACCOUNT = "充电电价要公开，服务费分开写", "充电电价太贵了，跟居民电价一样", "充电电价的收入每季度公开"
PROPOSED = {"mei": (SHED, PRICE), "bo": (SPRINKLER, COST), "jin": (SMOKE,)}
REACTIONS = {
    "mei": {SHED: "agree", SPRINKLER: "agree", SMOKE: "agree", PRICE: "agree", COST: "pass", ACCOUNT: "agree"},
    "bo": {SHED: "disagree", SPRINKLER: "agree", SMOKE: "pass", PRICE: "agree", COST: "agree", ACCOUNT: "agree"},
    "jin": {SHED: "agree", SPRINKLER: "agree", SMOKE: "agree", PRICE: "disagree", COST: "disagree", ACCOUNT: "pass"},
}
THEME, RESOLUTION = "车棚安全", "建一个安全的充电车棚"
CLAUSES = "1. 3幢北边空地建充电车棚。\n2. 车棚装自动喷淋和烟感。"
RESERVATION = "夜里灯光不要太亮。"
EVIDENCE = "车棚已建好，喷淋和烟感验收合格。"
BALLOTS = {"mei": "yes", "bo": "yes", "jin": "no", "hua": "yes", "ying": "abstain"}
YES, NO, ABSTAIN = 3, 1, 1
STARS = {"mei": 5, "bo": 4}


@pytest.fixture
def product(new_product: Product) -> Product:
    return new_product


@dataclass(frozen=True, slots=True)
class Hall:
    """The meeting with everyone's window open."""

    desk: DeskPage
    stage: StagePage
    phones: dict[str, FloorPage]

    @property
    def decisions(self) -> DecisionsPanel:
        return DecisionsPanel(self.desk)


def test_the_main_job_from_the_set_up_link_to_the_minutes(product: Product, windows: Windows, tmp_path: Path) -> None:
    hall = open_the_hall(product, windows)
    residents_join(hall, windows)
    residents_propose(hall)
    residents_react(hall)
    theme = themes_are_found_and_named(hall)
    the_hall_decides(hall, windows, theme)
    the_case_is_worked_on(hall)
    another_verifies(product, windows)
    residents_rate(hall)
    minutes_hold_the_numbers(take_minutes(hall, tmp_path))
    hall.stage.expect_never_reloaded()
    assert windows.faults == []


def open_the_hall(product: Product, windows: Windows) -> Hall:
    """The first administrator comes by the printed link, sets a meeting up, and opens desk and stage."""
    page = windows.open("desk", DESKTOP)
    account_page.set_up(page, words, account_page.printed_setup_link(product), place=PLACE, email="lin@example.org")
    office = OfficePage(page, words)
    office.create_meeting(title=TITLE, question=QUESTION, template="T1")
    desk = office.open_desk()
    stage = StagePage(windows.watch("stage", desk.open_stage()), words)
    stage.mark_first_load()
    return Hall(desk, stage, {})


def residents_join(hall: Hall, windows: Windows) -> None:
    """Two in the hall and one from home, who reads English; the stage counts them."""
    wishes = {"mei": ("zh-CN", "hall"), "bo": ("zh-TW", "hall"), "jin": ("en-GB", "online")}
    languages = {"zh-CN": Locale.ZH_HANS, "zh-TW": Locale.ZH_HANT, "en-GB": Locale.EN}
    for name, (locale, attendance) in wishes.items():
        phone = FloorPage(windows.open(name, PHONE, locale=locale), translator_of(languages[locale]))
        phone.join(hall.stage.shown_code(), alias=name, attendance=attendance)
        hall.phones[name] = phone
        hall.stage.expect_headcount(len(hall.phones))


def residents_propose(hall: Hall) -> None:
    """In the phase for it, and not before, phones take proposals; the desk writes one for someone without."""
    expect(hall.phones["mei"].page.locator("#react .card")).to_have_count(0)
    for phase in ("checkin", "open", "say"):
        hall.desk.enter_next_phase(phase)
        hall.stage.expect_phase(phase)
    for name, texts in PROPOSED.items():
        for text in texts:
            hall.phones[name].propose(text)
            expect(hall.stage.card(text)).to_be_visible()
    hall.desk.put_up_card(ACCOUNT)
    expect(hall.stage.card(ACCOUNT)).to_be_visible()


def residents_react(hall: Hall) -> None:
    """Everyone answers every proposal, Bo thinks again, and the stage shows the counts."""
    for name, choices in REACTIONS.items():
        hall.phones[name].react_to_all(choices, own=PROPOSED[name])
    hall.phones["bo"].change_reaction(SHED, "agree")
    for text in REACTIONS["mei"]:
        hall.stage.expect_tally(text, **final_counts(text))
    hall.phones["jin"].expect_counts(SHED, **final_counts(SHED))


def final_counts(text: str) -> dict[str, int]:
    """What the plan above comes to for one proposal, after Bo has thought again."""
    said = Counter("agree" if (name, text) == ("bo", SHED) else plan[text] for name, plan in REACTIONS.items())
    return {"agree": said["agree"], "disagree": said["disagree"], "passes": said["pass"]}


def themes_are_found_and_named(hall: Hall) -> Locator:
    """The machine drafts, the facilitator names; the stage follows."""
    hall.desk.enter_next_phase("cluster")
    hall.desk.show_on_stage("themes")
    hall.desk.ask_for_themes()
    theme = hall.desk.theme_of(SHED)
    hall.desk.rename_theme(theme, THEME)
    hall.stage.expect_theme(THEME)
    return theme


def late_residents_join(hall: Hall, windows: Windows) -> None:
    """Two more come to vote: of fewer than five ballots no split would be told."""
    for name in ("hua", "ying"):
        phone = FloorPage(windows.open(name, PHONE), words)
        phone.join(hall.stage.shown_code(), alias=name, attendance="hall")
        hall.phones[name] = phone


def the_hall_decides(hall: Hall, windows: Windows, theme: Locator) -> None:
    """From the theme to an adopted resolution; while the poll is open nobody sees how it stands."""
    hall.desk.enter_phase("decide")
    late_residents_join(hall, windows)
    hall.decisions.draft(theme, title=RESOLUTION, text=CLAUSES)
    hall.desk.show_on_stage("poll")
    hall.decisions.put_to_vote(RESOLUTION, rule="R0")
    for name, choice in (("bo", "no"), *BALLOTS.items()):
        hall.phones[name].vote(RESOLUTION, choice)
    hall.decisions.expect_turnout(RESOLUTION, cast=YES + NO + ABSTAIN, present=len(hall.phones))
    hall.stage.expect_turnout(cast=YES + NO + ABSTAIN, entitled=len(hall.phones))
    expect(hall.stage.page.locator(".tally-count")).to_have_count(0)
    hall.decisions.close(RESOLUTION, is_carried=True)
    hall.decisions.expect_result(RESOLUTION, yes=YES, abstain=ABSTAIN, no=NO)
    hall.stage.expect_result(yes=YES, abstain=ABSTAIN, no=NO)
    for phone in hall.phones.values():
        phone.expect_outcome(RESOLUTION, yes=YES, no=NO, abstain=ABSTAIN)
    hall.decisions.adopt(RESOLUTION, reservation=RESERVATION)


def the_case_is_worked_on(hall: Hall) -> None:
    """The resolution becomes a case and goes its way as far as the one who reports it may take it."""
    hall.decisions.open_case(RESOLUTION, handler="物业李工")
    for state in ("triaged", "assigned", "accepted", "in_progress"):
        hall.decisions.move_case(RESOLUTION, state)
    hall.decisions.move_case(RESOLUTION, "reported", note=EVIDENCE)
    hall.decisions.expect_refused_move(RESOLUTION, "verified", code="case.same_person")
    expect(hall.phones["mei"].page.locator("#results")).to_contain_text(EVIDENCE)


def another_verifies(product: Product, windows: Windows) -> None:
    """Another member of staff, let in by a link from the command line."""
    added = run_command(product, "staff", "add", "fang@example.org", "--role", "verifier", "--place", PLACE)
    page = windows.open("verifier", DESKTOP)
    account_page.use_link(page, words, added["link"])
    office = OfficePage(page, words)
    office.open_case(RESOLUTION)
    office.move_case("verified")


def residents_rate(hall: Hall) -> None:
    """After the call-back both phones rate, and only then can the case be closed."""
    hall.decisions.move_case(RESOLUTION, "followed_up")
    for name, stars in STARS.items():
        hall.phones[name].rate(RESOLUTION, stars=stars, is_resolved=True)
    hall.desk.page.reload()
    hall.decisions.expect_rating(RESOLUTION, stars=sum(STARS.values()) / len(STARS), count=len(STARS))
    hall.decisions.move_case(RESOLUTION, "closed")


def take_minutes(hall: Hall, folder: Path) -> Minutes:
    office = OfficePage(hall.desk.page, words)
    return read_minutes(office.download(hall.desk.meeting, "minutes-docx", folder))


def minutes_hold_the_numbers(minutes: Minutes) -> None:
    """Every number of the paper against what the people above have done."""
    assert "实到5人（现场4人，线上1人）" in minutes.line_with("会：")
    reactions = sum(map(len, REACTIONS.values()))
    assert f"提议{len(REACTIONS['mei'])}条" in minutes.line_with("会议收到")
    assert f"{len(REACTIONS)}人表态{reactions}次" in minutes.line_with("会议收到")
    listed = {row[words("documents.column.text")]: row for row in minutes.table_under(*PROPOSAL_LIST)}
    assert SHED in listed
    for text in REACTIONS["mei"]:
        counts = final_counts(text)
        people = sum(counts[choice] for choice in ("agree", "disagree", "passes"))
        answered = words("domain.heads.few", agree=counts["agree"], seen=people).replace(" ", "")
        assert listed[text][words("documents.column.heads")] == answered
    choices = [words(f"domain.choice.{choice}") for choice in ("yes", "no", "abstain")]
    assert [[row[choice] for choice in choices] for row in minutes.table_under(*choices)] == [
        [str(YES), str(NO), str(ABSTAIN)]
    ]
    themes = minutes.table_under(words("documents.column.theme"), words("documents.column.strongest"))
    assert THEME in {row[words("documents.column.theme")] for row in themes}
    assert RESERVATION in minutes.line_with(RESERVATION)
    cases = minutes.table_under(words("documents.column.handler"), words("documents.column.rating"))
    assert [(row[words("documents.column.handler")], row[words("documents.column.rating")]) for row in cases] == [
        ("物业李工", words("documents.minutes.rating", stars="4.5", count=len(STARS)))
    ]
