"""The examples of acks and snapshots are what the server answers and tells, name by name and type by type.

After a change of what is told, `RECORD_WIRE=1 pytest tests/wire` writes them anew.
"""

import json
import os
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
from tests.wire.examples import FOLDER
from tests.wire.play import Play, shape

ACKS, TOLD = FOLDER / "acks", FOLDER / "snapshots"


@pytest.fixture
def play(app: Flask, live: Live, services: Services, cast: Cast, lin_desk: Phone) -> Play:
    meeting = build_meeting(services, cast.place, phase="open")
    mei: Actor = build_seat(services, meeting, "梅")
    phone = Phone.connect(app, live, seat=mei.token)
    sorted_meeting = build_meeting(services, cast.place, template="T1")
    author = Phone.connect(app, live, seat=build_seat(services, sorted_meeting).token)
    return Play(services, lin_desk, phone, cast.place, meeting, mei.id, author, sorted_meeting).run()


def kept(folder: Path, examples: dict[str, Any], label: str) -> dict[str, Any]:
    """The examples of a folder: {event: example}."""
    if os.environ.get("RECORD_WIRE"):
        for event, example in examples.items():
            text = json.dumps({"event": event, label: example}, ensure_ascii=False, indent=2)
            (folder / f"{event.replace(':', '-')}.json").write_text(f"{text}\n")
    read = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    return {example["event"]: example[label] for example in read}


def test_every_ack_looks_like_its_example(play: Play) -> None:
    answers = play.answers()
    examples = kept(ACKS, answers, "ack")
    assert set(examples) == {spec.name for spec in CATALOGUE} == set(answers)
    for event, example in examples.items():
        assert shape(example) == shape(answers[event]), event


def test_every_snapshot_looks_like_its_example(play: Play) -> None:
    snapshots = play.told()
    examples = kept(TOLD, snapshots, "snapshot")
    assert set(examples) == {spec.event for spec in SNAPSHOTS}
    for event, example in examples.items():
        assert shape(example) == shape(snapshots[event]), event
        assert set(example) == set(SNAPSHOT_SCHEMA["required"])


def test_no_snapshot_says_who_wrote_or_voted(play: Play) -> None:
    text = json.dumps(play.told(), ensure_ascii=False)
    assert "seat000000000000" not in text
    assert "梅" not in text
