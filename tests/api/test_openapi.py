"""The OpenAPI document: whole, sound, and of the routes as they are."""

import html
import re
from collections.abc import Iterator
from typing import Any

import openapi_spec_validator
import pytest

from app.api import OPERATIONS
from app.api.operations import PREFIX
from tests.api.programs import Program

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # no database is asked


@pytest.fixture
def document(no_api: Program) -> dict[str, Any]:
    description: dict[str, Any] = no_api.ask("GET", "/openapi.json")
    return description


def described(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_it_describes_every_operation_once(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert {"title", "version"} <= set(document["info"])
    operations = {(method.upper(), re.sub(r"{(\w+)}", r"<\1>", path)) for path, method, _ in described(document)}
    assert operations == {(operation.method, f"{PREFIX}{operation.path}") for operation in OPERATIONS}
    ids = [operation["operationId"] for _, _, operation in described(document)]
    assert len(set(ids)) == len(ids) == len(OPERATIONS)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    targets = set(references(document))
    assert targets
    for reference in targets:
        node: Any = document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
        assert node


def test_every_part_of_a_path_is_a_parameter_and_nothing_stands_twice(document: dict[str, Any]) -> None:
    for path, method, operation in described(document):
        parameters = [(parameter["name"], parameter["in"]) for parameter in operation["parameters"]]
        assert len(set(parameters)) == len(parameters), (method, path)
        assert {name for name, where in parameters if where == "path"} == set(re.findall(r"{(\w+)}", path))
        assert all(parameter["required"] for parameter in operation["parameters"] if parameter["in"] == "path")
        assert all("schema" in parameter for parameter in operation["parameters"])


def test_reads_have_no_body_and_every_answer_is_described(document: dict[str, Any]) -> None:
    for path, method, operation in described(document):
        assert method != "get" or "requestBody" not in operation, path
        assert "application/problem+json" in operation["responses"]["default"]["content"]
        assert any(status.startswith("2") for status in operation["responses"])
        for need in operation["security"]:
            assert set(need) <= set(document["components"]["securitySchemes"])


def test_bodies_name_what_they_need(document: dict[str, Any]) -> None:
    body = document["paths"][f"{PREFIX}/meetings/{{meeting}}/proposals"]["post"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]
    assert (body["required"], schema["required"], schema["additionalProperties"]) == (True, ["text"], False)
    assert "key" not in schema["properties"]


def test_writes_take_a_key_in_the_header(document: dict[str, Any]) -> None:
    for path, method, operation in described(document):
        headers = [parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "header"]
        is_keyed = method not in ("get", "delete") and not path.endswith(
            ("/join", "/stage-links")
        )  # these tell a secret once
        assert headers == (["Idempotency-Key", "Seen-Version"] if is_keyed else []), (method, path)


def test_a_validator_finds_no_fault(document: dict[str, Any]) -> None:
    openapi_spec_validator.validate(document)


def test_the_page_of_operations_names_them_all(no_api: Program) -> None:
    page = no_api.send("GET", "/docs")
    assert page.status_code == 200
    rules = [f"{PREFIX}{html.escape(operation.path)}" for operation in OPERATIONS]
    assert [rule for rule in rules if f"<code>{rule}</code>" not in page.text] == []
