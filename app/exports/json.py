"""The dossier as one JSON document for other programs."""

import json
from dataclasses import fields
from typing import Any

from app.exports.dossier import Dossier
from app.exports.tables import left_out_words
from app.platform.serialise import to_json_value

FORMAT = "liangting-dossier"
VERSION = 1
SCHEMA = f"urn:liangting:schema:dossier:{VERSION}"
"""Name of the schema, which is served at `/api/v1/schemas/dossier.json` and lies in each bundle."""
APART = frozenset({"entries", "votes", "seal", "attendees", "ballots"})
"""Fields that are left out, because files of their own hold them: the ledger, its signatures, the single reactions, the
sign-in sheet and the ballots."""


def render(dossier: Dossier) -> bytes:
    """Return the facts, counts and texts of a meeting as JSON, with the ids of the Polis export and the ledger."""
    return json.dumps(document_of(dossier), ensure_ascii=False, indent=1).encode()


def document_of(dossier: Dossier) -> dict[str, Any]:
    """Return the JSON document of a dossier as plain values."""
    names = [field.name for field in fields(Dossier) if field.name not in APART]
    head = {"$schema": SCHEMA, "format": FORMAT, "version": VERSION, "not_in_this_copy": left_out_words(dossier)}
    return head | {name: to_json_value(getattr(dossier, name)) for name in names}
