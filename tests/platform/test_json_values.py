"""The JSON form of dataclasses, and its schema."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest

from app.platform.ids import ProposalId
from app.platform.live.shapes import OPEN_OBJECT, describe_type
from app.platform.serialise import OMIT_EMPTY, JsonObject, sent_as, to_json_value


class Mood(StrEnum):
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with the notes below it."""

    id: ProposalId
    below: tuple["Note", ...] = field(default=(), metadata=OMIT_EMPTY)
    mood: Mood | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Note):
    by: frozenset[str]


def test_fields_come_in_the_order_of_their_definition() -> None:
    value = Signed(ProposalId("a"), (Note(ProposalId("b")),), Mood.CALM, by=frozenset({"wen", "lin"}))
    expected = {"id": "a", "below": [{"id": "b", "mood": None}], "mood": "calm", "by": ["lin", "wen"]}
    assert list(to_json_value(value).items()) == list(expected.items())


def test_a_field_may_be_left_out_while_it_is_empty() -> None:
    assert to_json_value(Note(ProposalId("a"))) == {"id": "a", "mood": None}


def test_a_field_may_have_another_name_in_json() -> None:
    @dataclass(frozen=True, slots=True)
    class Renamed:
        group: str = field(metadata=sent_as("stake"))

    assert to_json_value(Renamed("业主")) == {"stake": "业主"}
    schema = describe_type(Renamed)
    assert (schema["required"], list(schema["properties"])) == (["stake"], ["stake"])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (datetime(2026, 5, 6, 12, tzinfo=UTC), "2026-05-06T12:00:00+00:00"),
        ({ProposalId("a"): (1, 2.5)}, {"a": [1, 2.5]}),
        ([Mood.CALM, {"b", "a"}], ["calm", ["a", "b"]]),
        (Note, Note),
    ],
)
def test_values_of_every_kind(value: Any, expected: Any) -> None:
    assert to_json_value(value) == expected


def test_what_is_json_already_stays_as_it_is() -> None:
    ready = JsonObject(a=1)
    assert to_json_value(ready) is ready


def test_the_schema_requires_every_field_that_is_always_sent() -> None:
    schema = describe_type(Signed)
    assert (schema["required"], list(schema["properties"])) == (["id", "mood", "by"], ["id", "below", "mood", "by"])
    assert "description" not in schema
    assert schema["$defs"]["Note"]["description"] == "A text with the notes below it."
    assert schema["additionalProperties"] is False


def test_a_type_without_fields_is_an_open_object() -> None:
    assert describe_type(dict[str, Any]) == OPEN_OBJECT
    assert describe_type(list[Note]) == OPEN_OBJECT
