"""Results can be held back: no door of the room tells them before the meeting shows them, and then every door does."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.common_ground.analysis import analyse_meeting
from app.factory import Live
from app.meetings import actions as meetings
from app.meetings.rules import ResultsVisibility
from app.platform.live.snapshots import Snapshots
from app.platform.live.specs import Audience
from app.proposals.rules import Choice
from app.registry import SNAPSHOTS
from tests.api.programs import Program
from tests.builders import build_meeting, build_proposal, build_seat, react
from tests.clients import Phone, open_browser
from tests.conftest import Told
from tests.hall import Hall

SIZES = {"业主": 7, "租户": 6}
AGREE = {"业主": 7, "租户": 2}


@pytest.fixture
def room(hall: Hall) -> Hall:
    """Thirteen have answered one card, nobody another; Mei has answered neither."""
    hall.meeting = build_meeting(hall.services, hall.cast.place, stakeholder_groups=tuple(SIZES))
    hall.mei, hall.bo = (build_seat(hall.services, hall.meeting) for _ in range(2))
    card, _ = (build_proposal(hall.services, hall.cast.fang, hall.meeting, text) for text in ("修路灯", "建车棚"))
    for stakeholder_group, size in SIZES.items():
        for number in range(size):
            seat = build_seat(hall.services, hall.meeting, stakeholder_group=stakeholder_group)
            react(
                hall.services,
                seat,
                hall.meeting,
                card,
                Choice.AGREE if number < AGREE[stakeholder_group] else Choice.DISAGREE,
            )
    analyse_meeting(hall.services, meeting_id=hall.meeting)
    return hall


def hold(hall: Hall, results: ResultsVisibility) -> None:
    hall.do(meetings.show_results, hall.cast.lin, results=results)


def doors(hall: Hall, app: Flask, live: Live) -> dict[str, Callable[[], str]]:
    """Every way by which a resident, or the projector, learns how others have reacted."""
    seat = Program(app, f"Seat {hall.mei.token}")
    browser = open_browser(app).take_seat(hall.mei)
    phone = Phone.connect(app, live, seat=hall.mei.token)
    staff = open_browser(app).sign_in(hall.services, hall.cast.lin)
    where = f"/m/{hall.meeting}"
    return {
        "floor": lambda: browser.get(f"{where}/floor").text,
        "own": lambda: browser.get(f"{where}/floor/own").text,
        "join": lambda: json.dumps(phone.ask("meeting:join", meeting=hall.meeting)),
        "map": lambda: staff.get(f"{where}/stage/map").text,
        "stage": lambda: staff.get(f"{where}/stage").text,
        **{
            name: lambda path=name: json.dumps(seat.ask("GET", f"/meetings/{hall.meeting}/{path}"))  # type: ignore[misc]
            for name in ("proposals", "themes", "common-ground")
        },
    }


def told_numbers(text: str) -> bool:
    """Whether any count, share or group of the thirteen stands in an answer."""
    marks = ('"agree": 9', '"agree":9', '"业主": 7', '"业主":7', '"floor": 0', '"floor":0', '"people": 9', "9 赞同")
    return any(mark in text for mark in marks)


@pytest.mark.parametrize("results", [ResultsVisibility.WITHHELD, ResultsVisibility.AFTER_ANSWER])
def test_no_door_tells_before_one_may_see(room: Hall, app: Flask, live: Live, results: ResultsVisibility) -> None:
    hold(room, results)
    assert {name: told_numbers(read()) for name, read in doors(room, app, live).items() if told_numbers(read())} == {}


def test_the_doors_do_tell_when_results_are_open(room: Hall, app: Flask, live: Live) -> None:
    telling = {name for name, read in doors(room, app, live).items() if told_numbers(read())}
    assert {"own", "join", "proposals", "common-ground"} <= telling


def test_what_one_has_answered_is_told_and_nothing_else(room: Hall, app: Flask, live: Live) -> None:
    hold(room, ResultsVisibility.AFTER_ANSWER)
    first = Program(app, f"Seat {room.mei.token}").ask("GET", f"/meetings/{room.meeting}/proposals")["items"][0]
    assert first["tally"] is None
    react(room.services, room.mei, room.meeting, first["id"])
    seat = Program(app, f"Seat {room.mei.token}")
    items = seat.ask("GET", f"/meetings/{room.meeting}/proposals")["items"]
    assert [item["tally"] and item["tally"]["agree"] for item in items] == [10, None]
    ground = seat.ask("GET", f"/meetings/{room.meeting}/common-ground")
    assert [row["proposal"] for row in ground["proposals"]] == [first["id"]]
    assert not told_numbers(
        Phone.connect(app, live, seat=room.mei.token).ask("meeting:join", meeting=room.meeting).__str__()
    )


def test_the_desk_always_sees(room: Hall) -> None:
    hold(room, ResultsVisibility.WITHHELD)
    reader = Snapshots(room.services.database, SNAPSHOTS)
    tally = reader.read(room.meeting, "tally", Audience.DESK)["data"]
    assert sum(counts["agree"] for counts in tally["proposals"].values()) == 9
    assert reader.read(room.meeting, "ground", Audience.DESK)["data"]["proposals"]


def test_showing_is_told_at_once_with_a_newer_version(room: Hall, told: Told) -> None:
    reader = Snapshots(room.services.database, SNAPSHOTS)
    hold(room, ResultsVisibility.WITHHELD)
    before: dict[str, Any] = {topic: reader.read(room.meeting, topic, Audience.ROOM) for topic in ("tally", "ground")}
    told.touched.clear()
    hold(room, ResultsVisibility.IMMEDIATE)
    assert {(room.meeting, topic) for topic in ("tally", "ground", "themes")} <= set(told.touched)
    for topic, earlier in before.items():
        now = reader.read(room.meeting, topic, Audience.ROOM)
        assert now["version"] > earlier["version"]
        assert (earlier["data"]["is_hidden"], now["data"]["is_hidden"]) == (True, False)


def test_it_stands_in_the_record(room: Hall) -> None:
    hold(room, ResultsVisibility.WITHHELD)
    (entry,) = room.entries("results.changed")
    assert (entry.actor, entry.payload) == (room.cast.lin.id, {"from": "open", "to": "held"})


def test_the_same_key_shows_once(room: Hall) -> None:
    for results in (ResultsVisibility.WITHHELD, ResultsVisibility.IMMEDIATE):
        room.do(meetings.show_results, room.cast.lin, results=results, key="the same key 01")
    assert len(room.entries("results.changed")) == 1


@pytest.mark.parametrize("view", ["divisors", "map"])
def test_the_projector_can_show_themes_and_map(room: Hall, view: str) -> None:
    assert room.do(meetings.change_meeting, room.cast.lin, stage_view=view).data == {"stage_view": view}
