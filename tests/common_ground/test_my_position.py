"""`position_of`: where a resident stands, told to that seat alone; no door tells anyone's group to another."""

import json

import pytest
from flask import Flask

from app.common_ground import queries
from app.common_ground.analysis import analyse_meeting
from app.common_ground.my_position import MyPosition, position_of
from app.factory import Live
from app.meetings import queries as meetings
from app.proposals.rules import Choice
from tests.api.programs import Program
from tests.builders import build_meeting, build_proposal, build_seat, react
from tests.clients import Phone, open_browser
from tests.hall import Hall

CARDS, CAMP = 8, 18


@pytest.fixture
def camps(hall: Hall) -> Hall:
    """Two camps of eighteen that say the opposite of each other, but on the last card; Mei and Bo face each other."""
    hall.meeting = build_meeting(hall.services, hall.cast.place)
    cards = [build_proposal(hall.services, hall.cast.fang, hall.meeting, f"第{number}条") for number in range(CARDS)]
    for camp in range(2):
        for number in range(CAMP):
            seat = build_seat(hall.services, hall.meeting)
            hall.mei, hall.bo = (seat, hall.bo) if camp == 0 else (hall.mei, seat)
            for place, card in enumerate(cards):
                is_odd = (number + place) % 9 == 0
                own = Choice.AGREE if (place + camp) % 2 else Choice.DISAGREE
                said = Choice.AGREE if place == CARDS - 1 else Choice.PASS if is_odd else own
                react(hall.services, seat, hall.meeting, card, said)
    analyse_meeting(hall.services, meeting_id=hall.meeting)
    return hall


def test_one_sees_ones_own_group_and_what_all_share(camps: Hall) -> None:
    mine: MyPosition = camps.read(position_of, camps.meeting, camps.mei)
    theirs: MyPosition = camps.read(position_of, camps.meeting, camps.bo)
    assert mine.group and theirs.group and mine.group != theirs.group
    assert {one.group: 2 * one.same > one.answers for one in mine.alike} == {mine.group: True, theirs.group: False}
    last = max(camps.read(queries.ground_of, camps.meeting).proposals, key=lambda row: row.floor).proposal
    assert mine.with_all == (last,) == theirs.with_all
    assert last not in mine.apart and mine.apart


def test_nobody_learns_where_another_seat_is(camps: Hall, app: Flask, live: Live) -> None:
    """Seats are named nowhere a resident or the projector reads, so that no group can be joined to one.

    The desk lists those present, so that the facilitator can end a seat; groups are not beside them.
    """
    with camps.services.database.read() as session:
        others = [seat.id for seat in meetings.seats_of(session, camps.meeting) if seat.id != camps.mei.id]
    browser, staff = open_browser(app).take_seat(camps.mei), open_browser(app).sign_in(camps.services, camps.cast.lin)
    seat = Program(app, f"Seat {camps.mei.token}")
    desk = Phone.connect(app, live, browser=staff)
    where = f"/m/{camps.meeting}"
    answers = [
        *(browser.get(f"{where}{path}").text for path in ("/floor", "/floor/own")),
        *(staff.get(f"{where}{path}").text for path in ("/stage", "/stage/map")),
        *(json.dumps(seat.ask("GET", f"/meetings/{camps.meeting}/{path}")) for path in ("common-ground", "themes")),
        json.dumps(Phone.connect(app, live, seat=camps.mei.token).ask("meeting:join", meeting=camps.meeting)),
        json.dumps(desk.ask("meeting:join", meeting=camps.meeting, audience="desk")),
    ]
    assert [other for other in others if any(other in answer for answer in answers)] == []


def test_another_seat_cannot_ask_for_ones_view(camps: Hall, app: Flask) -> None:
    """The page answers whoever asks with what is their own."""
    views = [open_browser(app).take_seat(seat).get(f"/m/{camps.meeting}/floor/own") for seat in (camps.mei, camps.bo)]
    groups = [view.get_json()["stand"]["group"] for view in views]
    assert None not in groups and groups[0] != groups[1]
    assert open_browser(app).get(f"/m/{camps.meeting}/floor/own").status_code in (401, 403)


def test_the_names_of_groups_outlive_a_restart(camps: Hall) -> None:
    """Each weighing here is that of a new process; the second finds the groups under the names of the first."""
    before = camps.read(queries.previous_groups_of, camps.meeting).groups
    react(
        camps.services,
        camps.mei,
        camps.meeting,
        camps.read(queries.ground_of, camps.meeting).proposals[0].proposal,
    )
    analyse_meeting(camps.services, meeting_id=camps.meeting)
    after = camps.read(queries.previous_groups_of, camps.meeting).groups
    assert {seat for seat in before if before[seat] != after[seat]} == set()


def test_the_map_has_points_and_no_names(camps: Hall) -> None:
    points = camps.read(queries.points_for_room, camps.meeting)
    assert len(points) == 2 * CAMP
    assert points == sorted(points)
    assert {len(point) for point in points} == {3}
