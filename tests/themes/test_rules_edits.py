"""Each edit of a draft, its undo, and what is left of it after the machine has run again."""

import pytest

from app.platform.errors import DomainError
from app.themes.rules import Arrangement, DraftTheme, Edit, Op, arrange, check_edit, must_obey, standing

SHED = DraftTheme("shed", "集中车棚", ("车棚", "喷淋"), ("01", "02", "03"), "01", 0.6)
STAIRS = DraftTheme("stairs", "楼道清理", ("楼道",), ("09", "10"), "09", 0.7)
DRAFT = (SHED, STAIRS)
ALONE = ("42",)
EVERYONE = ("01", "02", "03", "09", "10", "42")


def replay(*edits: Edit) -> Arrangement:
    return arrange(DRAFT, ALONE, edits)


def place_of(found: Arrangement) -> dict[str, str]:
    return {proposal: theme.key for theme in found.themes for proposal in theme.members}


def test_without_edits_the_draft_is_shown_largest_first() -> None:
    found = arrange((STAIRS, SHED), ALONE, ())
    assert [theme.key for theme in found.themes] == ["shed", "stairs"]
    assert [theme.is_edited for theme in found.themes] == [False, False]
    assert found.alone == ("42",)


def test_merged_themes_are_one_under_the_first_name() -> None:
    found = replay(Edit(1, Op.MERGE, theme="shed", others=("stairs",)))
    assert [(theme.key, theme.label, theme.members) for theme in found.themes] == [
        ("shed", "集中车棚", ("01", "02", "03", "09", "10"))
    ]


def test_merged_themes_stay_merged_when_the_machine_loses_the_first() -> None:
    merge = Edit(1, Op.MERGE, theme="shed", others=("stairs",))
    found = arrange((STAIRS,), (), (merge,))
    assert [(theme.key, theme.label) for theme in found.themes] == [("shed", "楼道清理")]


def test_a_split_takes_its_proposals_and_its_name() -> None:
    found = replay(Edit(1, Op.SPLIT, theme="shed", proposals=("03",), to="s1", label="位置"))
    assert place_of(found) == {"01": "shed", "02": "shed", "03": "s1", "09": "stairs", "10": "stairs"}
    assert found.find("s1").label == "位置"


def test_a_split_keeps_its_name_when_the_machine_finds_the_theme_under_another() -> None:
    split = Edit(1, Op.SPLIT, theme="shed", proposals=("03",), to="s1", label="位置")
    again = (DraftTheme("s1", "近一点", ("近",), ("03", "42"), "03", 0.5), STAIRS)
    assert arrange(again, ("01", "02"), (split,)).find("s1").label == "位置"


def test_a_split_without_a_name_is_not_nameless() -> None:
    assert replay(Edit(1, Op.SPLIT, theme="shed", proposals=("03",), to="s1")).find("s1").label == "集中车棚"


def test_a_name_outlives_a_draft_that_lacks_the_theme() -> None:
    edits = (Edit(1, Op.RENAME, theme="shed", label="车棚"), Edit(2, Op.MERGE, theme="shed", others=("stairs",)))
    assert arrange((STAIRS,), (), edits).find("shed").label == "车棚"


def test_a_pin_moves_a_proposal_and_a_colour_is_kept() -> None:
    found = replay(Edit(1, Op.PIN, theme="stairs", proposals=("42",)), Edit(2, Op.COLOUR, theme="stairs", colour=5))
    assert place_of(found)["42"] == "stairs"
    assert found.find("stairs").colour == 5
    assert found.alone == ()


def test_parting_sends_the_second_out() -> None:
    found = replay(Edit(1, Op.PART, proposals=("01", "02")))
    assert place_of(found).get("02") is None
    assert found.alone == ("42", "02")


def test_a_dismissed_theme_leaves_its_proposals_alone() -> None:
    found = replay(Edit(1, Op.DISMISS, theme="stairs"))
    assert [theme.key for theme in found.themes] == ["shed"]
    assert found.alone == ("42", "09", "10")


def test_a_speaker_that_has_left_is_followed_by_another_member() -> None:
    found = replay(Edit(1, Op.PIN, theme="stairs", proposals=("01",)))
    assert found.find("shed").representative == "02"


def test_an_edit_in_the_middle_can_be_undone_alone() -> None:
    rename = Edit(1, Op.RENAME, theme="shed", label="车棚")
    merge = Edit(2, Op.MERGE, theme="shed", others=("stairs",))
    pin = Edit(3, Op.PIN, theme="shed", proposals=("42",))
    assert replay(rename, merge, pin, Edit(4, Op.UNDO, undoes=2)) == replay(rename, pin)


def test_what_was_put_into_a_split_falls_with_it() -> None:
    split = Edit(1, Op.SPLIT, theme="shed", proposals=("03",), to="s1")
    pin = Edit(2, Op.PIN, theme="s1", proposals=("42",))
    undo = Edit(3, Op.UNDO, undoes=1)
    assert standing([split, pin, undo]) == []
    assert replay(split, pin, undo) == replay()
    assert must_obey([split, pin, undo], EVERYONE) == ({}, [])


def test_the_machine_is_told_pins_splits_and_parts() -> None:
    edits = [
        Edit(1, Op.PIN, theme="stairs", proposals=("42", "99")),
        Edit(2, Op.SPLIT, theme="shed", proposals=("03",), to="s2"),
        Edit(3, Op.PART, proposals=("01", "02")),
    ]
    assert must_obey(edits, EVERYONE) == ({"42": "stairs", "03": "s2"}, [("01", "02")])


def test_a_merge_after_parting_stands() -> None:
    edits = [
        Edit(1, Op.PIN, theme="shed", proposals=("01",)),
        Edit(2, Op.PIN, theme="stairs", proposals=("09",)),
        Edit(3, Op.PART, proposals=("01", "09")),
        Edit(4, Op.MERGE, theme="shed", others=("stairs",)),
    ]
    assert must_obey(edits, EVERYONE) == ({"01": "shed", "09": "shed"}, [])


def test_a_parting_after_a_pin_stands() -> None:
    edits = [Edit(1, Op.PIN, theme="shed", proposals=("42",)), Edit(2, Op.PART, proposals=("01", "42"))]
    assert must_obey(edits, EVERYONE) == ({}, [("01", "42")])


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Edit(1, Op.RENAME, theme="gone", label="x"), "theme.unknown"),
        (Edit(1, Op.RENAME, theme="shed", label=""), "theme.label_invalid"),
        (Edit(1, Op.RENAME, theme="shed", label="长" * 31), "theme.label_invalid"),
        (Edit(1, Op.RENAME, theme="shed", label="楼道清理"), "theme.label_taken"),
        (Edit(1, Op.MERGE, theme="shed"), "theme.unknown"),
        (Edit(1, Op.MERGE, theme="shed", others=("shed",)), "theme.unknown"),
        (Edit(1, Op.SPLIT, theme="shed", proposals=("01", "02", "03"), to="s1"), "theme.proposals_needed"),
        (Edit(1, Op.SPLIT, theme="shed", proposals=("09",), to="s1"), "theme.proposals_needed"),
        (Edit(1, Op.PIN, theme="shed", proposals=("99",)), "theme.proposals_needed"),
        (Edit(1, Op.PART, proposals=("01", "01")), "theme.proposals_needed"),
        (Edit(1, Op.COLOUR, theme="shed", colour=8), "theme.colour_unknown"),
        (Edit(1, Op.UNDO, undoes=7), "theme.nothing_to_undo"),
    ],
)
def test_what_makes_no_sense_is_refused(edit: Edit, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        check_edit(edit, replay(), ())
    assert refusal.value.code == code
