"""Converts draft themes and edits to and from their stored rows; the rows of all kinds of edits have the same keys."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from app.platform.serialise import to_json_value
from app.themes import rules

_KINDS = {kind.op: kind for kind in rules.KINDS}
_FIELDS: dict[str, tuple[str, Any]] = {
    "theme": ("theme", ""),
    "others": ("others", ()),
    "proposals": ("proposals", ()),
    "to": ("new_key", ""),
    "label": ("label", ""),
    "colour": ("colour", None),
    "undoes": ("undoes", 0),
    "drops": ("dependents", ()),
}
"""{name in a row: (field of the edit, what a row holds for kinds without the field)}."""
_RARE_FIELDS: dict[str, tuple[str, Any]] = {
    "source": ("source", rules.Source.DESK.value),
    "replaces": ("replaces", 0),
    "joins": ("joins_labels", False),
    "act": ("act", 0),
    "unsure": ("is_unsure", False),
}
"""As `_FIELDS`, but a row holds such a field only if its value differs from the usual one."""
_NO_CONTEXT = rules.Context()


def draft_theme_from(row: Mapping[str, Any]) -> rules.DraftTheme:
    """Convert a stored row to a draft theme."""
    lists = {"keywords": tuple(row["keywords"]), "members": tuple(row["members"])}
    return rules.DraftTheme(**{**row, **lists})


def edit_from(number: int, row: Mapping[str, Any]) -> rules.Edit:
    """Convert a stored row to an edit."""
    kind = _KINDS[row["op"]]
    own = {field.name for field in fields(kind)}
    known = {**_FIELDS, **_RARE_FIELDS}
    values = {field: _frozen(row.get(name, empty)) for name, (field, empty) in known.items() if field in own}
    if "source" in own:
        values["source"] = rules.Source(values["source"])
    if "context" in own:
        themes = tuple(draft_theme_from(theme) for theme in row.get("held", ()))
        values["context"] = rules.Context(
            themes, row.get("newest", 0), tuple(row.get("free", ())), row.get("loose", False)
        )
    return kind(**values, number=number)


def row_of(edit: rules.Edit) -> dict[str, Any]:
    """Return the row that stores an edit: its fields and its context; the number has a column of its own."""
    context = _NO_CONTEXT if isinstance(edit, rules.Undo) else edit.context
    return {
        **_fields_of(edit),
        "held": to_json_value(context.themes),
        "newest": context.newest,
        "free": list(context.free_colours),
        **({"loose": True} if context.is_loose else {}),
    }


def ledger_row_of(edit: rules.Edit) -> dict[str, Any]:
    """Return what the ledger records of an edit: its number and its fields, without its context."""
    return {"number": edit.number, **_fields_of(edit)}


def _fields_of(edit: rules.Edit) -> dict[str, Any]:
    values = {name: to_json_value(getattr(edit, field, empty)) for name, (field, empty) in _FIELDS.items()}
    rare = {name: to_json_value(getattr(edit, field, usual)) for name, (field, usual) in _RARE_FIELDS.items()}
    return {"op": edit.op, **values, **{name: rare[name] for name in rare if rare[name] != _RARE_FIELDS[name][1]}}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
