"""The stored document: it returns as it was stored, with or without a version, and no other version is read."""

import json

import pytest
from sqlalchemy import text

from app.common_ground import queries
from app.common_ground.analysis import analyse_meeting
from app.platform.serialise import to_json_value
from tests.builders import build_proposal, react
from tests.hall import Hall


@pytest.fixture
def room(hall: Hall) -> Hall:
    """Ten seats that have agreed with one proposal, and their common ground."""
    card = build_proposal(hall.services, hall.cast.fang, hall.meeting)
    for seat in hall.seats(10):
        react(hall.services, seat, hall.meeting, card)
    analyse_meeting(hall.services, meeting_id=hall.meeting)
    return hall


def stored(hall: Hall) -> dict[str, object]:
    with hall.services.database.read() as session:
        value = session.execute(text("SELECT data FROM ground")).scalar_one()
    data: dict[str, object] = json.loads(value) if isinstance(value, str) else value
    return data


def store(hall: Hall, data: dict[str, object]) -> None:
    statement = text("UPDATE ground SET data = :data")
    hall.services.writer.run(lambda work: work.session.execute(statement, {"data": json.dumps(data)}))


def test_the_document_is_stored_with_its_version(room: Hall) -> None:
    document = room.read(queries.ground_of, room.meeting)
    assert stored(room) == to_json_value(document) | {"version": 1}


def test_a_document_without_a_version_is_read(room: Hall) -> None:
    document = room.read(queries.ground_of, room.meeting)
    store(room, {name: value for name, value in stored(room).items() if name != "version"})
    assert room.read(queries.ground_of, room.meeting) == document


def test_a_document_of_another_version_is_refused(room: Hall) -> None:
    store(room, stored(room) | {"version": 2})
    with pytest.raises(ValueError, match="form 2"):
        room.read(queries.ground_of, room.meeting)
