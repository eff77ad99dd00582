"""Nobody who stands in no opinion group can be reckoned from what any door tells: they are none, or five and more."""

import json
from typing import Any

import pytest
from flask import Flask

from app.common_ground import queries
from app.common_ground.analysis import Analyser
from app.exports import dossier
from app.platform.access.actors import Actor
from app.platform.live.snapshots import Snapshots
from app.platform.live.specs import Audience
from app.proposals.rules import Choice
from app.registry import SNAPSHOTS
from tests.api.programs import Program
from tests.builders import build_meeting, build_proposal, build_seat, react
from tests.hall import Hall

CAMP, CARDS = 17, 8


@pytest.fixture
def camps(hall: Hall) -> list[str]:
    """Two camps that say the opposite of each card but the first."""
    hall.meeting = build_meeting(hall.services, hall.cast.place)
    cards = [build_proposal(hall.services, hall.cast.fang, hall.meeting, f"第{number}条") for number in range(CARDS)]
    for place in range(2 * CAMP):
        seat = build_seat(hall.services, hall.meeting)
        for number, card in enumerate(cards):
            says = number == 0 or (number % 2 == 0) == (place < CAMP)
            react(hall.services, seat, hall.meeting, card, Choice.AGREE if says else Choice.DISAGREE)
        hall.mei = seat
    return cards


def sheets(hall: Hall, app: Flask) -> list[dict[str, Any]]:
    """Common ground as the room, a resident's program and the desk are told it."""
    snapshots = Snapshots(hall.services.database, SNAPSHOTS)
    documents = [snapshots.read(hall.meeting, "ground", audience)["data"] for audience in Audience]
    answer = Program(app, f"Seat {hall.mei.token}").ask("GET", f"/meetings/{hall.meeting}/common-ground")
    return [*documents, json.loads(json.dumps(answer))]


def test_newcomers_one_by_one_are_never_told_apart(hall: Hall, camps: list[str], app: Flask) -> None:
    analyser, comers = Analyser(), list[Actor]()
    for _ in range(6):
        analyser._analyse(hall.services, hall.meeting)
        voters = 2 * CAMP + len(comers)
        for sheet in sheets(hall, app):
            assert sheet["reason"] == "found"
            outside = voters - sum(sheet["groups"].values())
            assert outside == 0 or outside >= 5
            assert all(size >= 5 for size in sheet["groups"].values())
            assert all(row["by_group"].keys() == sheet["groups"].keys() for row in sheet["proposals"])
        comers.append(build_seat(hall.services, hall.meeting))
        react(hall.services, comers[-1], hall.meeting, camps[0])


def test_the_exports_tell_of_the_same_groups(hall: Hall, camps: list[str]) -> None:
    react(hall.services, build_seat(hall.services, hall.meeting), hall.meeting, camps[0], Choice.DISAGREE)
    Analyser()._analyse(hall.services, hall.meeting)
    sizes = hall.read(queries.ground_of, hall.meeting).groups
    meeting_dossier = hall.read(dossier.dossier_of, hall.meeting, hall.services.clock.now())
    assert sum(sizes.values()) == 2 * CAMP + 1
    assert [set(line.by_group) for line in meeting_dossier.ground] == [set(sizes)] * len(meeting_dossier.ground)
    assert sum(tally.seen for tally in meeting_dossier.ground[0].by_group.values()) == 2 * CAMP + 1
