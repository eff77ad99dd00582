"""`edit_themes` and `suggest_themes`: people's hand on the machine's draft, each edit and its undo."""

import pytest
from sqlalchemy import select

from app.platform.storage import ledger
from app.platform.storage.jobs import Job
from app.proposals import actions as proposals
from app.themes import actions, queries
from app.themes.history import edit_lines_of
from app.themes.rules import (
    Arrangement,
    Dismiss,
    DraftTheme,
    Edit,
    Merge,
    Pin,
    Recolour,
    Rename,
    Separate,
    Split,
    Undo,
)
from tests.builders import build_proposal, move_to, new_key, react
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import Hall

CARDS = ("车棚建在三号楼旁", "车棚要有喷淋", "车棚不能占车位", "楼道要清", "楼道贴通知", "养只猫")


@pytest.fixture
def ids(hall: Hall) -> list[str]:
    """Six proposals: three of a shed, two of the stairs, one alone."""
    proposals = [build_proposal(hall.services, hall.mei, hall.meeting, text) for text in CARDS]
    draft(hall, proposals)
    return proposals


def draft(hall: Hall, ids: list[str]) -> None:
    themes = [
        DraftTheme("shed", "车棚", ("车棚",), tuple(ids[:3]), ids[0], 0.5),
        DraftTheme("stairs", "楼道", ("楼道",), tuple(ids[3:5]), ids[3], 0.5),
    ]
    hall.services.writer.run(
        lambda work: actions.store_draft(work, meeting_id=hall.meeting, themes=themes, alone=ids[5:])
    )


def edit(hall: Hall, edit: Edit) -> None:
    hall.do(actions.edit_themes, hall.cast.lin, edits=[edit])


def now(hall: Hall) -> Arrangement:
    arrangement: Arrangement = hall.read(queries.arrangement_of, hall.meeting)
    return arrangement


def members(hall: Hall) -> dict[str, tuple[str, ...]]:
    return {theme.key: theme.members for theme in now(hall).themes}


def each_edit(ids: list[str]) -> list[Edit]:
    """One edit of each kind but undo."""
    return [
        Merge("shed", ("stairs",)),
        Split("shed", (ids[2],), "车位"),
        Rename("shed", "电动车棚"),
        Pin("stairs", (ids[5],)),
        Separate((ids[0], ids[1])),
        Recolour("shed", 7),
        Dismiss("stairs"),
    ]


def test_each_edit_shows_and_its_undo_takes_it_back(hall: Hall, ids: list[str]) -> None:
    before = now(hall)
    for one in each_edit(ids):
        edit(hall, one)
        assert now(hall) != before, one
        edit(hall, Undo())
        assert now(hall) == before, one
    assert hall.read(queries.themes_of, hall.meeting).standing_edits == 0


def test_what_each_edit_does(hall: Hall, ids: list[str]) -> None:
    edits = [one for one in each_edit(ids) if not isinstance(one, Merge)]
    receipt = hall.do(actions.edit_themes, hall.cast.lin, edits=edits)
    made = next(row["to"] for row in receipt.data["edits"] if row["op"] == "split")
    assert members(hall) == {"shed": (ids[0],), made: (ids[2],)}
    assert set(now(hall).ungrouped) == {ids[1], *ids[3:]}
    shed, split = now(hall).find("shed"), now(hall).find(made)
    assert (shed.label, shed.colour, shed.is_edited, split.label) == ("电动车棚", 7, True, "车位")
    assert [row["number"] for row in receipt.data["edits"]] == [1, 2, 3, 4, 5, 6]
    edit(hall, Merge("shed", (made,)))
    assert members(hall) == {"shed": (ids[0], ids[2])}


def test_with_an_edit_falls_what_could_not_be_done_without_it(hall: Hall, ids: list[str]) -> None:
    before = members(hall)
    edit(hall, Split("shed", (ids[2],), "车位"))
    made = hall.read(queries.edits_of, hall.meeting)[0].new_key
    edit(hall, Pin(made, (ids[5],)))
    edit(hall, Rename("stairs", "楼梯"))
    edit(hall, Undo(1))
    assert members(hall) == before
    assert now(hall).find("stairs").label == "楼梯"
    acts = hall.read(edit_lines_of, hall.meeting, {})
    assert [(act.op, act.counts) for act in acts] == [
        ("split", False),
        ("pin", False),
        ("rename", True),
        ("undo_with", True),
    ]
    assert (acts[-1].facts["number"], acts[-1].facts["drops"]) == (1, "2")


def test_edits_outlive_a_new_draft(hall: Hall, ids: list[str]) -> None:
    edit(hall, Rename("shed", "电动车棚"))
    edit(hall, Pin("stairs", (ids[5],)))
    late = build_proposal(hall.services, hall.bo, hall.meeting, "再说一句")
    assert late in now(hall).ungrouped
    draft(hall, [*ids, late])
    assert members(hall) == {"shed": tuple(ids[:3]), "stairs": (*ids[3:5], ids[5])}
    assert now(hall).find("shed").label == "电动车棚"


def test_a_theme_weighs_its_people_and_not_their_clicks(hall: Hall, ids: list[str]) -> None:
    move_to(hall.services, hall.meeting, "triage")
    for seat, card in ((hall.mei, 0), (hall.mei, 1), (hall.bo, 1), (hall.bo, 4)):
        react(hall.services, seat, hall.meeting, ids[card])
    assert {theme.key: theme.people for theme in hall.read(queries.themes_of, hall.meeting).themes} == {
        "shed": 2,
        "stairs": 1,
    }


def test_several_are_done_together_or_not_at_all(hall: Hall, ids: list[str]) -> None:
    before = now(hall)
    edits = [Rename("shed", "电动车棚"), Rename("nosuch", "无")]
    assert hall.refusal(actions.edit_themes, hall.cast.lin, edits=edits) == ("not_found", "theme.unknown")
    assert now(hall) == before
    assert hall.entries("themes.edited") == []


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (Rename("shed", ""), ("invalid", "theme.label_invalid")),
        (Rename("shed", "楼道"), ("conflict", "theme.label_taken")),
        (Split("shed", ()), ("invalid", "theme.proposals_needed")),
        (Pin("shed", ("nosuchproposal",)), ("invalid", "theme.proposals_needed")),
        (Separate(("nosuchproposal",)), ("invalid", "theme.proposals_needed")),
        (Merge("shed", ("shed",)), ("invalid", "theme.unknown")),
        (Recolour("shed", 8), ("invalid", "theme.colour_unknown")),
        (Dismiss("nosuch"), ("not_found", "theme.unknown")),
        (Undo(), ("conflict", "theme.nothing_to_undo")),
        (Undo(99), ("conflict", "theme.nothing_to_undo")),
    ],
)
@pytest.mark.usefixtures("ids")
def test_what_makes_no_sense_is_refused(hall: Hall, wrong: Edit, refusal: tuple[str, str]) -> None:
    before = now(hall)
    assert hall.refusal(actions.edit_themes, hall.cast.lin, edits=[wrong]) == refusal
    assert now(hall) == before


def test_no_edit_is_no_edit(hall: Hall) -> None:
    assert hall.refusal(actions.edit_themes, hall.cast.lin, edits=[]) == ("invalid", "payload.invalid")


def test_a_proposal_of_another_meeting_goes_into_no_theme(hall: Hall, ids: list[str]) -> None:
    there = build_proposal(hall.services, hall.cast.lin, hall.elsewhere())
    edits = [Pin("shed", (there,))]
    assert hall.refusal(actions.edit_themes, hall.cast.lin, edits=edits)[1] == "theme.proposals_needed"


def test_the_same_key_is_one_edit(hall: Hall, ids: list[str]) -> None:
    key, edits = new_key(), [Split("shed", (ids[2],), label="车位")]
    first = hall.do(actions.edit_themes, hall.cast.lin, edits=edits, key=key)
    assert hall.do(actions.edit_themes, hall.cast.lin, edits=edits, key=key) == first
    assert (ids[2],) in members(hall).values()
    assert len(hall.read(queries.edits_of, hall.meeting)) == 1


def test_two_at_once_are_both_kept_in_one_order(hall: Hall, ids: list[str]) -> None:
    staff = (hall.cast.lin, hall.cast.fang)
    hall.race(
        *(
            hall.act(actions.edit_themes, actor, edits=[Rename("shed", f"名{number}")])
            for number, actor in enumerate(staff * 2)
        )
    )
    edits = hall.read(queries.edits_of, hall.meeting)
    assert [edit.number for edit in edits] == [1, 2, 3, 4]
    assert now(hall).find("shed").label == edits[-1].label


def test_a_suggestion_is_asked_for_once_with_one_key(hall: Hall, told: Told) -> None:
    key = new_key()
    told.touched.clear()
    first = hall.do(actions.suggest_themes, hall.cast.lin, key=key)
    assert hall.do(actions.suggest_themes, hall.cast.lin, key=key) == first
    kinds = hall.read(lambda session: list(session.scalars(select(Job.kind))))
    assert kinds.count(actions.CLUSTER_MEETING) == 1
    assert first.version == hall.read(ledger.version_of, hall.meeting, "themes")
    assert (hall.meeting, "themes") in told.touched


def test_strangers_and_residents_edit_nothing(hall: Hall, ids: list[str], hai_desk: Phone, mei_phone: Phone) -> None:
    wish = {"op": "rename", "theme": "shed", "label": "我的车棚"}
    asked = {"key": new_key(), "meeting": hall.meeting}
    for event, facts in (("themes:edit", {"edits": [wish]}), ("themes:suggest", {})):
        assert hai_desk.refusal(event, **asked, **facts) == ("not_found", "not_found")
        assert mei_phone.refusal(event, **asked, **facts) == ("forbidden", "forbidden")
    assert now(hall).find("shed").label == "车棚"


def test_a_proposal_taken_down_leaves_its_theme(hall: Hall, ids: list[str]) -> None:
    hall.do(proposals.withdraw_proposal, hall.mei, proposal_id=ids[0])
    shed = now(hall).find("shed")
    assert (shed.members, shed.representative) == (tuple(ids[1:3]), ids[1])
