"""The examples of snapshots hold exactly what their types say, field by field and in the same order."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from app.platform.live.catalogue import describe_catalogue
from app.platform.live.shapes import is_described
from app.platform.live.specs import SnapshotSpec
from app.platform.serialise import to_json_value
from app.registry import SNAPSHOTS
from tests.wire.examples import FOLDER

TYPED = [spec for spec in SNAPSHOTS if is_described(spec.whole_type)]


def example_of(spec: SnapshotSpec) -> Any:
    return json.loads((FOLDER / "snapshots" / f"{spec.event.replace(':', '-')}.json").read_text())["snapshot"]["data"]


@pytest.mark.parametrize("spec", TYPED, ids=lambda spec: spec.topic)
def test_a_snapshot_read_by_its_type_gives_the_same_bytes(spec: SnapshotSpec) -> None:
    example = example_of(spec)
    read = TypeAdapter(spec.whole_type).validate_json(json.dumps(example))
    assert json.dumps(to_json_value(read), ensure_ascii=False) == json.dumps(example, ensure_ascii=False)


@pytest.mark.parametrize("spec", TYPED, ids=lambda spec: spec.topic)
def test_the_schema_names_the_fields_of_the_example(spec: SnapshotSpec) -> None:
    example, schema = example_of(spec), describe_catalogue((), [spec])["topic"][spec.topic]
    if "properties" in schema:
        assert set(schema["required"]) <= set(example) <= set(schema["properties"])
