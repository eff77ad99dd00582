"""The event catalogue as JSON Schema; `python -m app events` prints it, the TypeScript types come from it."""

from collections.abc import Sequence
from typing import Any

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


def describe_catalogue(events: Sequence[EventSpec], snapshots: Sequence[SnapshotSpec]) -> dict[str, Any]:
    """{client: {event: payload schema}, server: {event: snapshot schema}}."""
    return {
        "client": {spec.name: spec.schema.model_json_schema() for spec in events},
        "server": {spec.event: {**SNAPSHOT_SCHEMA, "title": spec.event} for spec in snapshots},
    }
