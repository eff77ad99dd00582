"""The live board through the real Socket.IO server: gate, acks after commit, replay, rooms, and who hears what."""

import json

import gevent
import pytest
from flask import Flask

from app.factory import Live
from app.platform.access.actors import Actor
from app.platform.access.permissions import GRANTS, SEAT
from app.platform.access.services import Services
from app.platform.live.snapshots import room_of
from app.platform.live.specs import Audience
from app.proposals import queries as proposals
from app.registry import CATALOGUE, SNAPSHOTS
from tests.builders import build_proposal, new_key
from tests.clients import Phone, open_browser
from tests.conftest import Told
from tests.people import Cast
from tests.wire.examples import wire_examples, with_ids

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def lin_desk(app: Flask, live: Live, services: Services, cast: Cast) -> Phone:
    """Lin's desk, connected with her cookie."""
    return Phone.connect(app, live, browser=open_browser(app).sign_in(services, cast.lin))


def test_an_event_is_answered_with_a_receipt(mei_phone: Phone, services: Services, meeting: str) -> None:
    answer = mei_phone.ask("proposal:submit", key=new_key(), text="建车棚")
    assert answer["ok"] is True
    assert (answer["data"]["topic"], answer["data"]["data"]["text"]) == ("wall", "建车棚")
    with services.database.read() as session:
        assert [view.text for view in proposals.wall_of(session, meeting)] == ["建车棚"]


def test_the_same_key_gives_the_same_ack(mei_phone: Phone, services: Services, meeting: str) -> None:
    key = new_key()
    first = mei_phone.ask("proposal:submit", key=key, text="建车棚")
    assert mei_phone.ask("proposal:submit", key=key, text="建车棚") == first
    with services.database.read() as session:
        assert len(proposals.wall_of(session, meeting)) == 1


@pytest.mark.parametrize("data", [None, [], "text", 5, {"key": "x"}, {"key": "key-00001", "text": "a", "seat": "bo"}])
def test_nonsense_is_refused_in_words(mei_phone: Phone, data: object) -> None:
    answer = mei_phone.wire.emit("proposal:submit", data, callback=True)
    assert answer["ok"] is False
    assert (answer["error"]["kind"], answer["error"]["code"]) == ("invalid", "payload.invalid")
    assert answer["error"]["message"]


def test_an_outbox_is_answered_item_by_item(
    mei_phone: Phone, services: Services, mei: Actor, guo: Actor, meeting: str, away: str
) -> None:
    here, there = build_proposal(services, mei, meeting), build_proposal(services, guo, away)
    items = [{"key": new_key(), "proposal": proposal, "choice": "agree"} for proposal in (here, there, here)]
    answer = mei_phone.ask("reactions:cast", items=items)
    assert [item["ok"] for item in answer["data"]] == [True, False, True]
    assert answer["data"][1]["error"]["kind"] == "not_found"


def test_every_event_by_everyone(
    app: Flask, live: Live, services: Services, cast: Cast, meeting: str, mei: Actor, guo: Actor
) -> None:
    """S1: the events of the catalogue x the cast; ids that exist here, and a seat and staff from elsewhere."""
    proposal, original = build_proposal(services, mei, meeting), build_proposal(services, mei, meeting)
    ids = {"meeting": meeting, "proposal": proposal, "original": original}
    phones = {"mei": Phone.connect(app, live, seat=mei.token), "guo": Phone.connect(app, live, seat=guo.token)}
    for name, staff in {"fang": cast.fang, "wen": cast.wen, "hai": cast.hai}.items():
        phones[name] = Phone.connect(app, live, browser=open_browser(app).sign_in(services, staff))
    wrong = []
    for spec in CATALOGUE:
        payload = with_ids(wire_examples()[spec.name], ids)
        is_located = bool(set(payload) & set(ids)) and not set(payload) & {"poll", "resolution", "case", "concession"}
        for name, phone in phones.items():
            kind = phone.ask(spec.name, **payload).get("error", {}).get("kind", "ok")
            refusals = _refusals(name, cast, GRANTS[spec.permission], is_located=is_located)
            is_right = kind in refusals if refusals else kind not in {"forbidden", "unauthenticated", "unavailable"}
            if not is_right and spec.name != "reactions:cast":  # answers each item for itself: see above
                wrong.append(f"{name} {spec.name}: {kind}, expected {refusals or 'no refusal'}")
    assert wrong == []


def _refusals(name: str, cast: Cast, granted: frozenset[object], *, is_located: bool) -> set[str]:
    if name in ("guo", "hai"):
        return {"not_found"} if is_located else {"not_found", "forbidden", "ok"}
    parties = {SEAT} if name == "mei" else {role for _, role in getattr(cast, name).roles}
    return set() if parties & granted else {"forbidden"} if is_located else {"forbidden", "not_found"}


def test_joining_gives_the_snapshots_that_changed(
    mei_phone: Phone, services: Services, mei: Actor, meeting: str
) -> None:
    build_proposal(services, mei, meeting)
    snapshots = mei_phone.ask("meeting:join", meeting=meeting)["data"]["snapshots"]
    seen = {snapshot["topic"]: snapshot["version"] for snapshot in snapshots}
    assert set(seen) == {spec.topic for spec in SNAPSHOTS if Audience.ROOM in spec.audiences}
    assert mei_phone.ask("meeting:join", meeting=meeting, seen=seen)["data"]["snapshots"] == []
    mei_phone.ask("proposal:submit", key=new_key(), text="再来一条")
    again = mei_phone.ask("meeting:join", meeting=meeting, seen=seen)["data"]["snapshots"]
    assert "wall" in {snapshot["topic"] for snapshot in again}
    assert all(snapshot["version"] > seen[snapshot["topic"]] for snapshot in again)


def test_the_desk_is_for_those_who_run_the_meeting(mei_phone: Phone, lin_desk: Phone, meeting: str) -> None:
    assert mei_phone.refusal("meeting:join", meeting=meeting, audience="desk") == ("forbidden", "forbidden")
    assert lin_desk.ask("meeting:join", meeting=meeting, audience="desk")["ok"]


def test_a_held_proposal_reaches_the_desk_alone(
    live: Live, told: Told, mei_phone: Phone, lin_desk: Phone, meeting: str
) -> None:
    lin_desk.ask("meeting:change", key=new_key(), meeting=meeting, is_reviewed=True)
    mei_phone.ask("meeting:join", meeting=meeting)
    lin_desk.ask("meeting:join", meeting=meeting, audience="desk")
    mei_phone.ask("proposal:submit", key=new_key(), text="先看看")
    live.coalescer.start()
    live.coalescer.mark(told.touched)
    gevent.sleep(0.2)
    assert [snapshot["data"]["proposals"] for event, snapshot in mei_phone.heard() if event == "wall:changed"] == [[]]
    (desk,) = [snapshot["data"]["proposals"] for event, snapshot in lin_desk.heard() if event == "wall:changed"]
    assert [card["text"] for card in desk] == ["先看看"]


def test_other_meetings_hear_nothing(
    app: Flask, live: Live, told: Told, mei_phone: Phone, guo: Actor, away: str
) -> None:
    guo_phone = Phone.connect(app, live, seat=guo.token)
    guo_phone.ask("meeting:join", meeting=away)
    mei_phone.ask("proposal:submit", key=new_key(), text="建车棚")
    live.coalescer.start()
    live.coalescer.mark(told.touched)
    gevent.sleep(0.2)
    assert [snapshot for _, snapshot in guo_phone.heard() if snapshot["meeting"] != away] == []


@pytest.mark.usefixtures("full_limits")
def test_one_seat_too_fast_is_told_to_wait(mei_phone: Phone) -> None:
    answers = [mei_phone.ask("proposal:submit", key=new_key(), text="") for _ in range(150)]
    kinds = [answer["error"]["kind"] for answer in answers]
    assert kinds == ["invalid"] * 50 + ["too_fast"] * 100
    assert all(answer["error"]["wait_ms"] > 0 for answer in answers[50:])


def test_nobody_is_not_connected(app: Flask, live: Live) -> None:
    assert not Phone.connect(app, live).wire.is_connected()


def test_a_seat_that_left_is_let_in_no_more(app: Flask, live: Live) -> None:
    assert not Phone.connect(app, live, seat="no such token").wire.is_connected()


def test_a_failure_inside_is_told_as_a_failure(mei_phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("of the inside")

    monkeypatch.setattr("app.proposals.rules.check_text", fail)
    answer = mei_phone.ask("proposal:submit", key=new_key(), text="建车棚")
    assert (answer["error"]["kind"], answer["error"]["code"]) == ("unavailable", "failed")
    assert "inside" not in str(answer)


def test_who_missed_something_is_told_the_whole_of_it(
    live: Live, services: Services, mei_phone: Phone, mei: Actor, meeting: str
) -> None:
    """What it missed and nothing else, as it stands now; one that has left, nothing."""
    mei_phone.ask("meeting:join", meeting=meeting)
    build_proposal(services, mei, meeting, "建车棚")
    sid = live.socketio.server.manager.sid_from_eio_sid(mei_phone.wire.eio_sid, "/")
    missed = ("wall:changed", room_of(meeting, Audience.ROOM))
    ((key, text),) = live.board.catch_up(sid, [missed])
    snapshot = json.loads(text)
    assert key == missed
    assert [card["text"] for card in snapshot["data"]["proposals"]] == ["建车棚"]
    assert "since" not in snapshot
    mei_phone.wire.disconnect()
    assert list(live.board.catch_up(sid, [missed])) == []
