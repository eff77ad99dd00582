"""Rows of edits: every kind has the same keys, and comes back from its row as it was."""

import json
from typing import Any

import pytest

from app.platform.web.payloads import parse
from app.themes.rows import edit_from, ledger_row_of, row_of
from app.themes.rules import (
    KINDS,
    Add,
    Confirm,
    Context,
    Dismiss,
    DraftTheme,
    Edit,
    Merge,
    Pin,
    Recolour,
    Rename,
    Separate,
    Source,
    Split,
    Undo,
)
from app.themes.schemas import EditThemes

SHED = DraftTheme("shed", "车棚", ("车棚",), ("a", "b"), "a", 0.5, 3)
CONTEXT = Context((SHED,), 12, (1, 2))
EDITS = (
    Merge("shed", ("stairs",), number=1, context=CONTEXT),
    Split("shed", ("a",), "喷淋", "s1", number=2, context=CONTEXT),
    Rename("shed", "棚", number=3, context=CONTEXT),
    Pin("shed", ("c",), number=4, context=CONTEXT),
    Separate(("a", "b"), number=5, context=CONTEXT),
    Recolour("shed", 0, number=6, context=CONTEXT),
    Dismiss("shed", number=7, context=CONTEXT),
    Add("停车", "s2", number=8, context=CONTEXT),
    Confirm("shed", ("a", "b"), "车棚", number=9, context=CONTEXT),
    Undo(2, (4,), 10),
)
BY_RESIDENTS = (
    Pin("shed", ("c",), Source.AUTHOR, 4, number=5, context=Context((SHED,), 12, (), is_loose=True)),
    Pin("", ("c",), Source.ROOM, number=6, context=CONTEXT),
    Pin("shed", ("c",), number=7, context=Context((SHED,), 12, (), is_loose=True)),
)
FIELDS = ["op", "theme", "others", "proposals", "to", "label", "colour", "undoes", "drops"]
SPLIT_ROW: dict[str, Any] = {
    "op": "split",
    "theme": "shed",
    "others": [],
    "proposals": ["a"],
    "to": "s1",
    "label": "喷淋",
    "colour": None,
    "undoes": 0,
    "drops": [],
    "held": [
        {
            "key": "shed",
            "label": "车棚",
            "keywords": ["车棚"],
            "members": ["a", "b"],
            "representative": "a",
            "cohesion": 0.5,
            "colour": 3,
        }
    ],
    "newest": 12,
    "free": [1, 2],
}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.op)
def test_an_edit_comes_back_from_its_row_as_it_was(edit: Edit) -> None:
    row = json.loads(json.dumps(row_of(edit)))
    assert list(row) == [*FIELDS, "held", "newest", "free"]
    assert list(ledger_row_of(edit)) == ["number", *FIELDS]
    assert edit_from(edit.number, {**row, "names": {}}) == edit


@pytest.mark.parametrize("edit", BY_RESIDENTS, ids=lambda edit: edit.source)
def test_a_placement_by_residents_comes_back_from_its_row_as_it_was(edit: Edit) -> None:
    assert edit_from(edit.number, json.loads(json.dumps(row_of(edit)))) == edit


def test_each_kind_is_tried() -> None:
    assert tuple(type(edit) for edit in EDITS) == KINDS


def test_a_row_of_a_split_and_one_of_before_contexts_were_kept() -> None:
    assert json.dumps(row_of(EDITS[1])) == json.dumps(SPLIT_ROW)
    old = {name: value for name, value in SPLIT_ROW.items() if name not in ("held", "newest", "free", "drops")}
    assert edit_from(2, old) == Split("shed", ("a",), "喷淋", "s1", number=2)


def test_a_program_may_send_the_fields_of_every_kind() -> None:
    sent = {"theme": "shed", "others": [], "proposals": [], "label": "", "colour": None, "undoes": 0}
    edits = [{"op": kind.op, **sent} for kind in KINDS]
    payload = parse(EditThemes, {"key": "key-00000001", "meeting": "m" * 16, "edits": edits})
    assert [type(edit.to_edit()) for edit in payload.edits] == list(KINDS)
