"""`revoke_seat`, `restore_seat` and leaving by oneself: accepted, refused, twice, two at once, by strangers."""

import pytest
from flask import Flask

from app.meetings import actions, queries
from app.platform.access.actors import Actor
from app.platform.access.security_log import SecurityKind, security_events
from app.platform.access.services import Services
from app.platform.commands import Action, perform
from app.proposals import queries as proposals
from tests.api.programs import seat_program, staff_program
from tests.builders import build_proposal, new_key, react
from tests.clients import Browser, Phone
from tests.clocks import StandingClock
from tests.hall import Hall


def test_an_ended_seat_does_nothing_and_what_it_did_counts(hall: Hall, app: Flask) -> None:
    proposal = build_proposal(hall.services, hall.mei, hall.meeting)
    react(hall.services, hall.bo, hall.meeting, proposal)
    poll = hall.open_poll(is_secret=False)
    hall.vote(poll, hall.bo)
    hall.do(actions.revoke_seat, hall.cast.lin, seat_id=hall.bo.id)
    assert seat_program(app, hall.bo).refusal("GET", f"/meetings/{hall.meeting}") == (403, "seat.revoked")
    assert hall.read(queries.presence_of, hall.meeting).seats == 1
    assert hall.read(proposals.tallies_of, hall.meeting)[proposal].agree == 1
    hall.close_poll(poll)
    (entry,) = hall.entries("poll.closed")
    assert (entry.payload["cast"], entry.payload["outcome"]["is_carried"]) == (1, True)
    (entry,) = hall.entries("seat.revoked")
    assert (entry.actor, entry.payload) == (hall.cast.lin.id, {"seat": hall.bo.id})
    with hall.services.database.read() as session:
        (event,) = [e for e in security_events(session, limit=50) if e.kind == SecurityKind.SEAT_REVOKED]
        assert (event.actor, event.subject) == (hall.cast.lin.id, hall.bo.id)


def test_an_ended_seat_is_given_back_for_a_while(hall: Hall, app: Flask, clock: StandingClock) -> None:
    hall.do(actions.revoke_seat, hall.cast.lin, seat_id=hall.bo.id)
    clock.advance(hours=23)
    hall.do(actions.restore_seat, hall.cast.lin, seat_id=hall.bo.id)
    seat_program(app, hall.bo).ask("GET", f"/meetings/{hall.meeting}")
    assert len(hall.entries("seat.restored")) == 1
    hall.do(actions.revoke_seat, hall.cast.lin, seat_id=hall.bo.id)
    clock.advance(hours=24)
    assert hall.refusal(actions.restore_seat, hall.cast.lin, seat_id=hall.bo.id) == ("closed", "seat.gone")


def test_the_same_key_gives_the_same_receipt(hall: Hall) -> None:
    for act in (actions.revoke_seat, actions.restore_seat):
        key = new_key()
        first, again = (hall.do(act, hall.cast.lin, seat_id=hall.bo.id, key=key) for _ in range(2))
        assert first == again
    key = new_key()
    first, again = (hall.do(actions.leave_meeting, hall.bo, seat_id=hall.bo.seat_id, key=key) for _ in range(2))
    assert first == again
    assert len(hall.entries("seat.left")) == 1


def test_refusals(hall: Hall, guo: Actor) -> None:
    for act in (actions.revoke_seat, actions.restore_seat):
        assert hall.refusal(act, hall.cast.lin, seat_id=guo.id) == ("not_found", "not_found")
        assert hall.refusal(act, hall.cast.lin, seat_id="nosuchseat000000") == ("not_found", "not_found")
    hall.do(actions.leave_meeting, hall.bo, seat_id=hall.bo.seat_id)
    assert hall.refusal(actions.leave_meeting, hall.bo, seat_id=hall.bo.seat_id) == ("closed", "seat.left")
    for act in (actions.revoke_seat, actions.restore_seat):
        assert hall.refusal(act, hall.cast.lin, seat_id=hall.bo.id) == ("closed", "seat.left")


def test_two_at_once(hall: Hall) -> None:
    outcomes = hall.race(*(hall.act(actions.leave_meeting, hall.bo, seat_id=hall.bo.seat_id) for _ in range(2)))
    assert outcomes.count("seat.left") == 1
    outcomes = hall.race(*(hall.act(actions.revoke_seat, hall.cast.lin, seat_id=hall.mei.id) for _ in range(2)))
    assert all(outcome.topic == "presence" for outcome in outcomes)


def test_strangers_end_no_seat(
    app: Flask, services: Services, mei: Actor, bo: Actor, mei_phone: Phone, hai_desk: Phone, guo_phone: Phone
) -> None:
    wish = {"key": new_key(), "seat": bo.id}
    assert mei_phone.refusal("seat:revoke", **wish) == ("forbidden", "forbidden")
    assert mei_phone.refusal("seat:leave", **wish) == ("not_found", "not_found"), "one leaves for oneself alone"
    for stranger in (hai_desk, guo_phone):
        for event in ("seat:revoke", "seat:restore", "seat:leave"):
            assert stranger.refusal(event, **wish)[0] == "not_found"
    assert staff_program(app, services, "fang").refusal("POST", f"/seats/{bo.id}/revoke") == (403, "forbidden")
    assert staff_program(app, services, "hai").refusal("POST", f"/seats/{bo.id}/revoke") == (404, "not_found")


def test_over_rest(app: Flask, services: Services, bo: Actor, mei: Actor, meeting: str) -> None:
    lin = staff_program(app, services, "lin")
    people = lin.ask("GET", f"/meetings/{meeting}/people?limit=1")
    assert [person["seat"] in {bo.id, mei.id} for person in people["items"]] == [True]
    assert people["next"] == "1"
    lin.ask("POST", f"/seats/{bo.id}/revoke")
    listed = lin.ask("GET", f"/meetings/{meeting}/people")["items"]
    assert {person["seat"]: bool(person["revoked_at"]) for person in listed} == {bo.id: True, mei.id: False}
    lin.ask("POST", f"/seats/{bo.id}/restore")
    seat_program(app, bo).ask("POST", f"/seats/{bo.id}/leave")
    assert seat_program(app, bo).refusal("GET", f"/meetings/{meeting}") == (401, "sign_in.needed")


def test_at_the_desk(lin_browser: Browser, services: Services, mei: Actor, meeting: str, app: Flask) -> None:
    page = lin_browser.get(f"/m/{meeting}/desk").text
    assert f"/m/{meeting}/desk/seats/{mei.id}/revoke" in page and "梅" in page
    assert lin_browser.post(f"/m/{meeting}/desk/seats/{mei.id}/revoke").location.endswith("#people")
    page = lin_browser.get(f"/m/{meeting}/desk").text
    assert f"/seats/{mei.id}/restore" in page and f"/seats/{mei.id}/revoke" not in page
    lin_browser.post(f"/m/{meeting}/desk/seats/{mei.id}/restore")
    seat_program(app, mei).ask("GET", f"/meetings/{meeting}")


@pytest.mark.parametrize("query", ["?people=50", "?people=999999", "?people=-1"])
def test_the_list_at_the_desk_has_parts(lin_browser: Browser, mei: Actor, meeting: str, query: str) -> None:
    assert mei.id in lin_browser.get(f"/m/{meeting}/desk{query}").text


def test_a_phone_whose_seat_was_ended_says_so_and_works_again(
    mei_browser: Browser, services: Services, mei: Actor, meeting: str
) -> None:
    def run(action: Action) -> None:
        services.writer.run(lambda work: perform(work, action, mei, meeting_id=meeting, seat_id=mei.id))

    run(actions.revoke_seat)
    answer = mei_browser.get(f"/m/{meeting}/floor")
    assert answer.status_code == 403 and "seat.revoked" in answer.text
    run(actions.restore_seat)
    assert mei_browser.get(f"/m/{meeting}/floor").status_code == 200


def test_a_resident_leaves_from_the_page(mei_browser: Browser, services: Services, meeting: str) -> None:
    assert f"/m/{meeting}/floor/leave" in mei_browser.get(f"/m/{meeting}/floor").text
    assert mei_browser.post(f"/m/{meeting}/floor/leave").location == "/j"
    assert mei_browser.held("seats") == {}
    with services.database.read() as session:
        assert queries.presence_of(session, meeting).seats == 0
