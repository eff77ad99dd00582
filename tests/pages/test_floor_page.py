"""A resident's page: who gets it, what it shows, and that every act of it works as a plain form."""

import json
import re
from typing import Any

import pytest
from flask import Flask

from app.meetings import actions as meetings
from app.meetings.rules import TEMPLATES
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.i18n import Locale, translator_of
from app.proposals.rules import Choice
from tests.builders import build_proposal, build_seat, react
from tests.clients import Browser, open_browser


def floor(meeting: str) -> str:
    return f"/m/{meeting}/floor"


def seed_of(browser: Browser, meeting: str) -> dict[str, Any]:
    """What the page tells its islands."""
    page = browser.get(floor(meeting)).text
    match = re.search(r'<script type="application/json" id="seed">(.*?)</script>', page, re.S)
    assert match is not None
    seed: dict[str, Any] = json.loads(match[1])
    return seed


def test_a_stranger_is_shown_the_way_to_a_seat(browser: Browser, meeting: str) -> None:
    answer = browser.get(floor(meeting))
    assert (answer.status_code, answer.location) == (302, "/j")


def test_staff_without_a_seat_are_shown_the_way_to_one(lin_browser: Browser, meeting: str) -> None:
    assert re.fullmatch(r"/j/\d{9}", lin_browser.get(floor(meeting)).location)


def test_a_seat_given_up_is_forgotten(mei_browser: Browser, services: Services, mei: Actor, meeting: str) -> None:
    services.writer.run(
        lambda work: perform(work, meetings.leave_meeting, mei, meeting_id=meeting, seat_id=mei.seat_id)
    )
    assert mei_browser.get(floor(meeting)).location == "/j"
    assert mei_browser.held("seats") == {}


def test_a_seat_of_one_meeting_does_not_open_another(app: Flask, guo: Actor, meeting: str) -> None:
    assert open_browser(app).take_seat(guo).get(floor(meeting)).location == "/j"


def test_propose_and_withdraw_by_form(mei_browser: Browser, meeting: str) -> None:
    assert mei_browser.post(f"/m/{meeting}/proposals", text="棚里装一盏灯").location == floor(meeting)
    own = seed_of(mei_browser, meeting)["own"]["proposals"]
    assert [(card["text"], card["state"]) for card in own] == [("棚里装一盏灯", "visible")]
    mei_browser.post(f"/m/{meeting}/proposals/{own[0]['id']}/withdraw")
    assert seed_of(mei_browser, meeting)["own"]["proposals"][0]["state"] == "withdrawn"


def test_nobody_withdraws_for_another(mei_browser: Browser, services: Services, bo: Actor, meeting: str) -> None:
    proposal = build_proposal(services, bo, meeting)
    assert mei_browser.post(f"/m/{meeting}/proposals/{proposal}/withdraw").status_code == 404
    assert seed_of(mei_browser, meeting)["wall"]["proposals"][0]["id"] == proposal


def test_counts_show_only_after_ones_own_word(
    mei_browser: Browser, services: Services, bo: Actor, meeting: str
) -> None:
    proposal = build_proposal(services, bo, meeting)
    react(services, bo, meeting, proposal, Choice.AGREE)
    counts = translator_of(Locale.ZH_HANS)("floor.react.counts", agree=1, disagree=1, passes=0)
    assert counts not in mei_browser.get(floor(meeting)).text
    answer = mei_browser.post(f"/m/{meeting}/proposals/{proposal}/reaction", choice="disagree")
    assert answer.location == floor(meeting) + "#react"
    assert counts in mei_browser.get(floor(meeting)).text


def test_the_least_seen_proposal_comes_first(app: Flask, services: Services, bo: Actor, meeting: str) -> None:
    """To nine of ten residents: a fifth of all cards are drawn evenly, so that the rest can be checked."""
    known = build_proposal(services, bo, meeting, "大家都看过的")
    build_proposal(services, bo, meeting, "还没人看过的")
    react(services, bo, meeting, known)
    pages = [open_browser(app).take_seat(build_seat(services, meeting)).get(floor(meeting)).text for _ in range(40)]
    dealt = [re.search(r'<article class="card card-now">.*?</article>', page, re.S) for page in pages]
    assert all(dealt)
    assert sum("还没人看过的" in card[0] for card in dealt if card) >= 26


def test_a_proposal_of_another_meeting_is_not_found(
    mei_browser: Browser, services: Services, guo: Actor, meeting: str, away: str
) -> None:
    theirs = build_proposal(services, guo, away)
    assert mei_browser.post(f"/m/{meeting}/proposals/{theirs}/reaction", choice="agree").status_code == 404


def test_a_text_is_shown_as_text(mei_browser: Browser, services: Services, bo: Actor, meeting: str) -> None:
    build_proposal(services, bo, meeting, "</script><script>alert(1)</script>")
    page = mei_browser.get(floor(meeting)).text
    assert "<script>alert" not in page
    assert seed_of(mei_browser, meeting)["wall"]["proposals"][0]["text"] == "</script><script>alert(1)</script>"


def test_own_is_ones_own(app: Flask, services: Services, mei: Actor, meeting: str) -> None:
    build_proposal(services, mei, meeting)
    bo = open_browser(app).take_seat(build_seat(services, meeting))
    assert bo.get(floor(meeting) + "/own").get_json()["proposals"] == []


@pytest.mark.parametrize("locale", list(Locale))
def test_every_phase_has_its_words(locale: Locale) -> None:
    words = translator_of(locale).entries
    phases = {phase.key for template in TEMPLATES.values() for phase in template.phases}
    missing = [
        f"{area}.{key}" for key in phases for area in ("domain.phase", "floor.now") if f"{area}.{key}" not in words
    ]
    assert missing == []
