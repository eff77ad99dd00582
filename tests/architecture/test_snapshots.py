"""What the server announces is typed: each snapshot is a frozen dataclass, and its JSON Schema is made from it."""

import ast
import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

import pytest

from app.pages.data import PAGE_DATA
from app.platform.live.catalogue import describe_catalogue
from app.platform.live.shapes import OPEN_OBJECT, is_described
from app.platform.live.specs import SnapshotSpec
from app.registry import SNAPSHOTS

ROOT = Path(__file__).resolve().parents[2]


def test_every_snapshot_is_a_dataclass() -> None:
    assert {spec.topic for spec in SNAPSHOTS if not is_described(spec.whole_type)} == set()
    assert [spec.topic for spec in SNAPSHOTS if spec.page and not is_described(spec.page_type)] == []
    assert [name for name, data in PAGE_DATA.items() if not is_described(data)] == []


@pytest.mark.parametrize("spec", SNAPSHOTS, ids=lambda spec: spec.topic)
def test_snapshots_are_frozen(spec: SnapshotSpec) -> None:
    parts = [part for whole in (spec.whole_type, spec.page_type) for part in _dataclasses_in(whole)]
    assert [part.__name__ for part in parts if not part.__dataclass_params__.frozen] == []


def test_the_catalogue_describes_every_topic() -> None:
    topics = describe_catalogue((), SNAPSHOTS)["topic"]
    assert set(topics) == {spec.topic for spec in SNAPSHOTS}
    assert {topic for topic, schema in topics.items() if schema == OPEN_OBJECT} == set()


def test_no_room_announces_a_plain_dictionary() -> None:
    plain = {
        str(path.relative_to(ROOT))
        for path in ROOT.glob("app/**/snapshots.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.returns and "dict[str, Any]" in ast.unparse(node.returns)
    }
    assert plain == set()


def _dataclasses_in(kind: Any) -> Iterator[Any]:
    """Yield the dataclasses of a type, of a union or of the values of a mapping."""
    if dataclasses.is_dataclass(kind):
        yield kind
    for part in get_args(kind)[1:] if get_origin(kind) is Mapping else get_args(kind):
        if part is not NoneType:
            yield from _dataclasses_in(part)
