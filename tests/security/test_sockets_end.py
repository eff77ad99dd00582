"""What ends a socket, whom it leaves alone, and the gaps between a look-up and a look."""

from typing import Any

import pytest
from flask import Flask

from app.accounts import actions as accounts
from app.accounts import sessions, staffing
from app.factory import Live
from app.meetings import actions as meetings
from app.platform.access.actors import SYSTEM, Actor, Role
from app.platform.access.services import Services
from app.platform.access.versions import ACCESS_CHANGED
from app.platform.live import access_watch
from app.platform.live.access_watch import AccessWatch
from app.platform.live.board import Ended
from tests.acts import act as act_on
from tests.builders import build_seat, new_key
from tests.clients import Browser, Phone, open_browser
from tests.clocks import StandingClock
from tests.people import Cast, employ


def run(services: Services, act: Any, *args: Any, **facts: Any) -> Any:
    return services.writer.run(lambda work: act_on(work, act, *args, **facts))


def said(phone: Phone) -> list[str]:
    """The codes that a phone was told at its end; its library shows nothing once it is not connected."""
    return [packet["args"][0]["code"] for packet in phone.wire.queue if packet["name"] == "access:ended"]


@pytest.fixture
def desk(app: Flask, live: Live, services: Services, cast: Cast, meeting: str) -> tuple[Phone, Browser]:
    """Lin's desk and the browser behind it, seen once by the watch."""
    browser = open_browser(app).sign_in(services, cast.lin)
    phone = Phone.connect(app, live, browser=browser)
    assert phone.ask("meeting:join", meeting=meeting, audience="desk")["ok"]
    live.access.look()
    return phone, browser


def test_nobody_is_ended_without_a_cause(live: Live, desk: tuple[Phone, Browser], mei_phone: Phone) -> None:
    assert live.access.look() == 0
    assert desk[0].wire.is_connected() and mei_phone.wire.is_connected()


@pytest.mark.parametrize("cause", ["sign-out", "end", "end-one", "suspend", "reset", "password", "delete"])
def test_a_session_that_ends_takes_its_socket_along(
    live: Live, services: Services, cast: Cast, desk: tuple[Phone, Browser], mei_phone: Phone, cause: str
) -> None:
    phone, browser = desk
    lin, token = cast.lin, browser.held("staff")
    if cause == "sign-out":
        assert browser.post("/account/sign-out").status_code == 303
    elif cause == "end":
        assert run(services, sessions.end_sessions, SYSTEM, staff_id=lin.id) == 1
    elif cause == "end-one":
        one = accounts.digest_token(token)[:16]
        assert run(services, sessions.end_sessions, cast.ada, staff_id=lin.id, session_id=one) == 1
    elif cause == "suspend":
        run(services, staffing.suspend_staff, cast.ada, staff_id=lin.id)
    elif cause == "reset":
        link = run(services, accounts.make_sign_in_link, cast.ada, staff_id=lin.id, hours=1)
        assert live.access.look() == 0
        run(services, accounts.redeem_link, link=link, password_hash="h", hours=1)
    else:
        services.writer.run(lambda work: accounts._set_password(work, lin.id, "old"))
        run(services, accounts.change_password, lin, old_hash="old", password_hash="new", hours=1)
    assert live.access.look() == 1
    assert said(phone) == [Ended.SESSION]
    assert not phone.wire.is_connected()
    assert mei_phone.wire.is_connected()
    assert live.access.look() == 0


def test_a_role_that_is_lost_ends_the_socket_and_the_page_comes_back_with_what_is_left(
    app: Flask, live: Live, services: Services, cast: Cast, desk: tuple[Phone, Browser], meeting: str
) -> None:
    phone, browser = desk
    run(services, accounts.add_staff, SYSTEM, email="lin@example.org", role=Role.OBSERVER, place_id=cast.place)
    assert live.access.look() == 0, "a role more is no reason to go"
    facts: dict[str, Any] = {"staff_id": cast.lin.id, "role": Role.FACILITATOR, "place_id": cast.place}
    run(services, staffing.remove_role, cast.ada, **facts)
    assert live.access.look() == 1
    assert said(phone) == [Ended.ROLE]
    again = Phone.connect(app, live, browser=browser)
    assert again.refusal("meeting:join", meeting=meeting, audience="desk") == ("forbidden", "forbidden")
    assert again.ask("meeting:join", meeting=meeting)["ok"]


def test_a_role_that_is_gained_counts_on_an_open_socket(
    app: Flask, live: Live, services: Services, cast: Cast, meeting: str
) -> None:
    wen = Phone.connect(app, live, browser=open_browser(app).sign_in(services, cast.wen))
    assert wen.refusal("meeting:join", meeting=meeting, audience="desk") == ("forbidden", "forbidden")
    run(services, accounts.add_staff, SYSTEM, email="wen@example.org", role=Role.FACILITATOR, place_id=cast.place)
    live.access.look()
    assert wen.ask("meeting:join", meeting=meeting, audience="desk")["ok"]


def test_a_seat_that_is_ended_takes_its_sockets_along(
    app: Flask, live: Live, services: Services, cast: Cast, mei: Actor, mei_phone: Phone, meeting: str
) -> None:
    second, bo_phone = Phone.connect(app, live, seat=mei.token), build_seat(services, meeting)
    other = Phone.connect(app, live, seat=bo_phone.token)
    mei_phone.ask("meeting:join", meeting=meeting)
    run(services, meetings.revoke_seat, cast.lin, meeting_id=meeting, seat_id=mei.id)
    assert live.access.look() == 2
    assert said(mei_phone) == said(second) == [Ended.SEAT]
    assert not mei_phone.wire.is_connected() and other.wire.is_connected()
    assert not Phone.connect(app, live, seat=mei.token).wire.is_connected()
    assert live.coalescer.listeners() == 0
    run(services, meetings.restore_seat, cast.lin, meeting_id=meeting, seat_id=mei.id)
    assert Phone.connect(app, live, seat=mei.token).ask("meeting:join", meeting=meeting)["ok"]


def test_who_leaves_is_answered_and_then_gone(live: Live, mei: Actor, mei_phone: Phone) -> None:
    live.access.look()
    assert mei_phone.ask("seat:leave", key=new_key(), seat=mei.id)["ok"]
    assert live.access.look() == 1
    assert said(mei_phone) == [Ended.SEAT]


@pytest.mark.parametrize(("hours", "ends"), [({"hours": 3}, 0), ({"hours": 5}, 1), ({"hours": 13}, 1)])
def test_a_session_that_ends_by_time_takes_its_socket_along(
    live: Live, desk: tuple[Phone, Browser], clock: StandingClock, hours: dict[str, float], ends: int
) -> None:
    clock.advance(**hours)
    assert live.access.look() == ends


def test_a_desk_in_use_outlives_the_idle_limit_but_not_the_session(
    live: Live, desk: tuple[Phone, Browser], clock: StandingClock, meeting: str
) -> None:
    for _ in range(3):
        clock.advance(hours=3)
        assert live.access.look() == 0
        assert desk[0].ask("meeting:change", key=new_key(), meeting=meeting, stage_view="wall")["ok"]
    clock.advance(hours=3)
    assert live.access.look() == 1


def test_what_ends_between_look_up_and_registration_is_found(
    app: Flask, live: Live, services: Services, cast: Cast, mei: Actor, meeting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seat is ended, and the watch looks, after the seat was read and before the connection is known."""
    live.access.look()
    find = type(live.board)._find_seat

    def find_and_be_overtaken(self: Any, *args: Any) -> Actor:
        actor = find(self, *args)
        run(services, meetings.revoke_seat, cast.lin, meeting_id=meeting, seat_id=mei.id)
        assert live.access.look() == 0
        return actor

    monkeypatch.setattr(type(live.board), "_find_seat", find_and_be_overtaken)
    phone = Phone.connect(app, live, seat=mei.token)
    assert phone.wire.is_connected()
    assert live.access.look() == 1
    assert not phone.wire.is_connected()


def test_a_large_hall_is_checked_in_portions(
    app: Flask, live: Live, services: Services, cast: Cast, meeting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_watch, "PORTION", 2)
    seats = [build_seat(services, meeting) for _ in range(5)]
    phones = [Phone.connect(app, live, seat=seat.token) for seat in seats]
    pauses: list[int] = []
    watch = AccessWatch(services, live.board, pause=lambda: pauses.append(1))
    run(services, meetings.revoke_seat, cast.lin, meeting_id=meeting, seat_id=seats[3].id)
    assert watch.look() == 1
    assert len(pauses) == 2
    assert [phone.wire.is_connected() for phone in phones] == [True, True, True, False, True]


def test_only_a_hint_about_access_wakes_the_watch(live: Live) -> None:
    live.access.hear([("m1", "wall")])
    assert not live.access._wake.is_set()
    live.access.hear([("m1", "wall"), ACCESS_CHANGED])
    assert live.access._wake.is_set()


def test_ending_twice_is_ending_once(live: Live, mei_phone: Phone) -> None:
    ((sid, _),) = live.board.peers()
    assert live.board.end(sid, Ended.SEAT) is True
    assert live.board.end(sid, Ended.SEAT) is False


def test_http_obeys_at_once(
    app: Flask, services: Services, cast: Cast, meeting: str, lin_browser: Browser, mei_browser: Browser, mei: Actor
) -> None:
    assert lin_browser.get(f"/m/{meeting}/desk").status_code == 200
    run(services, staffing.suspend_staff, cast.ada, staff_id=cast.lin.id)
    assert lin_browser.get(f"/m/{meeting}/desk").status_code == 401
    assert mei_browser.get(f"/m/{meeting}/floor").status_code == 200
    run(services, meetings.revoke_seat, cast.ada, meeting_id=meeting, seat_id=mei.id)
    assert mei_browser.get(f"/m/{meeting}/floor").status_code == 403
    watcher = open_browser(app).sign_in(services, employ(services, "ou", Role.OBSERVER, cast.place)).take_seat(mei)
    assert watcher.get(f"/office/meetings/{meeting}").status_code == 200, "an ended seat takes nothing from staff"
