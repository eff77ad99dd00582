"""Who is present now: seats whose page is in touch, apart from the seats that were ever taken."""

import time

import pytest
from flask import Flask

from app.factory import Live
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.live.here import HERE, VISIT_SECONDS, Here
from tests.builders import build_seat
from tests.clients import Browser, Phone, open_browser


def enter(app: Flask, live: Live, seat: Actor) -> Phone:
    phone = Phone.connect(app, live, seat=seat.token)
    assert phone.ask("meeting:join", meeting=seat.meeting)["ok"]
    return phone


def test_present_are_those_whose_page_is_open(app: Flask, live: Live, services: Services, meeting: str) -> None:
    seats = [build_seat(services, meeting) for _ in range(5)]
    assert HERE.count(meeting) == 0
    phones = [enter(app, live, seat) for seat in seats[:3]]
    assert HERE.count(meeting) == 3
    again = enter(app, live, seats[0])
    assert HERE.count(meeting) == 3
    again.wire.disconnect()
    phones[1].wire.disconnect()
    assert HERE.count(meeting) == 2


def test_staff_and_strangers_do_not_count(app: Flask, live: Live, lin_desk: Phone, guo: Actor, meeting: str) -> None:
    lin_desk.ask("meeting:join", meeting=meeting, audience="desk")
    enter(app, live, guo)
    Phone.connect(app, live, seat=guo.token).ask("meeting:join", meeting=meeting)
    assert HERE.count(meeting) == 0


def test_pages_and_the_board_tell_both_numbers(
    app: Flask, live: Live, services: Services, lin_browser: Browser, mei: Actor, bo: Actor, meeting: str
) -> None:
    enter(app, live, mei)
    changed = HERE.look()
    assert (meeting, "here") in changed and HERE.look() == []
    live.coalescer.mark(changed)
    answer = enter(app, live, bo).ask("meeting:join", meeting=meeting)
    board = {snapshot["topic"]: snapshot for snapshot in answer["data"]["snapshots"]}
    assert board["here"]["data"] == {"count": 1} and board["here"]["version"] > 0
    assert board["presence"]["data"]["seats"] == 2
    enter(app, live, bo)
    resident = open_browser(app).take_seat(mei).get(f"/m/{meeting}/floor").text
    assert "现在 2 人在场 · 签到 2 人" in resident
    build_seat(services, meeting)
    assert '<p class="counter">2</p>' in lin_browser.get(f"/m/{meeting}/stage").text
    desk = lin_browser.get(f"/m/{meeting}/desk").text
    assert "data-here>2<" in desk and "data-headcount>3<" in desk


def test_a_phone_without_script_is_present_for_a_while(
    app: Flask, live: Live, mei: Actor, meeting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_browser(app).take_seat(mei).get(f"/m/{meeting}/floor")
    assert HERE.count(meeting) == 1
    phone = enter(app, live, mei)
    assert HERE.count(meeting) == 1
    phone.wire.disconnect()
    assert HERE.count(meeting) == 0
    open_browser(app).take_seat(mei).get(f"/m/{meeting}/floor")
    later = time.monotonic() + VISIT_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert HERE.count(meeting) == 0


def test_versions_grow_with_each_change_and_stand_still_without_one() -> None:
    here = Here()
    here.enter("m", "c1", "s1")
    versions = []
    for connection in ("c2", "c3", "c4"):
        here.look()
        versions.append(here.version("m"))
        here.enter("m", connection, connection)
    assert versions == sorted(set(versions))
    here.look()
    assert here.told("m") == 4
    for connection in ("c1", "c2", "c3", "c4"):
        here.leave("m", connection)
    assert here.look() == [("m", "here")] and here.told("m") == 0
    assert here.look() == []
