"""S4: no write by cookie without the forgery token of the same session, and no read that writes."""

from itertools import product

import pytest
from werkzeug.test import TestResponse

from tests.clients import CSRF, Browser, open_browser
from tests.platform.routes import NO_SUCH, Route, routes_of
from tests.security.doors import name_of, page_doors, page_routes
from tests.security.estate import THEME, Estate
from tests.security.rows import count_rows
from tests.shares import is_in_turn, one_in

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the door asks no database
PEOPLE = ("ada", "lin", "wen", "hai", "seat", "nobody")
DOCUMENTED_READS: frozenset[str] = frozenset()
"""Endpoints that write although they are read; there is none."""


def every_route(estate: Estate) -> list[Route]:
    ids = {**estate.here.ids, "theme": THEME, "format": "json", "staff": estate.cast.lin.id}
    return list(routes_of(estate.app, {**ids, "link": NO_SUCH, "code": NO_SUCH}))


def ask(browser: Browser, route: Route, sent: dict[str, str], form: dict[str, str]) -> TestResponse:
    return browser.client.open(route.path, method=route.method, headers=sent, data=form)


@one_in(3)
def test_s4_a_write_by_cookie_needs_the_token_of_its_session(
    estate: Estate, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    """Every route with tokens that are absent, empty, wrong or somebody else's, in header and form.

    By day one in three of the pairs of person and token at each route.
    """
    payloads = {door.name: door.payload for door in page_doors(estate, estate.here, monkeypatch)}
    other = open_browser(estate.app)
    with other.client.session_transaction() as session:
        session["csrf"] = "the token of another session"
    wrong = ["", "wrong", CSRF[:-1], CSRF + " ", "the token of another session"]
    ways = [({}, {}), *(({"X-CSRF-Token": one}, {}) for one in wrong), *(({}, {"csrf": one}) for one in wrong)]
    writes = [route for route in every_route(estate) if route.method != "GET"]
    before, cells, taken = count_rows(estate.services), 0, []
    for at, route in enumerate(writes):
        form = {name: value for name, value in payloads.get(name_of(route), {}).items() if isinstance(value, str)}
        for (person, name), (way, (headers, token)) in product(enumerate(PEOPLE), enumerate(ways)):
            if is_in_turn(at, person, way, every=every):
                answer = ask(estate.browsers[name], route, headers, {**form, **token})
                cells += 1
                if answer.status_code != 403:
                    taken.append(f"{name}: {route} {headers or token} gave {answer.status_code}")
    print(f"\nS4: {len(writes)} routes that write, {cells} forged requests, {len(taken)} taken")
    assert taken == []
    assert len(writes) > 60
    assert count_rows(estate.services) == before


def test_s4_a_token_of_the_same_session_is_taken(estate: Estate) -> None:
    """The test above refuses for the token's sake alone."""
    route = next(one for one in every_route(estate) if one.endpoint == "desk_posts.extend_phase")
    before = count_rows(estate.services)
    form = {"csrf": CSRF, "key": "key-for-this-test", "minutes": "5"}
    assert ask(estate.browsers["lin"], route, {}, form).status_code == 303
    assert count_rows(estate.services) != before


def test_s4_a_credential_in_a_header_is_no_cookie(estate: Estate) -> None:
    """Programs need no forgery token, for no browser sends their credential by itself; pages give them nothing."""
    for route in every_route(estate):
        if route.method != "GET" and "/api/" in route.path:
            answer = estate.app.test_client().open(
                route.path, method=route.method, headers={"Authorization": "Bearer nosuchtoken"}
            )
            assert answer.status_code in {401, 404}, route


@one_in(3)
def test_s4_no_read_writes(estate: Estate, every: int) -> None:
    """Every page that is read: the rows of every table and the heads of every ledger stay as they are.

    By day one in three of the requests of each page, by person, query and method.
    """
    reads = [route for route in every_route(estate) if route.method == "GET"]
    queries = ["", "?check=1", "?code=000000000", "?wall=1&theme=shed", "?posted=x", "?from=1"]
    before, cells = count_rows(estate.services), 0
    for at, route in enumerate(reads):
        if route.endpoint in DOCUMENTED_READS:
            continue
        for person, name in enumerate(PEOPLE):
            for (asked, query), (by, method) in product(enumerate(queries), enumerate(("GET", "HEAD", "OPTIONS"))):
                if is_in_turn(at, person, asked, by, every=every):
                    estate.browsers[name].client.open(route.path + query, method=method)
                    cells += 1
        assert count_rows(estate.services) == before, route
    print(f"\nS4: {len(reads)} routes that read, {cells} requests, 0 rows written")
    assert len(reads) > 25


def test_s4_no_route_takes_a_write_by_another_method(estate: Estate) -> None:
    """A page that is read is not written by HEAD, and a form is not sent by GET."""
    before = count_rows(estate.services)
    for route in page_routes(estate, estate.here):
        for method in {"PUT", "PATCH", "DELETE", "TRACE"} - {route.method}:
            answer = estate.browsers["ada"].client.open(route.path, method=method, headers={"X-CSRF-Token": CSRF})
            assert answer.status_code in {404, 405}, (method, route)
    assert count_rows(estate.services) == before
