"""Every event has an example on the wire, and the schemas take it as it stands and nothing beside."""

import pytest
from pydantic import ValidationError

from app.platform.live.catalogue import describe_catalogue
from app.registry import CATALOGUE, SNAPSHOTS
from tests.wire.examples import FOLDER, read_examples, wire_examples

EXAMPLES = wire_examples()
QUESTIONS = {spec.name for spec in CATALOGUE if spec.is_question}
SCHEMAS = {spec.name: spec.schema for spec in CATALOGUE}


def test_every_event_has_one_example() -> None:
    assert set(EXAMPLES) == set(SCHEMAS)
    assert {example.get("phase", "say") for example in read_examples().values()} <= {"say", "discuss", "decide"}
    assert {path.stem for path in FOLDER.glob("*.json")} == {name.replace(":", "-") for name in EXAMPLES}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_schema_takes_the_example(name: str) -> None:
    taken = SCHEMAS[name].model_validate(EXAMPLES[name])
    assert taken.model_dump(mode="json", exclude_unset=True, by_alias=True) == EXAMPLES[name]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_field_too_many_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        SCHEMAS[name].model_validate({**EXAMPLES[name], "actor": "mei"})


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_id_has_one_name_on_the_wire(name: str) -> None:
    inner = [field for field, info in SCHEMAS[name].model_fields.items() if info.alias != field]
    for field in inner:
        with pytest.raises(ValidationError, match="extra_forbidden"):
            SCHEMAS[name].model_validate({**EXAMPLES[name], field: "a" * 16})


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_needed_field_too_few_is_refused(name: str) -> None:
    needed = [info.alias for info in SCHEMAS[name].model_fields.values() if info.is_required()]
    assert needed
    for field in needed:
        with pytest.raises(ValidationError):
            SCHEMAS[name].model_validate({key: value for key, value in EXAMPLES[name].items() if key != field})


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - {"meeting:join", "reactions:cast"} - QUESTIONS))
def test_every_write_carries_a_key(name: str) -> None:
    assert SCHEMAS[name].model_fields["key"].is_required()


def test_the_catalogue_describes_every_event() -> None:
    described = describe_catalogue(CATALOGUE, SNAPSHOTS)
    assert set(described["client"]) == {spec.name for spec in CATALOGUE}
    assert all(schema["additionalProperties"] is False for schema in described["client"].values())
