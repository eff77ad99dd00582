"""Writes the text of a final paper as JSON and reads it again, so that the same text can be laid out anew."""

import json
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, get_args

from app.documents.blocks import Block, Kind, Paper, Section, Side, Table
from app.platform.i18n import Locale

BLOCKS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Block)}


def write_text(paper: Paper) -> bytes:
    """Return a paper as JSON."""
    facts = {field.name: getattr(paper, field.name) for field in fields(paper)}
    facts |= {"date": paper.date.isoformat(), "sections": [_section(section) for section in paper.sections]}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()


def read_text(content: bytes) -> Paper:
    """Return the paper that `write_text` has written."""
    facts: dict[str, Any] = json.loads(content)
    facts |= {
        "kind": Kind(facts["kind"]),
        "locale": Locale(facts["locale"]),
        "title": tuple(facts["title"]),
        "footer": tuple(facts["footer"]),
        "date": datetime.fromisoformat(facts["date"]),
        "sections": tuple(
            Section(one["name"], tuple(_block(block) for block in one["blocks"])) for one in facts["sections"]
        ),
    }
    return Paper(**facts)


def _section(section: Section) -> dict[str, Any]:
    blocks = [{"block": type(block).__name__, **asdict(block)} for block in section.blocks]
    return {"name": section.name, "blocks": blocks}


def _block(stored: dict[str, Any]) -> Block:
    kind = BLOCKS[stored["block"]]
    facts: dict[str, Any] = {name: _frozen(value) for name, value in stored.items() if name != "block"}
    if "side" in facts:
        facts["side"] = Side(facts["side"])
    if kind is Table:
        facts["sides"] = tuple(Side(side) for side in facts["sides"])
    block: Block = kind(**facts)
    return block


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
