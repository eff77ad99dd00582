"""S20: a poll or group of fewer than five tells no split, in no file, page, snapshot or entry."""

import io
import json
import zipfile

import pytest
from flask import Flask

from app.concessions import actions as concessions
from app.concessions import snapshots as concessions_snapshots
from app.exports import json as document
from app.exports import xlsx
from app.exports.dossier import Dossier, dossier_of
from app.platform.access.actors import Role
from app.platform.live.specs import Audience
from app.platform.small_groups import SMALLEST_GROUP
from app.voting.rules import Choice
from nlp.ground import badge
from tests.builders import build_meeting, build_seat
from tests.clients import open_browser
from tests.exports.packing import minutes_of
from tests.hall import Hall
from tests.people import employ

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def close_with(hall: Hall, ballots: int, *, is_secret: bool) -> str:
    resolution = hall.draft()
    poll = hall.put_to_vote(resolution) if is_secret else hall.open_poll(is_secret=False)
    for seat in hall.seats(ballots):
        hall.vote(poll, seat, Choice.YES)
    hall.close_poll(poll)
    return poll


def dossier_now(hall: Hall) -> Dossier:
    dossier: Dossier = hall.read(dossier_of, hall.meeting, hall.services.clock.now())
    return dossier


def xml_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))


def test_there_is_one_number(database_url: str) -> None:
    assert database_url
    assert SMALLEST_GROUP == badge.SMALLEST_GROUP == 5


@pytest.mark.parametrize("ballots", [0, 1, 2, 3, 4, 5])
@pytest.mark.parametrize("is_secret", [True, False])
def test_a_closed_poll_of_few_ballots_tells_turnout_alone(hall: Hall, ballots: int, is_secret: bool) -> None:
    poll = close_with(hall, ballots, is_secret=is_secret)
    dossier = dossier_now(hall)
    view = next(one for one in dossier.polls if one.id == poll)
    is_small = ballots < SMALLEST_GROUP
    assert (view.tally is None) is is_small
    assert view.cast == ballots
    assert bool(view.outcome and view.outcome.tests) is not is_small
    if is_secret and 0 < ballots <= 2:
        assert view.outcome is None
    minutes = xml_of(minutes_of(dossier))
    if is_secret:
        assert ("不公布分布" in minutes) is is_small
    export = json.loads(document.render(dossier))
    assert (next(one for one in export["polls"] if one["id"] == poll)["tally"] is None) is is_small
    assert xlsx.render(dossier)


def test_the_entry_of_a_small_poll_tells_no_split(hall: Hall, app: Flask) -> None:
    poll = close_with(hall, 4, is_secret=False)
    wen = open_browser(app).sign_in(hall.services, hall.cast.wen)
    items = wen.get(f"/api/v1/meetings/{hall.meeting}/ledger?limit=1000").get_json()["items"]
    for entry in items:
        if entry["kind"] in ("ballot.cast", "poll.closed") and poll in (entry["payload"] or poll):
            facts = json.loads(entry["payload"] or "{}")
            assert "choice" not in facts and "yes" not in (facts.get("count") or {})
            assert not (facts.get("outcome") or {}).get("tests")
    assert [entry["payload"] for entry in items if entry["kind"] == "ballot.cast"] == [None] * 4


@pytest.mark.parametrize("ballots", [1, 4])
def test_pages_stand_when_a_poll_has_no_figures(hall: Hall, app: Flask, ballots: int) -> None:
    close_with(hall, ballots, is_secret=True)
    lin = open_browser(app).sign_in(hall.services, hall.cast.lin)
    pages = [f"/m/{hall.meeting}/desk", f"/office/meetings/{hall.meeting}", f"/m/{hall.meeting}/stage"]
    answers = [lin.get(page) for page in pages]
    answers.append(open_browser(app).take_seat(hall.mei).get(f"/m/{hall.meeting}/floor"))
    assert [answer.status_code for answer in answers] == [200] * 4
    for answer in (answers[0], answers[1], answers[3]):
        assert ("不公布分布" if ballots > 2 else "没有开票") in answer.text


def test_no_door_tells_a_rare_stakeholder_group(hall: Hall, app: Flask) -> None:
    """One tenant among owners: neither offers, attendance nor the entries of joining say who it is."""
    meeting = build_meeting(hall.services, hall.cast.place, phase="discuss", stakeholder_groups=("业主", "租户"))
    tenant = build_seat(hall.services, meeting, stakeholder_group="租户")
    owners = [build_seat(hall.services, meeting, stakeholder_group="业主") for _ in range(6)]
    for seat in (tenant, owners[0]):
        hall.do(concessions.offer_concession, seat, meeting_id=meeting, condition="十点断电", offer="接受车棚")
    cards = hall.read(concessions_snapshots.read_concessions, meeting, Audience.ROOM).concessions
    assert sorted(str(card.stakeholder_group) for card in cards) == ["None", "业主"]
    dossier = hall.read(dossier_of, meeting, hall.services.clock.now())
    assert dossier.attendance.by_stakeholder_group == {"业主": 6}
    assert {entry.payload for entry in dossier.entries if entry.kind == "seat.joined"} == {None}
    reader = open_browser(app).sign_in(hall.services, employ(hall.services, "ada2", Role.ADMINISTRATOR, None))
    assert "租户" not in reader.get(f"/api/v1/meetings/{meeting}/ledger?limit=1000").text
