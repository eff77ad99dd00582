"""S1, S4 and S17 over the URL map: roles, forgery, reads that write nothing, headers; a new route is tested at once."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from app.factory import create_app
from app.platform.access.actors import NOBODY, Actor
from app.platform.access.permissions import ANYONE, GRANTS, SEAT, Party, Permission
from app.platform.access.security_log import SecurityEvent
from app.platform.access.services import Services
from app.platform.storage.db import Base
from app.settings import Settings
from tests.builders import build_proposal
from tests.clients import CSRF, Browser, open_browser
from tests.people import Cast
from tests.platform.routes import NO_SUCH, Route, routes_of

READS = {"GET"}
NOTED = {Permission.EXPORT_READ, Permission.LEDGER_READ}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the door asks no database twice


@dataclass(frozen=True, slots=True)
class House:
    """A meeting with a proposal, and the browsers of everyone."""

    app: Flask
    services: Services
    ids: dict[str, str]
    browsers: dict[str, Browser]
    actors: dict[str, Actor]

    def routes(self) -> list[Route]:
        return list(routes_of(self.app, self.ids))


@pytest.fixture
def house(app: Flask, services: Services, cast: Cast, meeting: str, mei: Actor, guo: Actor) -> House:
    ids = {"meeting": meeting, "place": cast.place, "proposal": build_proposal(services, mei, meeting)}
    staff = {"lin": cast.lin, "fang": cast.fang, "wen": cast.wen, "ada": cast.ada, "hai": cast.hai}
    browsers = {name: open_browser(app).sign_in(services, actor) for name, actor in staff.items()}
    browsers |= {"mei": open_browser(app).take_seat(mei), "guo": open_browser(app).take_seat(guo)}
    return House(
        app,
        services,
        ids,
        {**browsers, "nobody": open_browser(app)},
        {**staff, "mei": mei, "guo": guo, "nobody": NOBODY},
    )


def ask(browser: Browser, route: Route, *, csrf: str | None = CSRF) -> TestResponse:
    headers = {"X-CSRF-Token": csrf} if csrf else {}
    return browser.client.open(route.path, method=route.method, headers=headers)


def expected(actor: Actor, route: Route, place: str) -> set[int]:
    """The statuses that a refusal has; empty when the actor may pass."""
    granted = GRANTS[route.permission]
    if ANYONE in granted:
        return set()
    if NO_SUCH in route.path:
        return {401, 403, 404}
    if actor is NOBODY or (actor.is_seat and "meeting" not in route.arguments and "proposal" not in route.arguments):
        return {401}
    parties: frozenset[Party] = frozenset(actor.roles_at(place))
    if actor.is_seat:
        parties = frozenset({SEAT})
    elif not route.arguments & {"meeting", "proposal", "place"}:
        parties = frozenset(role for _, role in actor.roles)
    if not parties:
        return {404}
    return set() if parties & granted else {403, 404}


def is_sent_to_join(answer: TestResponse) -> bool:
    """A page of a meeting sends those without a seat to where one takes a seat."""
    return answer.status_code in {302, 303} and answer.headers["Location"].startswith("/j")


def test_every_cell_of_the_role_matrix(house: House, cast: Cast) -> None:
    """A refusal where the table says so; where it does not, anything but a refusal by the gate or a failure."""
    wrong = []
    cells = 0
    for route in house.routes():
        for name, browser in house.browsers.items():
            if name == "guo" or (route.permission is Permission.PUBLIC and route.method not in READS):
                continue  # Guo's seat is elsewhere: the next test; public forms have tests of their own
            refused = expected(house.actors[name], route, cast.place)
            answer = ask(browser, route)
            status = answer.status_code
            cells += 1
            is_passed = status not in {401, 403} and status < 500
            is_right = status in refused or is_sent_to_join(answer) if refused else is_passed
            if not is_right:
                wrong.append(f"{name}: {route} gave {status}, expected {refused or 'no refusal'}")
    print(f"\nS1: {cells} cells, {len(wrong)} wrong")
    assert wrong == []


def test_a_seat_elsewhere_opens_nothing_here(house: House) -> None:
    opened = {
        f"{route} gave {answer.status_code}"
        for route in house.routes()
        if "meeting" in route.arguments and route.permission is not Permission.PUBLIC
        if (answer := ask(house.browsers["guo"], route)).status_code not in {401, 404} and not is_sent_to_join(answer)
    }
    assert opened == set()


def test_every_write_by_cookie_needs_the_forgery_token(house: House) -> None:
    """S4: neither an absent nor a wrong token lets anything through."""
    begun: list[object] = []
    event.listen(house.services.database.write_engine, "begin", begun.append)
    writes = [route for route in house.routes() if route.method not in READS]
    taken = [
        f"{name}: {route} gave {answer.status_code}"
        for route in writes
        for name in ("lin", "mei", "nobody")
        for csrf in (None, "wrong")
        if (answer := ask(house.browsers[name], route, csrf=csrf)).status_code not in {403, 404}
    ]
    print(f"\nS4: {len(writes)} routes that write")
    assert writes
    assert taken == []
    assert begun == []


def rows_of(services: Services) -> dict[str, int]:
    """{table: rows}, without the security log."""
    tables = [table for table in Base.metadata.sorted_tables if table.name != SecurityEvent.__tablename__]
    with services.database.read() as session:
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_no_read_writes(house: House) -> None:
    """S4: every GET, by everyone, begins no transaction of the writer; what takes the record out is noted, no more.

    `/readyz` begins one to find out whether the database takes writes, and changes nothing in it.
    """
    begun: list[object] = []
    event.listen(house.services.database.write_engine, "begin", begun.append)
    for route in house.routes():
        for browser in house.browsers.values():
            if route.method in READS:
                before = rows_of(house.services)
                ask(browser, route)
                if route.permission in NOTED or route.path == "/readyz":
                    assert rows_of(house.services) == before, route
                    begun.clear()
                assert begun == [], route


def test_headers_stand_on_every_answer(house: House) -> None:
    """S17."""
    for route in house.routes():
        for name in ("nobody", "lin", "mei"):
            headers = ask(house.browsers[name], route, csrf=None).headers
            policy = headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy and "unsafe-" not in policy, route
            assert headers["X-Content-Type-Options"] == "nosniff", route
            assert "no-store" in headers["Cache-Control"], route
    assert house.browsers["nobody"].get("/no/such/page").headers["X-Content-Type-Options"] == "nosniff"


def test_cookies_over_tls_are_bound_to_the_host(settings: Settings, services: Services) -> None:
    app = create_app(settings.model_copy(update={"is_tls": True}), services)
    answer = app.test_client().get("/account/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_a_place_named_in_a_body_must_be_ones_own(house: House, cast: Cast) -> None:
    """S2: what the path does not say, the body may not either."""
    body = {"place": cast.elsewhere, "title": "别处的会"}
    lin = house.browsers["lin"].client
    answer = lin.post("/api/v1/meetings", json=body, headers={"X-CSRF-Token": CSRF})
    assert answer.status_code == 404
    answer = lin.post("/api/v1/meetings", json={**body, "place": cast.place}, headers={"X-CSRF-Token": CSRF})
    assert answer.status_code in {200, 201}
