"""One seat, one staff session or one stage link holds a bounded number of connections; the oldest gives way."""

import pytest
from flask import Flask

from app.factory import Live
from app.platform.access.actors import Actor, ActorKind
from app.platform.access.services import Services
from app.platform.live.board import Ended
from app.platform.live.parties import MAX_CONNECTIONS, Parties
from tests.builders import build_seat
from tests.clients import Phone, open_browser
from tests.people import Cast

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def end_of(phone: Phone) -> list[tuple[str, str]]:
    """What a connection was told at its end: code and words."""
    endings = [one["args"][0] for one in phone.wire.queue if one["name"] == "access:ended"]
    return [(one["code"], one["message"]) for one in endings]


@on_sqlite
def test_the_oldest_connection_of_a_seat_gives_way(
    app: Flask, live: Live, services: Services, mei: Actor, meeting: str
) -> None:
    bo = Phone.connect(app, live, seat=build_seat(services, meeting).token)
    phones = [Phone.connect(app, live, seat=mei.token) for _ in range(MAX_CONNECTIONS)]
    assert all(phone.wire.is_connected() for phone in phones), "as many as are allowed"
    newest = Phone.connect(app, live, seat=mei.token)
    assert [phone.wire.is_connected() for phone in phones] == [False, *[True] * (MAX_CONNECTIONS - 1)]
    ((code, words),) = end_of(phones[0])
    assert code == Ended.MANY and "最早的一页已断开" in words
    assert newest.ask("meeting:join", meeting=meeting)["ok"]
    assert bo.ask("meeting:join", meeting=meeting)["ok"], "another seat keeps its connection"


@on_sqlite
def test_a_connection_that_ended_makes_room(app: Flask, live: Live, mei: Actor) -> None:
    phones = [Phone.connect(app, live, seat=mei.token) for _ in range(MAX_CONNECTIONS)]
    phones[-1].wire.disconnect()
    Phone.connect(app, live, seat=mei.token)
    assert all(phone.wire.is_connected() for phone in phones[:-1])


@on_sqlite
def test_each_session_of_a_member_of_staff_counts_by_itself(
    app: Flask, live: Live, services: Services, cast: Cast, meeting: str
) -> None:
    hall, home = (open_browser(app).sign_in(services, cast.lin) for _ in range(2))
    desk = Phone.connect(app, live, browser=home)
    tabs = [Phone.connect(app, live, browser=hall) for _ in range(MAX_CONNECTIONS + 2)]
    assert [tab.wire.is_connected() for tab in tabs] == [False, False, *[True] * MAX_CONNECTIONS]
    assert desk.ask("meeting:join", meeting=meeting, audience="desk")["ok"]
    assert tabs[-1].ask("meeting:join", meeting=meeting, audience="desk")["ok"]


def test_nothing_is_kept_of_a_party_that_has_left() -> None:
    parties, seat = Parties(), Actor(ActorKind.SEAT, "s")
    for number in range(MAX_CONNECTIONS):
        assert parties.add(seat, str(number)) is None
    assert parties.add(seat, "more") == "0"
    for sid in [*map(str, range(MAX_CONNECTIONS)), "more", "unknown"]:
        parties.remove(seat, sid)
    assert parties._connections == {}
