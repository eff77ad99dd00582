"""The examples on the wire: one for each event a client may ask, read by both sides' tests."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def wire_examples() -> dict[str, dict[str, Any]]:
    """{event: payload} of every file in this folder."""
    examples = [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]
    return {example["event"]: example["payload"] for example in examples}


def with_ids(payload: Any, ids: Mapping[str, str]) -> Any:
    """An example that speaks of real things: known ids take the place of the example's."""
    if isinstance(payload, list):
        return [with_ids(item, ids) for item in payload]
    if isinstance(payload, dict):
        return {name: ids[name] if name in ids else with_ids(value, ids) for name, value in payload.items()}
    return payload
