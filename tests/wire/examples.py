"""The examples on the wire: each event that a client may ask, with its payload and the ack that the server answers."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def read_examples(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """{event: example} of every file in a folder."""
    examples = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    return {example["event"]: example for example in examples}


def wire_examples() -> dict[str, dict[str, Any]]:
    """{event: payload}."""
    return {event: example["payload"] for event, example in read_examples().items()}


def examples_in(phase: str) -> dict[str, dict[str, Any]]:
    """{event: payload without its key} of the examples that name a phase: played meetings ask them in that phase."""
    return {
        event: {name: value for name, value in example["payload"].items() if name != "key"}
        for event, example in read_examples().items()
        if example.get("phase") == phase
    }


def write_example(folder: Path, example: Mapping[str, Any]) -> None:
    text = json.dumps(example, ensure_ascii=False, indent=2)
    (folder / f"{example['event'].replace(':', '-')}.json").write_text(f"{text}\n")


def with_ids(payload: Any, ids: Mapping[str, str]) -> Any:
    """An example that speaks of real things: known ids take the place of the example's."""
    if isinstance(payload, list):
        return [with_ids(item, ids) for item in payload]
    if isinstance(payload, dict):
        return {name: ids[name] if name in ids else with_ids(value, ids) for name, value in payload.items()}
    return payload
