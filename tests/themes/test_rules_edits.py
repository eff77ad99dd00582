"""Each edit of a draft, its undo, and what is left of it after the machine has run again."""

import pytest

from app.platform.errors import DomainError
from app.themes.rules import (
    Add,
    Arrangement,
    Context,
    Dismiss,
    DraftTheme,
    Edit,
    Merge,
    Move,
    Neighbours,
    Pin,
    Recolour,
    Rename,
    Separate,
    Split,
    Undo,
    arrange,
    check_edit,
    moves_between,
)

SHED = DraftTheme("shed", "集中车棚", ("车棚", "喷淋"), ("01", "02", "03"), "01", 0.6)
STAIRS = DraftTheme("stairs", "楼道清理", ("楼道",), ("09", "10"), "09", 0.7)
DRAFT = (SHED, STAIRS)
ALONE = ("42",)


def replay(*edits: Edit) -> Arrangement:
    return arrange(DRAFT, ALONE, edits)


def place_of(arrangement: Arrangement) -> dict[str, str]:
    return {proposal: theme.key for theme in arrangement.themes for proposal in theme.members}


def test_without_edits_the_draft_is_shown_largest_first() -> None:
    arrangement = arrange((STAIRS, SHED), ALONE, ())
    assert [theme.key for theme in arrangement.themes] == ["shed", "stairs"]
    assert [theme.is_edited for theme in arrangement.themes] == [False, False]
    assert arrangement.ungrouped == ("42",)


def test_merged_themes_are_one_under_the_first_name() -> None:
    arrangement = replay(Merge("shed", ("stairs",), number=1))
    assert [(theme.key, theme.label, theme.members) for theme in arrangement.themes] == [
        ("shed", "集中车棚", ("01", "02", "03", "09", "10"))
    ]


def test_merged_themes_stay_merged_when_the_machine_loses_the_first() -> None:
    merge = Merge("shed", ("stairs",), number=1)
    arrangement = arrange((STAIRS,), (), (merge,))
    assert [(theme.key, theme.label) for theme in arrangement.themes] == [("shed", "楼道清理")]


def test_a_split_takes_its_proposals_and_its_name() -> None:
    arrangement = replay(Split("shed", ("03",), new_key="s1", label="位置", number=1))
    assert place_of(arrangement) == {"01": "shed", "02": "shed", "03": "s1", "09": "stairs", "10": "stairs"}
    assert arrangement.find("s1").label == "位置"


def test_a_split_keeps_its_name_when_the_machine_finds_the_theme_under_another() -> None:
    split = Split("shed", ("03",), new_key="s1", label="位置", number=1)
    again = (DraftTheme("s1", "近一点", ("近",), ("03", "42"), "03", 0.5), STAIRS)
    assert arrange(again, ("01", "02"), (split,)).find("s1").label == "位置"


def test_a_split_without_a_name_is_named_after_the_theme_and_not_alike() -> None:
    arrangement = replay(Split("shed", ("03",), new_key="s1", number=1))
    assert {theme.key: theme.label for theme in arrangement.themes} == {
        "shed": "集中车棚",
        "stairs": "楼道清理",
        "s1": "集中车棚 · 喷淋",
    }


def test_a_name_outlives_a_draft_that_lacks_the_theme() -> None:
    edits = (Rename("shed", "车棚", number=1), Merge("shed", ("stairs",), number=2))
    assert arrange((STAIRS,), (), edits).find("shed").label == "车棚"


def test_a_pin_moves_a_proposal_and_a_colour_is_kept() -> None:
    arrangement = replay(Pin("stairs", ("42",), number=1), Recolour("stairs", 5, number=2))
    assert place_of(arrangement)["42"] == "stairs"
    assert arrangement.find("stairs").colour == 5
    assert arrangement.ungrouped == ()


def test_parting_sends_the_second_out() -> None:
    arrangement = replay(Separate(("01", "02"), number=1))
    assert place_of(arrangement).get("02") is None
    assert arrangement.ungrouped == ("42", "02")


def test_a_dismissed_theme_leaves_its_proposals_alone() -> None:
    arrangement = replay(Dismiss("stairs", number=1))
    assert [theme.key for theme in arrangement.themes] == ["shed"]
    assert arrangement.ungrouped == ("42", "09", "10")


def test_a_speaker_that_has_left_is_followed_by_another_member() -> None:
    arrangement = replay(Pin("stairs", ("01",), number=1))
    assert arrangement.find("shed").representative == "02"


def test_an_edit_in_the_middle_can_be_undone_alone() -> None:
    rename = Rename("shed", "车棚", number=1)
    merge = Merge("shed", ("stairs",), number=2)
    pin = Pin("shed", ("42",), number=3)
    assert replay(rename, merge, pin, Undo(2, number=4)) == replay(rename, pin)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Rename("gone", "x", number=1), "theme.unknown"),
        (Rename("shed", "", number=1), "theme.label_invalid"),
        (Rename("shed", "长" * 31, number=1), "theme.label_invalid"),
        (Rename("shed", "楼道清理", number=1), "theme.label_taken"),
        (Merge("shed", (), number=1), "theme.unknown"),
        (Merge("shed", ("shed",), number=1), "theme.unknown"),
        (Split("shed", ("01", "02", "03"), new_key="s1", number=1), "theme.proposals_needed"),
        (Split("shed", ("09",), new_key="s1", number=1), "theme.proposals_needed"),
        (Pin("shed", ("99",), number=1), "theme.proposals_needed"),
        (Separate(("01", "01"), number=1), "theme.proposals_needed"),
        (Recolour("shed", 8, number=1), "theme.colour_unknown"),
        (Undo(7, number=1), "theme.nothing_to_undo"),
    ],
)
def test_what_makes_no_sense_is_refused(edit: Edit, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        check_edit(edit, replay(), ())
    assert refusal.value.code == code


HELD = (Rename("shed", "车棚", number=1, context=Context((SHED,), 42)),)
"""The shed was named while the machine had three proposals in it."""


def test_a_named_theme_outlives_a_machine_that_scatters_it() -> None:
    scattered = (DraftTheme("stairs", "楼道", ("楼道",), ("01", "09", "10"), "09", 0.5),)
    arrangement = arrange(scattered, ("02", "03", "42"), HELD)
    assert place_of(arrangement) == {"01": "shed", "02": "shed", "03": "shed", "09": "stairs", "10": "stairs"}
    assert arrangement.find("shed").label == "车棚"


def test_merged_themes_stay_one_when_the_machine_scatters_them() -> None:
    merge = Merge("shed", ("stairs",), number=1, context=Context(DRAFT, 42))
    arrangement = arrange(
        (DraftTheme("new", "新", ("新",), ("01", "09", "50"), "01", 0.5),), ("02", "03", "10", "42"), (merge,)
    )
    assert set(arrangement.find("shed").members) == {"01", "02", "03", "09", "10"}
    assert arrangement.find("new").members == ("50",)


def test_a_dismissed_theme_does_not_come_back_under_another_key() -> None:
    dismiss = Dismiss("stairs", number=1, context=Context((STAIRS,), 42))
    again = (SHED, DraftTheme("new", "楼道", ("楼道",), ("09", "10"), "09", 0.5))
    assert [theme.key for theme in arrange(again, ALONE, (dismiss,)).themes] == ["shed"]


def test_a_newcomer_follows_the_one_it_is_most_like_into_what_people_made() -> None:
    split = Split("shed", ("03",), new_key="s1", number=1, context=Context((SHED,), 42))
    now = DraftTheme("shed", "集中车棚", ("车棚",), ("01", "02", "03", "50", "51", "52"), "01", 0.5)
    neighbours = Neighbours({"50": "03", "51": "50", "52": "01"}, {"50": 50, "51": 51, "52": 52})
    arrangement = arrange((now, STAIRS), ALONE, (split,), neighbours)
    assert arrangement.find("s1").members == ("03", "50", "51")
    assert arrangement.find("shed").members == ("01", "02", "52")


def test_who_was_there_when_people_split_does_not_follow() -> None:
    split = Split("shed", ("03",), new_key="s1", number=1, context=Context((SHED,), 42))
    arrangement = arrange(DRAFT, ALONE, (split,), Neighbours({"02": "03"}, {"02": 2}))
    assert arrangement.find("s1").members == ("03",)


def test_a_newcomer_beside_one_that_is_held_elsewhere_follows_it() -> None:
    now = DraftTheme("stairs", "楼道", ("楼道",), ("01", "09", "10", "50"), "09", 0.5)
    arrangement = arrange((now,), ("02", "03", "42"), HELD, Neighbours({"50": "01"}, {"50": 50}))
    assert place_of(arrangement)["50"] == "shed"


def test_a_parted_pair_stays_apart_when_the_machine_brings_it_together_again() -> None:
    part = Separate(("09", "01"), number=1)
    together = (DraftTheme("new", "新", ("新",), ("01", "09", "10"), "01", 0.5),)
    arrangement = arrange(together, (), (part,))
    assert place_of(arrangement) == {"09": "new", "10": "new"}


def test_a_pair_that_a_person_lays_together_again_is_one_again() -> None:
    edits = (Separate(("01", "02"), number=1), Pin("shed", ("02",), number=2))
    assert replay(*edits).find("shed").members == ("01", "03", "02")


def test_a_merge_of_the_two_themes_of_a_parted_pair_makes_it_one() -> None:
    edits = (
        Separate(("01", "09"), number=1),
        Merge("shed", ("stairs",), number=2, context=Context(DRAFT, 42)),
    )
    assert set(replay(*edits).find("shed").members) == {"01", "02", "03", "09", "10"}


def test_proposals_that_stand_alone_become_a_theme_of_their_own() -> None:
    split = Split("", ("42",), new_key="s1", label="路灯", number=1, context=Context(free_colours=(5, 6)))
    check_edit(split, replay(), ())
    assert (replay(split).find("s1").members, replay(split).find("s1").colour) == (("42",), 5)


def test_two_new_themes_get_two_colours_that_the_machine_does_not_use() -> None:
    edits = [
        Split("shed", (member,), new_key=f"s{number}", number=number, context=Context(free_colours=(4, 6)))
        for number, member in ((1, "02"), (2, "03"))
    ]
    assert [replay(*edits).find(key).colour for key in ("s1", "s2")] == [4, 6]


def test_a_name_that_the_machine_finds_later_is_the_persons() -> None:
    rename = Rename("stairs", "集中 车棚", number=1)
    labels = {theme.key: theme.label for theme in replay(rename).themes}
    assert labels == {"stairs": "集中 车棚", "shed": "集中车棚 · 喷淋"}


def test_what_a_run_has_moved_is_told_and_newcomers_are_not() -> None:
    before = replay()
    after = arrange((DraftTheme("shed", "棚", ("棚",), ("01", "50"), "01", 0.5), STAIRS), ("02", "03", "42"), ())
    assert moves_between(before, after) == [Move("02", "shed", ""), Move("03", "shed", "")]


def test_names_added_at_once_get_colours_of_their_own() -> None:
    context = Context(free_colours=(6, 7))
    names = [Add(f"名字{number}", new_key=f"s{number}", number=number, context=context) for number in range(1, 9)]
    colours = [theme.colour for theme in arrange([], [], names).themes]
    assert sorted(colours) == list(range(8))
