"""What falls with an edit that is taken back, and what stands on its own."""

import pytest

from app.themes.rules import Basis, DraftTheme, Edit, Flock, Op, falling_with, key_of_split, standing

SHED = DraftTheme("shed", "集中车棚", ("车棚", "喷淋"), ("01", "02", "03"), "01", 0.6)
STAIRS = DraftTheme("stairs", "楼道清理", ("楼道",), ("09", "10"), "09", 0.7)
NUMBERS = {"01": 1, "02": 2, "03": 3, "09": 9, "10": 10, "42": 42}
BASIS = Basis((SHED, STAIRS), ("42",), Flock({}, NUMBERS))

SPLIT = Edit(1, Op.SPLIT, theme="shed", proposals=("03",), to="s1", label="喷淋")
PIN = Edit(1, Op.PIN, theme="stairs", proposals=("03",))
DISMISS = Edit(1, Op.DISMISS, theme="shed", held=(SHED,))
MERGE = Edit(1, Op.MERGE, theme="shed", others=("stairs",), held=(SHED, STAIRS))


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (SPLIT, Edit(2, Op.PIN, theme="s1", proposals=("42",))),
        (SPLIT, Edit(2, Op.RENAME, theme="s1", label="自动喷淋")),
        (PIN, Edit(2, Op.SPLIT, theme="stairs", proposals=("03",), to="s2", held=(STAIRS,))),
        (DISMISS, Edit(2, Op.SPLIT, proposals=("01",), to="s2")),
        (DISMISS, Edit(2, Op.RENAME, theme="stairs", label="集中车棚", held=(STAIRS,))),
        (MERGE, Edit(2, Op.RENAME, theme="shed", label="楼道清理", held=(SHED,))),
    ],
)
def test_what_could_not_be_done_without_it_falls(first: Edit, later: Edit) -> None:
    assert falling_with(1, [first, later], BASIS) == (2,)


@pytest.mark.parametrize("first", [SPLIT, PIN, MERGE])
def test_what_could_be_done_without_it_stands(first: Edit) -> None:
    later = [
        Edit(2, Op.PIN, theme="shed", proposals=("42",), held=(SHED,)),
        Edit(3, Op.PART, proposals=("01", "42")),
        Edit(4, Op.COLOUR, theme="shed", colour=3, held=(SHED,)),
    ]
    assert falling_with(1, [first, *later], BASIS) == ()


def test_what_builds_on_the_fallen_falls_too() -> None:
    pin = Edit(2, Op.PIN, theme="s1", proposals=("42",))
    again = Edit(3, Op.SPLIT, theme="s1", proposals=("42",), to="s2")
    edits = [SPLIT, pin, again, Edit(4, Op.DISMISS, theme="s2")]
    assert falling_with(1, edits, BASIS) == (2, 3, 4)
    assert standing([*edits, Edit(5, Op.UNDO, undoes=1, drops=(2, 3, 4))]) == []


def test_what_the_machine_has_since_lost_does_not_fall_for_it() -> None:
    pin = Edit(2, Op.PIN, theme="stairs", proposals=("42",))
    gone = Basis((SHED,), ("09", "10", "42"), BASIS.flock)
    assert falling_with(1, [Edit(1, Op.COLOUR, theme="shed", colour=2), pin], gone) == ()


def test_the_key_of_a_split_follows_from_what_is_split_alone() -> None:
    again = Edit(7, Op.SPLIT, theme="shed", proposals=("03",))
    key = key_of_split(SPLIT, NUMBERS, ())
    assert key == key_of_split(again, NUMBERS, ["other"])
    assert key != key_of_split(again, NUMBERS, [key])
    assert key != key_of_split(Edit(7, Op.SPLIT, theme="shed", proposals=("02", "03")), NUMBERS, ())
