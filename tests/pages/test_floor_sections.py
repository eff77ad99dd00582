"""The sections of the floor that a page with a script fetches again."""

import re

from flask import Flask

from app.meetings import actions as meetings
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from tests.builders import build_seat, move_to
from tests.clients import Browser, open_browser
from tests.pages.test_floor_decisions import build_reported_case

KEY = re.compile(r'name="key" value="[^"]*"')


def sections(meeting: str, *names: str) -> str:
    return f"/m/{meeting}/floor/sections?" + "&".join(f"of={name}" for name in names)


def test_only_the_sections_asked_for_are_sent(mei_browser: Browser, meeting: str) -> None:
    page = mei_browser.get(sections(meeting, "results", "now", "propose", "nonsense")).text
    assert [name for name in ("now", "concessions", "stand", "results") if f'data-section="{name}"' in page] == [
        "now",
        "results",
    ]
    assert "<form" not in page
    assert mei_browser.get(sections(meeting)).text.strip() == ""


def test_a_section_is_the_same_as_on_the_page(
    mei_browser: Browser, services: Services, mei: Actor, meeting: str
) -> None:
    move_to(services, meeting, "discuss")
    mei_browser.post(f"/m/{meeting}/concessions", wanted="", condition="离窗六米", gives="放在3幢北侧")
    build_reported_case(services, mei, meeting)
    page = KEY.sub("", mei_browser.get(f"/m/{meeting}/floor").text)
    for name in ("concessions", "results"):
        section = KEY.sub("", mei_browser.get(sections(meeting, name)).text).strip()
        assert "<form" in section
        assert section in page


def test_what_a_page_shows_already_is_not_sent_again(
    mei_browser: Browser, services: Services, mei: Actor, meeting: str
) -> None:
    build_reported_case(services, mei, meeting)
    address = sections(meeting, "now", "results")
    tag = mei_browser.get(address).headers["ETag"]
    again = mei_browser.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    move_to(services, meeting, "discuss")
    assert mei_browser.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_ones_own_rating_is_shown_to_nobody_else(
    app: Flask, mei_browser: Browser, services: Services, mei: Actor, meeting: str
) -> None:
    case = build_reported_case(services, mei, meeting)
    mei_browser.post(f"/m/{meeting}/cases/{case}/rating", stars="4", is_resolved="true", note="")
    bo = open_browser(app).take_seat(build_seat(services, meeting))
    assert 'value="4" required checked' in mei_browser.get(sections(meeting, "results")).text
    assert " checked" not in bo.get(sections(meeting, "results")).text


def test_a_stranger_gets_no_section(browser: Browser, meeting: str) -> None:
    assert browser.get(sections(meeting, "now")).status_code == 401


def test_an_ended_meeting_says_so(mei_browser: Browser, services: Services, meeting: str) -> None:
    before = mei_browser.get(sections(meeting, "now")).text
    services.writer.run(lambda work: perform(work, meetings.close_meeting, SYSTEM, chain=meeting, meeting_id=meeting))
    assert mei_browser.get(sections(meeting, "now")).text != before
