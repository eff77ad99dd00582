"""What falls with an edit that is taken back, and what stands on its own."""

import pytest

from app.themes.rules import (
    Basis,
    Context,
    Dismiss,
    DraftTheme,
    Edit,
    Merge,
    Neighbours,
    Pin,
    Recolour,
    Rename,
    Separate,
    Split,
    Undo,
    active_edits,
    find_dependents,
    key_of_split,
)

SHED = DraftTheme("shed", "集中车棚", ("车棚", "喷淋"), ("01", "02", "03"), "01", 0.6)
STAIRS = DraftTheme("stairs", "楼道清理", ("楼道",), ("09", "10"), "09", 0.7)
NUMBERS = {"01": 1, "02": 2, "03": 3, "09": 9, "10": 10, "42": 42}
BASIS = Basis((SHED, STAIRS), ("42",), Neighbours({}, NUMBERS))

SPLIT = Split("shed", ("03",), new_key="s1", label="喷淋", number=1)
PIN = Pin("stairs", ("03",), number=1)
DISMISS = Dismiss("shed", number=1, context=Context((SHED,)))
MERGE = Merge("shed", ("stairs",), number=1, context=Context((SHED, STAIRS)))


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (SPLIT, Pin("s1", ("42",), number=2)),
        (SPLIT, Rename("s1", "自动喷淋", number=2)),
        (PIN, Split("stairs", ("03",), new_key="s2", number=2, context=Context((STAIRS,)))),
        (DISMISS, Split("", ("01",), new_key="s2", number=2)),
        (DISMISS, Rename("stairs", "集中车棚", number=2, context=Context((STAIRS,)))),
        (MERGE, Rename("shed", "楼道清理", number=2, context=Context((SHED,)))),
    ],
)
def test_what_could_not_be_done_without_it_falls(first: Edit, later: Edit) -> None:
    assert find_dependents([1], [first, later], BASIS) == (2,)


@pytest.mark.parametrize("first", [SPLIT, PIN, MERGE])
def test_what_could_be_done_without_it_stands(first: Edit) -> None:
    later = [
        Pin("shed", ("42",), number=2, context=Context((SHED,))),
        Separate(("01", "42"), number=3),
        Recolour("shed", 3, number=4, context=Context((SHED,))),
    ]
    assert find_dependents([1], [first, *later], BASIS) == ()


def test_what_builds_on_the_fallen_falls_too() -> None:
    pin = Pin("s1", ("42",), number=2)
    again = Split("s1", ("42",), new_key="s2", number=3)
    edits = [SPLIT, pin, again, Dismiss("s2", number=4)]
    assert find_dependents([1], edits, BASIS) == (2, 3, 4)
    assert active_edits([*edits, Undo(1, dependents=(2, 3, 4), number=5)]) == []


def test_what_the_machine_has_since_lost_does_not_fall_for_it() -> None:
    pin = Pin("stairs", ("42",), number=2)
    gone = Basis((SHED,), ("09", "10", "42"), BASIS.neighbours)
    assert find_dependents([1], [Recolour("shed", 2, number=1), pin], gone) == ()


def test_the_key_of_a_split_follows_from_what_is_split_alone() -> None:
    again = Split("shed", ("03",), number=7)
    key = key_of_split(SPLIT, NUMBERS, ())
    assert key == key_of_split(again, NUMBERS, ["other"])
    assert key != key_of_split(again, NUMBERS, [key])
    assert key != key_of_split(Split("shed", ("02", "03"), number=7), NUMBERS, ())
