"""The JSON Schema of the dossier document, made from the dataclasses of the dossier."""

import json
from dataclasses import field, fields, make_dataclass
from functools import cache
from typing import Any, get_type_hints

from app.exports.dossier import Dossier
from app.exports.json import APART, FORMAT, SCHEMA, VERSION
from app.platform.live.shapes import JsonSchema, describe_type

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def render() -> bytes:
    """Return the schema as the file that lies beside the document."""
    return json.dumps(schema(), ensure_ascii=False, indent=1).encode()


@cache
def schema() -> JsonSchema:
    """Return the JSON Schema (2020-12) of the document of one meeting."""
    kinds = get_type_hints(Dossier)
    described: list[tuple[str, Any, Any]] = [
        (one.name, kinds[one.name], field(metadata=one.metadata)) for one in fields(Dossier) if one.name not in APART
    ]
    body = describe_type(make_dataclass("DossierDocument", described, namespace={"__doc__": Dossier.__doc__}))
    head = {
        "$schema": {"const": SCHEMA},
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "not_in_this_copy": {"type": "array", "items": {"type": "string"}},
    }
    properties = {**head, **body.pop("properties")}
    return {
        "$schema": DIALECT,
        "$id": SCHEMA,
        "title": FORMAT,
        **{name: value for name, value in body.items() if name != "title"},
        "properties": properties,
        "required": list(properties),
    }
