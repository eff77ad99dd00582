"""The event catalogue as JSON Schema; `python -m app events` prints it, and the TypeScript types are made from it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.platform.live.board import ACCESS_ENDED, SEEN, Ended
from app.platform.live.shapes import JsonSchema, describe_type
from app.platform.live.specs import EventSpec, SnapshotSpec

SNAPSHOT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "meeting": {"type": "string"},
        "topic": {"type": "string"},
        "version": {"type": "integer"},
        "since": {"type": "integer", "description": "Given with a page: the version that it changes."},
        "data": {"type": "object"},
    },
    "required": ["meeting", "topic", "version", "data"],
    "additionalProperties": False,
}

ACCESS_ENDED_SCHEMA: dict[str, Any] = {
    "title": ACCESS_ENDED,
    "description": "The session or seat behind this connection has ended, lost a role, or opened too many connections.",
    "type": "object",
    "properties": {"code": {"enum": [reason.value for reason in Ended]}, "message": {"type": "string"}},
    "required": ["code", "message"],
    "additionalProperties": False,
}


SEEN_SCHEMA: dict[str, Any] = {
    "type": "integer",
    "minimum": 0,
    "description": "The version seen: what others have changed since is refused, `changed_meanwhile`.",
}
NO_PAGE_DATA: Mapping[str, Any] = MappingProxyType({})


def describe_catalogue(
    events: Sequence[EventSpec], snapshots: Sequence[SnapshotSpec], page_data: Mapping[str, Any] = NO_PAGE_DATA
) -> dict[str, Any]:
    """Return the JSON Schema of everything that a page and the server exchange.

    Args:
        page_data: {name: type} of the data that pages embed or fetch.

    Returns:
        `client`: {event: payload}; `server`: {event: announcement}; `topic`: {topic: whole snapshot};
        `page`: {name: data}.
    """
    return {
        "client": {spec.name: _describe(spec) for spec in events},
        "server": {
            **{spec.event: _describe_announcement(spec) for spec in snapshots},
            ACCESS_ENDED: ACCESS_ENDED_SCHEMA,
        },
        "topic": {spec.topic: describe_type(spec.whole_type) for spec in snapshots},
        "page": {name: describe_type(data) for name, data in page_data.items()},
    }


def _describe(spec: EventSpec) -> JsonSchema:
    """Return the payload schema of an event; a write may also say which version its sender has seen."""
    schema = spec.schema.model_json_schema()
    if "key" not in spec.schema.model_fields:
        return schema
    return {**schema, "properties": {**schema["properties"], SEEN: SEEN_SCHEMA}}


def _describe_announcement(spec: SnapshotSpec) -> JsonSchema:
    """Return the schema of a snapshot as it is sent: its topic, version and data, which may be whole or partial."""
    data = describe_type(spec.whole_type if spec.page_type is None else spec.whole_type | spec.page_type)
    definitions = data.pop("$defs", {})
    if title := data.get("title"):
        definitions[title], data = data, {"$ref": f"#/$defs/{title}"}
    properties = {**SNAPSHOT_SCHEMA["properties"], "topic": {"const": spec.topic}, "data": data}
    return {**SNAPSHOT_SCHEMA, "title": spec.event, "properties": properties, "$defs": definitions}
