"""S1 over HTTP: routes and methods x parties x own, other and other place, one exact verdict for each cell.

By day a share of the cells is asked, which the test's own name tells; all of them nightly, also on PostgreSQL.
"""

import functools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.platform.access.permissions import ANYONE, GRANTS, Permission, Scope
from app.registry import LOCATORS
from tests.figures import Figure
from tests.platform.routes import Route, routes_of
from tests.security.matrix.conftest import Stage
from tests.security.matrix.parties import Party
from tests.security.matrix.verdicts import STATUS, Verdict, shares_of, verdict_of
from tests.security.matrix.worlds import World
from tests.shares import ENGINES, is_in_turn, one_in

PARTS = {"format": "ledger-csv"}
"""Parts of a path that name a choice instead of a thing."""


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
@pytest.mark.parametrize("is_by_cookie", [True, False], ids=["cookies", "tokens"])
@one_in(12)
def test_cells_of_the_role_matrix_have_their_verdicts(
    stage: Stage, figure: Figure, is_by_cookie: bool, every: int
) -> None:
    """By day every party asks for every permission in every world, by cookie or by token in turn, and at some routes.

    Of the pairs of a route and a party, one in twelve is asked besides.
    """
    parties = [party for party in stage.parties if party.is_by_cookie is is_by_cookie]
    entered = _watch_views(stage.app)
    client = stage.app.test_client(use_cookies=False)
    wrong: list[str] = []
    verdicts: Counter[Verdict] = Counter()
    refusals: dict[tuple[str, str], dict[str, bytes]] = {}
    for world, route, party in _cells(stage, parties, every):
        expected = _verdict(party, route, world)
        entered.clear()
        answer = client.open(route.path, method=route.method, headers=party.headers)
        verdicts[expected] += 1
        if not _is_right(expected, route, answer, is_entered=bool(entered)):
            wrong.append(f"{party.name}: {route} ({world.name}) gave {answer.status_code}, expected {expected}")
        if expected is Verdict.NOT_FOUND and not answer.is_streamed:
            refusals.setdefault((party.name, f"{route.method} {route.endpoint}"), {})[world.name] = answer.data
    kind = "cookie" if is_by_cookie else "token"
    heading = f"S1: {verdicts.total():,} HTTP cells of {len(parties)} parties by {kind}, {len(wrong)} wrong"
    figure(f"{heading}; {shares_of(verdicts)}")
    assert wrong == []
    assert {cell for cell, bodies in refusals.items() if len(set(bodies.values())) > 1} == set()


def _cells(stage: Stage, parties: list[Party], every: int) -> Iterator[tuple[World, Route, Party]]:
    """Routes that name a thing are asked in every world, the others once; a pair of route and party in all or in none.

    One pair in `every` is asked. The first route of each permission and kind of thing is asked by every party, if not
    all pairs are, with one kind of credential or the other, in turn.
    """
    firsts: dict[tuple[Permission, frozenset[str]], str] = {}
    half, turn = min(every, 2), int(parties[0].is_by_cookie)
    for world in stage.worlds:
        for at, route in enumerate(routes_of(stage.app, {**world.ids, **PARTS})):
            named = frozenset(route.arguments & set(LOCATORS))
            if world.name != "own" and not named:
                continue
            first = firsts.setdefault((route.permission, named), f"{route.method} {route.endpoint}")
            is_first = first == f"{route.method} {route.endpoint}"
            for person, party in enumerate(parties):
                if is_in_turn(at, person, every=every) or (is_first and is_in_turn(at, person, turn, every=half)):
                    yield world, route, party


def _watch_views(app: Flask) -> list[str]:
    """Note each view that the gate lets a request into."""
    entered: list[str] = []

    def watch(endpoint: str, view: Any) -> Any:
        @functools.wraps(view)
        def watched(*args: Any, **options: Any) -> Any:
            entered.append(endpoint)
            return view(*args, **options)

        return watched

    app.view_functions = {
        name: view if name == "static" else watch(name, view) for name, view in app.view_functions.items()
    }
    return entered


def _verdict(party: Party, route: Route, world: World) -> Verdict:
    named = route.arguments & set(LOCATORS)
    scope = world.scope if named else None
    if scope is not None and named == {"place"}:
        scope = Scope(scope.place)
    is_foreign_seat = (
        party.is_by_cookie and party.meeting is not None and (scope is None or scope.meeting != party.meeting)
    )
    if is_foreign_seat and ANYONE not in GRANTS[route.permission]:
        return Verdict.UNAUTHENTICATED  # a browser presents only the seat of the meeting that it asks about
    return verdict_of(party, route.permission, scope, is_missing=bool(named) and world.scope is None)


def _is_right(expected: Verdict, route: Route, answer: TestResponse, *, is_entered: bool) -> bool:
    if expected is Verdict.ADMITTED:
        is_open = route.permission is Permission.PUBLIC
        return is_entered and answer.status_code < 500 and (is_open or answer.status_code != 401)
    if is_entered:
        return False
    is_sent_to_join = route.endpoint == "floor.show" and answer.headers.get("Location") == "/j"
    return answer.status_code == STATUS[expected] or (expected is Verdict.UNAUTHENTICATED and is_sent_to_join)
