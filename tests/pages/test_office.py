"""The office's pages: who sees what, what a form does, what is refused."""

import re

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import update

from app.cases import queries as cases
from app.cases.rules import State
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.organisations import queries as organisations
from app.pages.office.ledger import CheckTurn
from app.platform.access.actors import Role
from app.platform.access.services import Services
from app.platform.storage.ledger import LedgerHead
from app.platform.storage.ledger.record import check_record
from app.resolutions import queries as resolutions
from tests.clients import Browser, open_browser
from tests.exports.walk import Walk
from tests.people import Cast, employ

LINK = re.compile(r"http://localhost(/account/link/[\w-]+)")


@pytest.fixture
def walk(services: Services, cast: Cast) -> Walk:
    """A meeting whose text has been carried and not yet adopted."""
    walk = Walk(services, cast)
    walk.speak()
    walk.decide()
    return walk


@pytest.fixture
def wen(app: Flask, services: Services, cast: Cast) -> Browser:
    """The browser of Wen of the committee."""
    return open_browser(app).sign_in(services, cast.wen)


@pytest.fixture
def ada(app: Flask, services: Services, cast: Cast) -> Browser:
    """The browser of Ada, the administrator."""
    return open_browser(app).sign_in(services, cast.ada)


def test_the_front_page_shows_the_meetings_of_ones_places(lin_browser: Browser, meeting: str, away: str) -> None:
    page = lin_browser.get("/office/").text
    assert f"/m/{meeting}/desk" in page
    assert f"/m/{meeting}/stage" in page
    assert away not in page


def test_the_front_page_says_what_to_do_first(lin_browser: Browser) -> None:
    assert "/office/meetings/new" in lin_browser.get("/office/").text


def test_those_without_a_desk_are_not_shown_one(wen: Browser, meeting: str) -> None:
    page = wen.get("/office/").text
    assert f"/office/meetings/{meeting}" in page
    assert f"/m/{meeting}/desk" not in page


@pytest.mark.parametrize(
    "path", ["/office/", "/office/meetings/new", "/office/cases", "/office/staff", "/office/places"]
)
def test_nobody_comes_in_without_signing_in(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 401


def test_a_meeting_is_set_up_from_a_form(services: Services, cast: Cast, wen: Browser) -> None:
    form = {
        "place": cast.place,
        "title": "楼道堆物",
        "question": "",
        "template": "T2",
        "stakes": "业主\r\n\r\n租户\r\n业主",
        "is_reviewed": "1",
    }
    answer = wen.post("/office/meetings/new", **form)
    assert answer.status_code == 303
    with services.database.read() as session:
        (view,) = meetings.meetings_at(session, [cast.place])
    assert answer.location.endswith(f"/office/meetings/{view.id}")
    assert (view.title, view.question, view.template) == ("楼道堆物", "楼道堆物", "T2")
    assert (view.stakeholder_groups, view.is_reviewed) == (("业主", "租户"), True)


def test_a_meeting_is_not_set_up_at_anothers_place(services: Services, cast: Cast, wen: Browser) -> None:
    form = {"place": cast.elsewhere, "title": "别人的事", "template": "T2"}
    assert wen.post("/office/meetings/new", **form).status_code == 404
    with services.database.read() as session:
        assert meetings.meetings_at(session, [cast.elsewhere]) == []


def test_a_recorder_sets_no_meeting_up(app: Flask, services: Services, cast: Cast) -> None:
    fang = open_browser(app).sign_in(services, cast.fang)
    assert fang.get("/office/meetings/new").status_code == 403


def test_a_meetings_page_tells_its_numbers(wen: Browser, walk: Walk) -> None:
    page = wen.get(f"/office/meetings/{walk.meeting}").text
    for expected in (
        "6人（现场6，线上0）",
        "11条上墙，6人表过态",
        "6 人里 6 人投票，4 人同意，超过一半，通过。",
        'name="format" value="minutes-docx"',
    ):
        assert expected in page


def test_anothers_meeting_is_not_found(services: Services, app: Flask, cast: Cast, walk: Walk) -> None:
    hai = open_browser(app).sign_in(services, cast.hai)
    for path in ("", "/ledger", "/exports/json"):
        assert hai.get(f"/office/meetings/{walk.meeting}{path}").status_code == 404


def test_a_resident_stays_out_of_the_office(app: Flask, walk: Walk) -> None:
    phone = open_browser(app).take_seat(walk.seats[0])
    assert phone.get(f"/office/meetings/{walk.meeting}").status_code == 403
    assert phone.get(f"/office/meetings/{walk.meeting}/ledger").status_code == 403


def test_the_record_is_readable_and_checked(wen: Browser, walk: Walk) -> None:
    page = wen.get(f"/office/meetings/{walk.meeting}/ledger?check=1").text
    assert "已核对" in page
    assert "=1+1" in page
    assert not [seat.id for seat in walk.seats if f">{seat.id}<" in page]


def test_the_check_of_the_office_says_what_the_command_says(services: Services, wen: Browser, walk: Walk) -> None:
    """Also of rows that were changed past the product, which the hashes of the chain do not cover."""
    address = f"/office/meetings/{walk.meeting}/ledger?check=1"
    with services.database.write_engine.begin() as connection:
        connection.execute(update(Meeting).where(Meeting.id == walk.meeting).values(title="改过的题目"))
        connection.execute(update(LedgerHead).where(LedgerHead.chain == walk.meeting).values(signature="AAAA"))
    with services.database.read_moment() as session:
        report = check_record(session, services.signer, services.replays, chain=walk.meeting)
    assert len(report.faults) == 2
    page = wen.get(address).text
    assert "记录有2处对不上" in page and "已核对" not in page
    assert all(f"<li>{escape(str(fault))}</li>" in page for fault in report.faults)
    assert all(f"<li>{escape(fact)}</li>" in page for fact in report.facts)


def test_what_cannot_be_checked_is_said_on_the_page(services: Services, wen: Browser, walk: Walk) -> None:
    (services.keys.folder / "ledger-rows").rename(services.keys.folder / "lost")
    services.signer._row_key = None
    page = wen.get(f"/office/meetings/{walk.meeting}/ledger?check=1").text
    assert "已核对" in page and "留下的记录太少，无法核对" in page


def test_one_record_is_checked_at_a_time(services: Services, wen: Browser, walk: Walk) -> None:
    address = f"/office/meetings/{walk.meeting}/ledger"
    with services.instance(CheckTurn).lock:
        assert wen.get(f"{address}?check=1").status_code == 503
        assert wen.get(address).status_code == 200, "reading needs no turn"
    assert wen.get(f"{address}?check=1").status_code == 200


def test_the_committee_adopts_opens_and_moves_a_case(services: Services, wen: Browser, walk: Walk) -> None:
    adopted = wen.post(f"/office/resolutions/{walk.resolution}/adopt", reservations="担心噪声\r\n\r\n太贵")
    assert adopted.status_code == 303
    opened = wen.post(f"/office/resolutions/{walk.resolution}/case", handler="物业", due_on="2026-06-01")
    case = opened.location.rsplit("/", 1)[1]
    assert wen.post(f"/office/cases/{case}/moves", to="triaged", note="", handler="网格员").status_code == 303
    with services.database.read() as session:
        resolution = resolutions.resolution_of(session, walk.resolution)
        view = cases.case_of(session, case)
    assert (resolution.state, resolution.reservations) == ("adopted", ("担心噪声", "太贵"))
    assert (view.state, view.handler, str(view.due_on)) == ("triaged", "网格员", "2026-06-01")
    assert "建车棚" in wen.get("/office/cases").text


def test_a_late_and_a_poor_case_stand_out(wen: Browser, walk: Walk) -> None:
    walk.adopt()
    walk.carry_out()
    walk.rate(stars=1)
    page = wen.get(f"/office/cases/{walk.case}").text
    assert "有居民不满意" in page
    assert "1人评价，其中0人认为已解决" in page


def test_a_move_that_needs_a_note_says_so(services: Services, wen: Browser, walk: Walk) -> None:
    walk.adopt()
    walk.carry_out(way=(State.TRIAGED, State.ASSIGNED))
    path = f"/office/cases/{walk.case}"
    answer = wen.client.post(
        f"{path}/moves",
        data={"csrf": wen.held("csrf"), "key": "k" * 12, "to": "returned", "note": ""},
        headers={"Referer": f"http://localhost{path}"},
    )
    assert answer.status_code == 303
    assert "这一步要写明原因或凭据。" in wen.get(path).text
    with services.database.read() as session:
        assert cases.case_of(session, walk.case).state == "assigned"


def test_an_observer_sees_a_case_and_moves_none(app: Flask, services: Services, cast: Cast, walk: Walk) -> None:
    walk.adopt()
    walk.carry_out(way=())
    watcher = open_browser(app).sign_in(services, employ(services, "ou", Role.OBSERVER, cast.place))
    page = watcher.get(f"/office/cases/{walk.case}")
    assert (page.status_code, "/moves" in page.text) == (200, False)
    assert watcher.post(f"/office/cases/{walk.case}/moves", to="triaged").status_code == 403


def test_an_administrator_adds_a_place_once(services: Services, ada: Browser) -> None:
    assert ada.post("/office/places", name="  新  苑 ").status_code == 303
    assert "新 苑" in ada.get("/office/places").text
    assert ada.post("/office/places", name="新 苑").status_code in (303, 409)
    with services.database.read() as session:
        assert organisations.place_named(session, "新 苑") is not None


def test_new_staff_get_a_link_that_is_shown_once(app: Flask, cast: Cast, ada: Browser) -> None:
    form = {"email": "Xin@Example.org", "role": "handler", "place": cast.place}
    page = ada.post("/office/staff", **form).text
    (path,) = LINK.findall(page)
    assert LINK.findall(ada.get("/office/staff").text) == []
    assert "xin@example.org" in ada.get("/office/staff").text
    newcomer = open_browser(app)
    assert newcomer.post(path, password="good long password").status_code == 303
    assert newcomer.get("/office/").status_code == 200


def test_an_administrator_of_one_place_has_no_say_in_staff(app: Flask, services: Services, cast: Cast) -> None:
    warden = open_browser(app).sign_in(services, employ(services, "local", Role.ADMINISTRATOR, cast.place))
    form = {"email": "me@example.org", "role": "administrator", "place": cast.place}
    assert warden.get("/office/staff").status_code == 403
    assert warden.post("/office/staff", **form).status_code == 403
    assert warden.post(f"/office/staff/{cast.ada.id}/link").status_code == 403
    assert warden.post("/office/places", name="又一处").status_code == 403


def test_a_facilitator_manages_neither_staff_nor_places(lin_browser: Browser) -> None:
    page = lin_browser.get("/office/").text
    assert "/office/staff" not in page
    assert lin_browser.get("/office/staff").status_code == 403
    assert lin_browser.post("/office/places", name="x").status_code == 403
