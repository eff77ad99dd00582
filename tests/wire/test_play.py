"""The examples of acks and snapshots are what the server answers and tells, name by name and type by type.

After a change of what is told, `RECORD_WIRE=1 pytest tests/wire` writes those anew whose names or types have changed.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.factory import Live
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.live.catalogue import SNAPSHOT_SCHEMA
from app.registry import CATALOGUE, SNAPSHOTS
from tests.builders import build_meeting, build_seat
from tests.clients import Phone
from tests.people import Cast
from tests.wire.examples import FOLDER, read_examples, write_example
from tests.wire.play import Play, shape

TOLD = FOLDER / "snapshots"


@pytest.fixture
def play(app: Flask, live: Live, services: Services, cast: Cast, lin_desk: Phone) -> Play:
    meeting = build_meeting(services, cast.place, phase="open")
    mei: Actor = build_seat(services, meeting, "梅")
    phone = Phone.connect(app, live, seat=mei.token)
    sorted_meeting = build_meeting(services, cast.place, template="T1")
    author = Phone.connect(app, live, seat=build_seat(services, sorted_meeting).token)
    return Play(services, lin_desk, phone, cast.place, meeting, mei.id, author, sorted_meeting).run()


def recorded(folder: Path, answers: Mapping[str, Any], label: str) -> dict[str, Any]:
    """The acks or snapshots in the examples of a folder: {event: ack or snapshot}."""
    if os.environ.get("RECORD_WIRE"):
        examples = read_examples(folder)
        for event, answer in answers.items():
            example = examples.get(event, {"event": event})
            if label not in example or shape(example[label]) != shape(answer):
                write_example(folder, {**example, label: answer})
    return {event: example[label] for event, example in read_examples(folder).items()}


def test_every_ack_looks_like_its_example(play: Play) -> None:
    answers = play.answers()
    examples = recorded(FOLDER, answers, "ack")
    assert set(examples) == {spec.name for spec in CATALOGUE} == set(answers)
    for event, example in examples.items():
        assert shape(example) == shape(answers[event]), event


def test_every_snapshot_looks_like_its_example(play: Play) -> None:
    snapshots = play.told()
    examples = recorded(TOLD, snapshots, "snapshot")
    assert set(examples) == {spec.event for spec in SNAPSHOTS}
    for event, example in examples.items():
        assert shape(example) == shape(snapshots[event]), event
        assert set(example) == set(SNAPSHOT_SCHEMA["required"])


def test_no_snapshot_says_who_wrote_or_voted(play: Play) -> None:
    text = json.dumps(play.told(), ensure_ascii=False)
    assert "seat000000000000" not in text
    assert "梅" not in text
