"""Themes over REST: a bare list of edits, done together or not at all."""

import pytest

from app.platform.access.services import Services
from app.themes import actions
from app.themes.rules import DraftTheme
from tests.api.programs import Program
from tests.builders import build_proposal
from tests.hall import Hall
from tests.people import Cast
from tests.themes.sorted_board import build_board


@pytest.fixture
def path(hall: Hall) -> str:
    """Where the themes are: one theme of two proposals."""
    ids = tuple(build_proposal(hall.services, hall.mei, hall.meeting, text) for text in ("建车棚", "车棚要喷淋"))
    theme = DraftTheme("shed", "车棚", ("车棚",), ids, ids[0], 0.5)
    hall.services.writer.run(lambda work: actions.store_draft(work, meeting_id=hall.meeting, themes=[theme], alone=[]))
    return f"/meetings/{hall.meeting}/themes"


def labels(program: Program, path: str) -> list[str]:
    return [theme["label"] for theme in program.ask("GET", path)["themes"]]


def test_a_bare_list_of_edits_is_done(lin_api: Program, mei_api: Program, path: str) -> None:
    edits = [{"op": "rename", "theme": "shed", "label": "电动车棚"}, {"op": "colour", "theme": "shed", "colour": 3}]
    receipt = lin_api.ask("PATCH", path, edits)
    assert [edit["number"] for edit in receipt["data"]["edits"]] == [1, 2]
    (theme,) = mei_api.ask("GET", path)["themes"]
    assert (theme["label"], theme["colour"], theme["is_edited"]) == ("电动车棚", 3, True)
    lin_api.ask("PATCH", path, {"edits": [{"op": "undo"}, {"op": "undo"}]})
    assert labels(lin_api, path) == ["车棚"]


def test_one_bad_edit_undoes_the_good_ones(lin_api: Program, path: str) -> None:
    edits = [{"op": "rename", "theme": "shed", "label": "电动车棚"}, {"op": "dismiss", "theme": "nosuch"}]
    assert lin_api.refusal("PATCH", path, edits) == (404, "theme.unknown")
    assert labels(lin_api, path) == ["车棚"]


@pytest.mark.parametrize("edits", [[], ["rename"], [{"op": "paint"}], [{"op": "undo", "by": "mei"}]])
def test_nonsense_is_refused(lin_api: Program, path: str, edits: list[object]) -> None:
    assert lin_api.refusal("PATCH", path, edits) == (422, "payload.invalid")


def test_the_same_key_is_one_edit(lin_api: Program, path: str) -> None:
    edits = [{"op": "rename", "theme": "shed", "label": "电动车棚"}]
    first = lin_api.ask("PATCH", path, edits, key="key-00000001")
    assert lin_api.ask("PATCH", path, edits, key="key-00000001") == first
    assert lin_api.ask("GET", path)["standing_edits"] == 1


def test_residents_edit_nothing(mei_api: Program, path: str) -> None:
    assert mei_api.refusal("PATCH", path, [{"op": "undo"}]) == (403, "forbidden")


def test_a_facilitator_asks_why_a_card_is_where_it_is(services: Services, cast: Cast, lin_api: Program) -> None:
    board = build_board(services, cast)
    path = f"/meetings/{board.hall.meeting}/proposals/{board.cards[0]}/why"
    why = lin_api.ask("GET", path)
    assert (why["theme"], why["label"], why["placed_by"]) == ("noise", "声音", "machine")
