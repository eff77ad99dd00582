"""The life cycle of staff at its doors: REST, office pages, one's own account, and the command line."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete

from app.accounts import actions, queries
from app.accounts.models import StaffRole
from app.cli.every_command import cli
from app.platform.access.actors import Role
from app.platform.access.secrets import hash_password
from app.platform.access.services import Services
from app.processes import make_context
from tests.api.programs import Program, staff_program
from tests.clients import Browser, open_browser
from tests.clocks import StandingClock
from tests.people import Cast, employ

PASSWORD, NEW = "a sentence to remember", "another sentence to remember"
LINK = re.compile(r"/account/link/[\w-]+")
SHOWN = re.compile(r'class="receipt">([\w-]{30,})<')


@pytest.fixture
def ada(app: Flask, services: Services, cast: Cast) -> Browser:
    return open_browser(app).sign_in(services, cast.ada)


@pytest.fixture
def ada_api(app: Flask, services: Services, cast: Cast) -> Program:
    return staff_program(app, services, "ada")


def read(services: Services, query: Any, *args: Any) -> Any:
    with services.database.read() as session:
        return query(session, *args)


def set_password(services: Services, staff: str, password: str = PASSWORD) -> None:
    services.writer.run(lambda work: actions._set_password(work, staff, hash_password(password)))


def test_the_whole_life_over_rest(app: Flask, services: Services, cast: Cast, ada_api: Program) -> None:
    body = {"email": "xin@example.org", "role": "recorder", "place": cast.place}
    assert LINK.search(ada_api.ask("POST", "/staff", body, status=201)["link"])
    (xin,) = [one for one in ada_api.ask("GET", "/staff")["items"] if one["email"] == body["email"]]
    assert xin["roles"] == [{"place": cast.place, "role": "recorder"}]
    assert ada_api.ask("POST", f"/staff/{xin['id']}/suspend")["suspended_at"]
    assert ada_api.ask("POST", f"/staff/{xin['id']}/resume")["suspended_at"] is None
    assert LINK.search(ada_api.ask("POST", f"/staff/{xin['id']}/link", status=201)["link"])
    services.writer.run(lambda work: actions.sign_in(work, staff_id=xin["id"], hours=1))
    (session,) = ada_api.ask("GET", f"/staff/{xin['id']}/sessions")["items"]
    assert ada_api.ask("POST", f"/staff/{xin['id']}/sessions/end", {"session": session["id"]}) == {"ended": 1}
    body = {"role": "recorder", "place": cast.place}
    assert ada_api.ask("POST", f"/staff/{xin['id']}/roles/remove", body)["roles"] == []
    assert ada_api.refusal("POST", f"/staff/{xin['id']}/roles/remove", body) == (404, "not_found")
    assert ada_api.refusal("POST", f"/staff/{xin['id']}/roles/remove") == (422, "payload.invalid")


def test_a_missing_role_tells_nothing_about_people_elsewhere(app: Flask, services: Services, cast: Cast) -> None:
    employ(services, "pia", Role.ADMINISTRATOR, cast.place)
    pia = staff_program(app, services, "pia")
    asked = {pia.refusal("POST", f"/staff/{person}/roles/remove") for person in (cast.hai.id, "nobodyofthatid00")}
    assert asked == {(404, "not_found")}
    assert pia.refusal("POST", f"/staff/{cast.lin.id}/roles/remove") == (422, "payload.invalid")


def test_tokens_over_rest(app: Flask, services: Services, cast: Cast, ada_api: Program) -> None:
    body = {"email": "lin@example.org", "scopes": ["read"], "days": 3}
    made = ada_api.ask("POST", "/tokens", body, status=201, key="key-00000001")
    assert ada_api.send("POST", "/tokens", body, key="key-00000001").status_code == 409
    lin = Program(app, f"Bearer {made['token']}")
    lin.ask("GET", "/cases")
    wish = {"place": cast.place, "title": "新会"}
    assert lin.refusal("POST", "/meetings", wish) == (403, "token.scope")
    assert lin.refusal("GET", "/tokens") == (403, "token.scope")
    (listed,) = [one for one in ada_api.ask("GET", "/tokens")["items"] if one["email"] == "lin@example.org"]
    assert listed["scopes"] == ["read"] and listed["used_at"]
    assert made["token"] not in json.dumps(ada_api.ask("GET", "/tokens"))
    ada_api.ask("POST", f"/tokens/{listed['id']}/revoke")
    assert lin.refusal("GET", "/cases") == (401, "sign_in.needed")


@pytest.mark.parametrize("name", ["lin", "wen"])
def test_strangers_over_rest(app: Flask, services: Services, cast: Cast, name: str) -> None:
    program = staff_program(app, services, name)
    for method, path in (("GET", "/staff"), ("POST", f"/staff/{cast.ada.id}/suspend")):
        assert program.refusal(method, path)[0] == 403
    own = program.ask("GET", "/tokens")["items"]
    assert {token["email"] for token in own} == {f"{name}@example.org"}
    assert program.refusal("POST", "/tokens", {"email": "ada@example.org"}) == (404, "not_found")
    nobody = Program(app)
    for path in ("/staff", "/tokens"):
        assert nobody.refusal("GET", path) == (401, "sign_in.needed")


def test_the_notice_of_a_link_names_whom_to_tell(app: Flask, services: Services, cast: Cast) -> None:
    lin = open_browser(app).sign_in(services, cast.lin)
    assert "请马上告诉管理员：ada@example.org。" in lin.get("/office/").text
    services.writer.run(
        lambda work: work.session.execute(delete(StaffRole).where(StaffRole.role == Role.ADMINISTRATOR))
    )
    text = lin.get("/office/").text
    assert "请马上告诉这台服务器的维护人员。" in text
    assert "管理员：" not in text


def test_the_whole_life_in_the_office(services: Services, cast: Cast, ada: Browser) -> None:
    page = f"/office/staff/{cast.lin.id}"
    assert page in ada.get("/office/staff").text
    services.writer.run(lambda work: actions.sign_in(work, staff_id=cast.lin.id, hours=1))
    assert "sessions/end" in ada.get(page).text
    assert ada.post(f"{page}/sessions/end").location.endswith(page)
    assert read(services, queries.sessions_of, cast.lin.id, services.clock.now()) == []
    assert SHOWN.search(ada.post(f"{page}/tokens", scope="read", days="7").text)
    (token,) = read(services, queries.tokens_of, [cast.lin.id])
    assert f"tokens/{token.id}/revoke" in ada.get(page).text
    ada.post(f"{page}/tokens/{token.id}/revoke")
    assert read(services, queries.tokens_of, [cast.lin.id]) == []
    ada.post(f"{page}/suspend")
    assert read(services, queries.staff_of, cast.lin.id).suspended_at is not None
    assert f"{page}/resume" in ada.get(page).text
    ada.post(f"{page}/resume")
    ada.post(f"{page}/roles/remove", role="facilitator", place=cast.place)
    assert read(services, queries.staff_of, cast.lin.id).roles == ()
    assert ada.post(f"/office/staff/{cast.ada.id}/suspend").status_code == 409


@pytest.mark.parametrize(
    ("form", "code"), [({"scope": "all"}, "payload.invalid"), ({"scope": "read", "days": "0"}, "token.days")]
)
def test_a_token_form_that_is_wrong(cast: Cast, ada: Browser, form: dict[str, str], code: str) -> None:
    answer = ada.post(f"/office/staff/{cast.lin.id}/tokens", **form)
    assert answer.status_code == 422 and code in answer.text


def test_the_owner_is_told_of_a_link(services: Services, cast: Cast, ada: Browser, lin_browser: Browser) -> None:
    ada.post(f"/office/staff/{cast.lin.id}/link")
    page = lin_browser.get("/office/").text
    assert "ada@example.org" in page and "/account/links/dismiss" in page
    until = re.search(r'name="until" value="([^"]+)"', page)
    assert until is not None
    assert lin_browser.post("/account/links/dismiss", until="yesterday").status_code == 422
    assert lin_browser.post("/account/links/dismiss", until=until[1]).status_code == 303
    assert "/account/links/dismiss" not in lin_browser.get("/office/").text


def test_ones_own_account(app: Flask, services: Services, cast: Cast, lin_browser: Browser) -> None:
    other = open_browser(app).sign_in(services, cast.lin)
    assert lin_browser.get("/account").text.count('name="session"') == 2
    lin_browser.post("/account/sessions/end")
    assert other.get("/office/").status_code == 401
    assert SHOWN.search(lin_browser.post("/account/tokens", scope="read").text)
    (token,) = read(services, queries.tokens_of, [cast.lin.id])
    lin_browser.post(f"/account/tokens/{token.id}/revoke")
    assert read(services, queries.tokens_of, [cast.lin.id]) == []
    (mine,) = read(services, queries.sessions_of, cast.lin.id, services.clock.now())
    assert lin_browser.post("/account/sessions/end", session=mine.id).location == "/"
    assert lin_browser.get("/account").status_code == 401


def test_s16_a_new_password_needs_the_old_one_and_ends_the_other_sessions(
    app: Flask, services: Services, cast: Cast, lin_browser: Browser
) -> None:
    wrong = {"old": PASSWORD, "password": NEW}
    assert lin_browser.post("/account/password", **wrong).status_code == 422, "there is no old password"
    set_password(services, cast.lin.id)
    other, before = open_browser(app).sign_in(services, cast.lin), lin_browser.held("staff")
    for old, new in (("wrong", NEW), ("", NEW), (PASSWORD, "short")):
        assert lin_browser.post("/account/password", old=old, password=new).status_code == 422
    assert lin_browser.post("/account/password", old=PASSWORD, password=NEW).status_code == 303
    assert lin_browser.held("staff") != before, "a new session"
    assert lin_browser.get("/account").status_code == 200
    assert other.get("/office/").status_code == 401
    form = {"email": "lin@example.org", "password": NEW}
    assert other.post("/account/sign-in", **form).status_code == 303


def test_s16_fixation_and_sign_out(app: Flask, services: Services, cast: Cast) -> None:
    """A session planted before signing in is not the one after it; a cookie that was copied dies with the sign-out."""
    set_password(services, cast.lin.id)
    browser = open_browser(app)
    with browser.client.session_transaction() as session:
        session["staff"] = "planted"
    form = {"email": "lin@example.org", "password": PASSWORD}
    assert browser.post("/account/sign-in", **form).status_code == 303
    token = browser.held("staff")
    assert token not in (None, "planted")
    assert browser.held("csrf") is None, "nor is the forgery token kept"
    stolen = open_browser(app)._keep(staff=token)
    assert stolen.get("/office/").status_code == 200
    browser._keep(csrf="x")
    browser.client.post("/account/sign-out", data={"csrf": "x"})
    assert stolen.get("/office/").status_code == 401
    with services.database.read() as session:
        assert queries.find_staff_by_session(session, "planted", services.clock.now()) is None


def test_s16_a_suspended_person_looks_like_a_wrong_password(
    app: Flask, services: Services, cast: Cast, ada: Browser, browser: Browser
) -> None:
    set_password(services, cast.lin.id)
    ada.post(f"/office/staff/{cast.lin.id}/suspend")
    answer = browser.post("/account/sign-in", email="lin@example.org", password=PASSWORD)
    assert answer.status_code == 401 and "sign_in.failed" in answer.text


def test_an_idle_session_ends(services: Services, lin_browser: Browser, clock: StandingClock) -> None:
    for hours, status in ((3, 200), (3, 200), (4, 401)):
        clock.advance(hours=hours)
        assert lin_browser.get("/office/").status_code == status


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_whole_life_on_the_command_line(
    services: Services, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    def run(*arguments: str, exit_code: int = 0) -> Any:
        result = CliRunner().invoke(cli, [*arguments, "--json"], obj=make_context())
        assert result.exit_code == exit_code, result.output
        return json.loads(result.output) if exit_code == 0 else result.output

    lin = "lin@example.org"
    assert {one["email"] for one in run("staff", "list")["staff"]} >= {lin, "ada@example.org"}
    services.writer.run(lambda work: actions.sign_in(work, staff_id=cast.lin.id, hours=1))
    token = run("token", "create", lin, "--scope", "read", "--scope", "cases", "--expires", "9000000", exit_code=2)
    token = run("token", "create", lin, "--scope", "read", "--scope", "cases", "--expires", "9")["token"]
    (listed,) = run("token", "list", lin)["tokens"]
    assert listed["scopes"] == ["cases", "read"] and token not in json.dumps(listed)
    assert run("token", "revoke", listed["id"])
    assert run("token", "list")["tokens"] == []
    assert LINK.search(run("staff", "link", lin)["link"])
    run("staff", "suspend", lin)
    assert read(services, queries.staff_of, cast.lin.id).suspended_at is not None
    run("staff", "resume", lin.upper())
    assert "last administrator" in run("staff", "suspend", "ada@example.org", exit_code=1)
    assert "no such member" in run("staff", "suspend", "who@example.org", exit_code=1)
    run("staff", "remove-role", lin, "--role", "facilitator", "--place", "桂花苑")
    run("staff", "remove-role", lin, "--role", "facilitator", "--place", "没有的小区", exit_code=1)
    assert read(services, queries.roles_of, cast.lin.id) == frozenset()
    wen = "wen@example.org"
    services.writer.run(lambda work: actions.sign_in(work, staff_id=cast.wen.id, hours=10_000))
    assert run("staff", "end-sessions", wen)["ended"] == 1
    assert run("staff", "sessions", wen)["sessions"] == []
