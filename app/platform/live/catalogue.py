"""The event catalogue as JSON Schema; `python -m app events` prints it, and the TypeScript types are made from it."""

from collections.abc import Sequence
from typing import Any

from app.platform.live.board import ACCESS_ENDED, SEEN, Ended
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


def describe_catalogue(events: Sequence[EventSpec], snapshots: Sequence[SnapshotSpec]) -> dict[str, Any]:
    """Return {client: {event: payload schema}, server: {event: schema of what is announced}}."""
    return {
        "client": {spec.name: _describe(spec) for spec in events},
        "server": {
            **{spec.event: {**SNAPSHOT_SCHEMA, "title": spec.event} for spec in snapshots},
            ACCESS_ENDED: ACCESS_ENDED_SCHEMA,
        },
    }


def _describe(spec: EventSpec) -> dict[str, Any]:
    """Return the payload schema of an event; a write may also say which version its sender has seen."""
    schema = spec.schema.model_json_schema()
    if "key" not in spec.schema.model_fields:
        return schema
    return {**schema, "properties": {**schema["properties"], SEEN: SEEN_SCHEMA}}
