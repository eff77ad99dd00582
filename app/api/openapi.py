"""The OpenAPI 3.1 document, made from the table of operations."""

from collections.abc import Sequence
from typing import Any

from app.api.operations import KEY, PART, PREFIX, Operation
from app.platform.text import HIGHEST
from app.platform.web.http import SEEN

PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
    },
    "required": ["type", "title", "status", "code"],
}
REFUSALS = {
    "400": "The request cannot be read.",
    "401": "A credential is needed, or the one sent is not known.",
    "403": "The credential does not allow this.",
    "404": "There is no such thing, or it belongs elsewhere.",
    "409": "Not in the state that things are in.",
    "413": "The body is too large.",
    "422": "What was sent does not fit; `field` names the first part that does not.",
    "429": "Too fast; `Retry-After` says when to try again.",
    "503": "Not possible at this moment; nothing was saved.",
    "default": "Refused.",
}

SEEN_PARAMETER = {
    "name": SEEN,
    "in": "header",
    "required": False,
    "schema": {"type": "integer", "minimum": 0, "maximum": HIGHEST},
    "description": "The version that the client has read: what others have changed since is refused with 409, "
    "`changed_meanwhile`; `meanwhile` says who has changed what.",
}


def describe(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the OpenAPI document of some operations."""
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {"Problem": PROBLEM}
    for operation in operations:
        path = PART.sub(r"{\1}", f"{PREFIX}{operation.path}")
        paths.setdefault(path, {})[operation.method.lower()] = _describe_one(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Liangting 涼亭下", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Staff: an API token."},
                "seat": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "Residents: `Seat <token>`, the token that joining returned.",
                },
            },
        },
    }


def _describe_one(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    parts = PART.findall(operation.path)
    has_body = operation.method in ("POST", "PUT", "PATCH")
    fields = _fields(operation, schemas, without={*parts, "key"})
    every = _fields(operation, schemas, without=set())["properties"]
    parameters = [{**_parameter(name, "path"), "schema": {**every[name], "minLength": 1}} for name in parts]
    if not has_body:
        parameters += [
            {**_parameter(name, "query"), "schema": schema, "required": name in fields["required"]}
            for name, schema in fields["properties"].items()
        ]
    elif "key" in operation.schema.model_fields:
        parameters.append({**_parameter(KEY, "header"), "schema": every["key"], "required": False})
        parameters.append(SEEN_PARAMETER)
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": parameters,
        "security": [{"token": []}, {"seat": []}, {}],
        "responses": {
            str(operation.status): {"description": "Done.", "content": {"application/json": {"schema": {}}}},
            **{status: _refusal(words) for status, words in REFUSALS.items()},
        },
    }
    if has_body and fields["properties"]:
        described["requestBody"] = {
            "required": bool(fields["required"]),
            "content": {"application/json": {"schema": {**fields, "additionalProperties": False}}},
        }
    return described


def _refusal(words: str) -> dict[str, Any]:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": words, "content": {"application/problem+json": problem}}


def _fields(operation: Operation, schemas: dict[str, Any], *, without: set[str]) -> dict[str, Any]:
    """Return the schema of an operation's fields but for those in `without`, and move its definitions to `schemas`."""
    json_schema = operation.schema.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(json_schema.pop("$defs", {}))
    properties = {name: schema for name, schema in json_schema.get("properties", {}).items() if name not in without}
    required = [name for name in json_schema.get("required", []) if name not in without]
    return {"type": "object", "properties": properties, "required": required}


def _parameter(name: str, where: str) -> dict[str, Any]:
    return {"name": name, "in": where, "required": True, "schema": {"type": "string"}}
