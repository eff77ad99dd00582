"""The stage's page: who may open it, and the ways in that it shows."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from app.meetings import actions
from app.pages.qr import join_address, join_url, qr_svg
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from tests.builders import build_meeting, view_meeting
from tests.clients import Browser, open_browser
from tests.people import Cast


def test_it_shows_how_to_join(lin_browser: Browser, services: Services, meeting: str) -> None:
    page = lin_browser.get(f"/m/{meeting}/stage")
    code = view_meeting(services, meeting).code

    assert page.status_code == 200
    assert f"<span>{code[:3]}</span><span>{code[3:6]}</span><span>{code[6:]}</span>" in page.text
    assert "localhost/j<" in page.text


def test_the_square_holds_the_secret_way_in(app: Flask, services: Services, meeting: str) -> None:
    view = view_meeting(services, meeting)
    with app.test_request_context(base_url="http://hall.lan:8000"):
        assert join_url(view) == f"http://hall.lan:8000/j/{view.qr_token}"
        assert join_address() == "hall.lan:8000/j"


def test_a_public_address_goes_before_the_one_asked(app: Flask, services: Services, meeting: str) -> None:
    settings = services.settings.model_copy(update={"public_url": "https://hall.example.org"})
    app.extensions["liangting"] = replace(services, settings=settings)
    with app.test_request_context(base_url="http://10.0.0.5:8000"):
        assert join_url(view_meeting(services, meeting)).startswith("https://hall.example.org/j/")
        assert join_address() == "hall.example.org/j"


def test_the_square_is_drawn_without_style() -> None:
    svg = qr_svg("http://hall.lan/j/abc")

    assert svg.startswith("<svg viewBox=")
    assert "style" not in svg
    assert "class" not in svg


@pytest.mark.parametrize("path", ["stage", "desk"])
def test_the_page_keeps_to_the_security_policy(lin_browser: Browser, meeting: str, path: str) -> None:
    text = lin_browser.get(f"/m/{meeting}/{path}").text

    assert not re.search(r"<[^>]+\s(style|on\w+)=", text)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)


@pytest.mark.parametrize("path", ["stage", "desk"])
def test_a_title_is_text_and_not_markup(lin_browser: Browser, services: Services, cast: Cast, path: str) -> None:
    meeting = build_meeting(services, cast.place, title="<img src=x onerror=alert(1)>'\"")

    assert "<img src=x" not in lin_browser.get(f"/m/{meeting}/{path}").text


def test_strangers_stay_outside(app: Flask, services: Services, cast: Cast, guo: Actor, meeting: str) -> None:
    nobody, of_another_meeting = open_browser(app), open_browser(app).take_seat(guo)
    from_elsewhere = open_browser(app).sign_in(services, cast.hai)

    for address in (f"/m/{meeting}/stage", f"/m/{meeting}/desk"):
        assert nobody.get(address).status_code == 401
        assert of_another_meeting.get(address).status_code == 401
        assert from_elsewhere.get(address).status_code == 404


def test_a_resident_sees_the_board_and_does_not_run_it(app: Flask, mei: Actor, meeting: str) -> None:
    resident = open_browser(app).take_seat(mei)
    page = resident.get(f"/m/{meeting}/stage")
    assert page.status_code == 200
    assert f'data-seat="{mei.token}"' in page.text  # so that the board tells the picture to this seat
    assert f'href="/m/{meeting}/floor"' in page.text
    assert f'href="/m/{meeting}/stage"' in resident.get(f"/m/{meeting}/floor").text
    assert resident.get(f"/m/{meeting}/stage/map").get_json() == {"points": []}
    assert resident.get(f"/m/{meeting}/desk").status_code == 403


def test_the_hall_and_the_staff_are_given_no_seat(lin_browser: Browser, meeting: str) -> None:
    page = lin_browser.get(f"/m/{meeting}/stage").text
    assert 'data-seat=""' in page and "stage-back" not in page


def test_a_recorder_watches_but_does_not_run(browser: Browser, services: Services, cast: Cast, meeting: str) -> None:
    browser.sign_in(services, cast.fang)

    assert browser.get(f"/m/{meeting}/stage").status_code == 200
    assert browser.get(f"/m/{meeting}/desk").status_code == 403


def test_a_closed_meeting_is_still_shown(lin_browser: Browser, services: Services, meeting: str) -> None:
    services.writer.run(lambda work: perform(work, actions.close_meeting, SYSTEM, meeting_id=meeting))

    assert lin_browser.get(f"/m/{meeting}/stage").status_code == 200
    assert lin_browser.get(f"/m/{meeting}/desk").status_code == 200
