"""S14: no door takes a text without a limit, a number without bounds, or a part of a path that is not checked."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from flask import Flask
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

import app.accounts.schemas  # noqa: F401
import app.pages.schemas  # noqa: F401  (its schemas are payloads too)
from app.api import OPERATIONS
from app.platform.access.gate import id_names, ids_in
from app.platform.ids import Id, IdForm, wire_name
from app.platform.live.specs import Payload
from app.platform.text import HIGHEST, Line, Start, Text
from app.platform.web.payloads import parse
from app.platform.web.routing import CONVERTERS
from app.proposals.schemas import CastReactions
from app.registry import CATALOGUE, LOCATORS
from app.themes.schemas import EditThemes
from tests.builders import new_key
from tests.security.estate import OFFICE_IDS

ROOT = Path(__file__).resolve().parents[2]
READERS = {"app/pages/forms.py", "app/api/operations.py", "app/platform/web/http.py"}
"""The modules that read what a browser or program sends; every other one is given a schema."""
BY_HAND = {"form", "args", "values", "files", "json", "get_json", "data", "get_data", "stream", "cookies", "view_args"}


def every_schema(base: type[BaseModel] = Payload) -> Iterator[type[BaseModel]]:
    for schema in base.__subclasses__():
        if schema.__module__.startswith("app."):
            yield schema
        yield from every_schema(schema)


SCHEMAS = sorted({*every_schema(), *(spec.schema for spec in CATALOGUE)}, key=lambda one: one.__qualname__)


def faults_of(kind: Any, extra: tuple[Any, ...] = ()) -> list[str]:
    """What is unlimited in a type."""
    kind = getattr(kind, "__supertype__", kind)
    if get_origin(kind) is Annotated:
        base, *marks = get_args(kind)
        return faults_of(base, (*marks, *extra))
    if get_origin(kind) in (Union, UnionType):
        return [fault for part in get_args(kind) if part is not type(None) for fault in faults_of(part, extra)]
    if get_origin(kind) in (tuple, list, dict):
        is_short = any(_most(mark, "max_length") for mark in extra)
        inner = [fault for part in get_args(kind) if part is not Ellipsis for fault in faults_of(part)]
        return inner + ([] if is_short else ["a list without a length"])
    if get_origin(kind) is Literal:
        return []
    if kind is str:
        return [] if any(isinstance(mark, Text) or _is_limited(mark) for mark in extra) else ["a bare text"]
    if kind is int:
        is_bounded = any(_most(mark, "le") for mark in extra)
        return [] if is_bounded else ["a bare number"]
    return [] if isinstance(kind, type) and kind not in (float, bytes, object) else [f"{kind}"]


def _most(mark: Any, name: str) -> bool:
    if isinstance(mark, FieldInfo):
        return any(getattr(one, name, None) is not None for one in mark.metadata)
    return getattr(mark, name, None) is not None


def _is_limited(mark: Any) -> bool:
    if not isinstance(mark, StringConstraints | IdForm):
        return False
    pattern = str(mark.pattern or "")
    return _most(mark, "max_length") or (pattern.endswith("$") and not re.search(r"[*+](?!\])", pattern))


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda one: one.__qualname__)
def test_s14_every_field_has_a_limit(schema: type[BaseModel]) -> None:
    hints = get_type_hints(schema, include_extras=True)
    faults = {
        name: field_faults
        for name, field in schema.model_fields.items()
        if (field_faults := faults_of(hints[name], (field, *field.metadata)))
    }
    assert faults == {}
    assert schema.model_config.get("extra") == "forbid"


def test_the_doors_speak_only_through_such_schemas() -> None:
    named = {spec.schema for spec in CATALOGUE} | {operation.schema for operation in OPERATIONS}
    assert len(SCHEMAS) > 50
    assert named <= set(SCHEMAS)


@pytest.mark.parametrize("kind", [str, int, dict[str, int], tuple[str, ...], Annotated[int, Field(ge=0)]])
def test_a_field_without_a_limit_is_seen(kind: Any) -> None:
    assert faults_of(kind) != []


def test_s2_every_id_in_a_payload_can_be_located() -> None:
    """An id whose name the gate does not know would pass unchecked."""
    named = {name for schema in SCHEMAS for name in id_names(schema)}
    assert {"meeting", "proposal", "poll", "resolution", "case", "place"} <= named
    assert named - set(LOCATORS) <= OFFICE_IDS


def test_s2_ids_are_found_in_lists_and_items() -> None:
    edits = [{"op": "pin", "theme": "a", "proposals": ["a" * 16, "b" * 16]}, {"op": "part", "proposals": ["c" * 16]}]
    ids = ids_in(parse(EditThemes, {"key": new_key(), "meeting": "m" * 16, "edits": edits}))
    assert ids == {"meeting": "m" * 16, "proposal": ["a" * 16, "b" * 16, "c" * 16]}
    items = [{"key": new_key(), "proposal": one * 16, "choice": "agree"} for one in "ab"]
    cast = parse(CastReactions, {"items": items})
    assert ids_in(cast) == {"proposal": ["a" * 16, "b" * 16]}
    assert ids_in(cast, skip=frozenset({"items"})) == {}


def test_s14_every_part_of_a_path_is_checked(plain_app: Flask) -> None:
    """Each variable part has one of our converters, whose pattern takes no odd sign."""
    known = set(CONVERTERS.values())
    parts = {
        (rule.rule, wire_name(name)): type(converter)
        for rule in plain_app.url_map.iter_rules()
        if rule.endpoint != "static"
        for name, converter in rule._converters.items()
    }
    assert len(parts) > 40
    assert {part for part, kind in parts.items() if kind not in known} == set()
    assert {name for (_, name), kind in parts.items() if kind is CONVERTERS["code"]} == {"code"}
    assert {name for (_, name), kind in parts.items() if kind is CONVERTERS["token"]} == {"link", "token"}
    located = {name for (_, name), kind in parts.items() if kind is CONVERTERS["default"]}
    assert located - set(LOCATORS) <= OFFICE_IDS


def test_s14_nobody_reads_a_request_by_hand() -> None:
    uses = {
        f"{path.relative_to(ROOT)}:{node.lineno} request.{node.attr}"
        for path in (ROOT / "app").rglob("*.py")
        if str(path.relative_to(ROOT)) not in READERS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id == "request" and node.attr in BY_HAND
    }
    assert uses <= {_view_args_in("floor/page.py"), _view_args_in("desk/refusing.py")}, uses


def _view_args_in(page: str) -> str:
    """The line where a page asks which meeting a refused address named; the path was checked by then."""
    lines = (ROOT / "app/pages" / page).read_text().splitlines()
    number = next(at for at, line in enumerate(lines, 1) if "request.view_args" in line)
    return f"app/pages/{page}:{number} request.view_args"


@pytest.mark.parametrize("mark", [Text(20), Line(20)])
def test_s14_the_raw_length_is_bounded_before_anything_is_read(mark: Text, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    adapter = TypeAdapter(Annotated[str, mark])

    def clean_nothing(_form: str, text: str) -> str:
        read.append(len(text))
        return text

    monkeypatch.setattr("app.platform.text.unicodedata.normalize", clean_nothing)
    with pytest.raises(ValidationError):
        adapter.validate_python("a" + "\u0301" * 100_000)
    assert read == []
    with pytest.raises(ValidationError):
        adapter.validate_python("长" * 21)
    assert max(read) <= 20 * 4 + 16


def test_s14_what_shrinks_is_measured_after_it_has_shrunk() -> None:
    adapter = TypeAdapter(Annotated[str, Line(20)])
    assert adapter.validate_python("e\u0301" * 20 + "\u200b" * 20) == "é" * 20
    assert adapter.validate_python("か\u3099" * 20) == "が" * 20


def test_s14_numbers_fit_every_database() -> None:
    assert HIGHEST < 2**31
    assert TypeAdapter(Start).validate_python("9" * 30) == 0
    with pytest.raises(ValidationError):
        TypeAdapter(Id).validate_python("aaaaaaaa\n")
