"""`join_meeting` and `leave_meeting`: a seat by code or QR secret, without an account."""

import pytest
from markupsafe import escape

from app.meetings import actions, queries
from app.meetings.actions import Joined
from app.meetings.rules import format_code
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.platform.i18n import Locale, translator_of
from app.platform.storage import ledger
from tests.builders import build_meeting, build_seat, view_meeting
from tests.clients import Browser
from tests.people import Cast
from tests.races import race


def join(services: Services, code: str, **facts: str) -> Joined:
    return services.writer.run(lambda work: actions.join_meeting(work, code=code, **facts))


def test_a_code_gives_a_seat(services: Services, meeting: str) -> None:
    joined = join(services, view_meeting(services, meeting).code, alias="梅", attendance="online")
    with services.database.read() as session:
        actor = queries.find_seat(session, joined.token)
        seat = queries.seat_of(session, joined.seat)
    assert actor is not None and seat is not None
    assert (actor.id, actor.meeting, actor.is_seat) == (joined.seat, meeting, True)
    assert (seat.alias, seat.attendance, seat.kind) == ("梅", "online", "resident")


def test_the_code_as_people_type_it_and_the_qr_secret(services: Services, meeting: str) -> None:
    view = view_meeting(services, meeting)
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in view.code)
    for code in (format_code(view.code), view.code[:3] + "-" + view.code[3:], full_width, view.qr_token):
        assert join(services, code).meeting == meeting


@pytest.mark.parametrize("code", ["000000000", "12345", "", "no such secret"])
def test_another_code_is_unknown(services: Services, meeting: str, code: str) -> None:
    with pytest.raises(DomainError, match="code.unknown"):
        join(services, code)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"alias": "一" * 61}, "alias.long"),
        ({"stakeholder_group": "路人"}, "stake.unknown"),
        ({"attendance": "moon"}, "attendance.unknown"),
    ],
)
def test_what_a_seat_may_not_say(services: Services, meeting: str, facts: dict[str, str], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        join(services, view_meeting(services, meeting).code, **facts)
    with services.database.read() as session:
        assert queries.presence_of(session, meeting).seats == 0


def test_a_stakeholder_group_that_the_meeting_names(services: Services, cast: Cast) -> None:
    meeting = build_meeting(services, cast.place, stakeholder_groups=("车主", "住一楼的"))
    seat = build_seat(services, meeting, stakeholder_group="车主")
    with services.database.read() as session:
        view = queries.seat_of(session, seat.id)
    assert view is not None and view.stakeholder_group == "车主"


def test_a_meeting_that_is_shut_takes_nobody(services: Services, cast: Cast, meeting: str) -> None:
    code = view_meeting(services, meeting).code
    services.writer.run(
        lambda work: perform(work, actions.change_meeting, cast.lin, meeting_id=meeting, is_joinable=False)
    )
    for way in (code, view_meeting(services, meeting).qr_token):
        with pytest.raises(DomainError, match="joining.closed"):
            join(services, way)
    services.writer.run(
        lambda work: perform(work, actions.change_meeting, cast.lin, meeting_id=meeting, is_joinable=True)
    )
    assert view_meeting(services, meeting).code == code
    assert join(services, code).meeting == meeting


def test_a_code_is_kept_until_the_meeting_ends(
    services: Services, cast: Cast, meeting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = view_meeting(services, meeting).code
    services.writer.run(
        lambda work: perform(work, actions.change_meeting, cast.lin, meeting_id=meeting, is_joinable=False)
    )
    drawn = iter([int(code) - 100_000_000, 7, int(code) - 100_000_000])
    monkeypatch.setattr("secrets.randbelow", lambda _below: next(drawn))
    assert view_meeting(services, build_meeting(services, cast.place)).code == "100000007"
    services.writer.run(lambda work: perform(work, actions.close_meeting, cast.lin, meeting_id=meeting))
    assert view_meeting(services, build_meeting(services, cast.place)).code == code


def test_the_page_says_that_joining_is_closed(
    services: Services, browser: Browser, mei_browser: Browser, cast: Cast, meeting: str
) -> None:
    view = view_meeting(services, meeting)
    services.writer.run(
        lambda work: perform(work, actions.change_meeting, cast.lin, meeting_id=meeting, is_joinable=False)
    )
    said = translator_of(Locale.ZH_HANS)("join.closed.title")
    for way in (view.code, view.qr_token):
        page = browser.get(f"/j/{way}")
        assert page.status_code == 200 and said in page.text
        assert 'name="alias"' not in page.text
        assert browser.post(f"/j/{way}").headers["Location"].endswith(f"/j/{way}")
        assert mei_browser.get(f"/j/{way}").headers["Location"] == f"/m/{meeting}/floor"
    assert browser.held("seats") is None
    services.writer.run(lambda work: perform(work, actions.close_meeting, cast.lin, meeting_id=meeting))
    assert browser.get(f"/j/{view.code}").status_code == 404


@pytest.mark.parametrize("typed", ["510727184", "510 727 18", "会议号 <51>", "字" * 500])
def test_a_code_that_leads_nowhere_stays_in_its_field(browser: Browser, typed: str) -> None:
    page = browser.get("/j", query_string={"code": typed})
    assert page.status_code == 404
    assert f'value="{escape(typed)}"' in page.text
    assert translator_of(Locale.ZH_HANS)("errors.code.unknown") in page.text


def test_an_invitation_is_pasted_whole(services: Services, browser: Browser, meeting: str) -> None:
    view = view_meeting(services, meeting)
    code = format_code(view.code).replace(" ", "/")
    for typed in (
        f"邀请码：{code}（涼亭下）",
        f"http://192.168.1.20:8000/j/{view.code}",
        f"http://hall/j/{view.qr_token}",
    ):
        there = browser.get("/j", query_string={"code": typed}, follow_redirects=True)
        assert there.status_code == 200 and view.title in there.text
        assert join(services, typed).meeting == meeting


def test_the_secret_is_nowhere_in_storage(services: Services, mei: Actor, meeting: str) -> None:
    with services.database.read() as session:
        stored = [entry.payload or "" for entry in ledger.entries_of(session, meeting)]
        digest = session.connection().exec_driver_sql("SELECT token_digest FROM seat").scalars().all()
    assert mei.token not in "".join([*stored, *digest])


def test_headcount_follows_joining_and_leaving(services: Services, mei: Actor, meeting: str) -> None:
    build_seat(services, meeting, attendance="online")
    with services.database.read() as session:
        assert queries.presence_of(session, meeting) == queries.Presence(seats=2, hall=1, online=1, guests=0)
    services.writer.run(lambda work: perform(work, actions.leave_meeting, mei, meeting_id=meeting, seat_id=mei.seat_id))
    with services.database.read() as session:
        assert queries.presence_of(session, meeting).seats == 1
        assert queries.find_seat(session, mei.token) is None


def test_two_at_once_get_two_seats(services: Services, meeting: str) -> None:
    code = view_meeting(services, meeting).code
    one, other = race(services, *(lambda work: actions.join_meeting(work, code=code) for _ in range(2)))
    assert one.seat != other.seat and one.token != other.token


def test_a_browser_joins_once_and_keeps_its_seat(services: Services, browser: Browser, meeting: str) -> None:
    code = view_meeting(services, meeting).code
    for _ in range(2):
        answer = browser.post(f"/j/{code}", alias="梅", attendance="hall")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/m/{meeting}/floor")
    assert set(browser.held("seats")) == {meeting}
    with services.database.read() as session:
        assert queries.presence_of(session, meeting).seats == 1
