"""The pure rules of telling: names that stay with people, the one word of a proposal, what is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.common_ground.rules import (
    colours_of,
    for_answered,
    for_room,
    hidden,
    keep_names,
    standing_of,
    standing_of_theme,
)

GROUPS = st.dictionaries(st.integers(0, 30).map(str), st.sampled_from(["A", "B", "C", None]), max_size=30)


@given(GROUPS, st.permutations(["A", "B", "C"]))
def test_groups_found_anew_under_other_letters_keep_their_names(
    before: dict[str, str | None], order: list[str]
) -> None:
    turn = dict(zip("ABC", order, strict=True))
    found = {seat: turn[group] if group else None for seat, group in before.items()}
    names = keep_names(found, before, ["A", "B", "C"])
    assert {seat: names[group] if group else None for seat, group in found.items()} == before


@given(GROUPS, GROUPS)
def test_no_two_groups_get_one_name(found: dict[str, str | None], before: dict[str, str | None]) -> None:
    names = keep_names(found, before, ["A", "B", "C"])
    assert set(names) == {group for group in found.values() if group}
    assert len(set(names.values())) == len(names)
    assert {name for name in names.values() if name in "ABC"} <= {group for group in before.values() if group}


def test_a_name_once_given_is_not_given_to_other_people() -> None:
    assert keep_names({"x": "A", "y": "B"}, {"x": "A"}, ["A", "B"]) == {"A": "A", "B": "C"}


@pytest.mark.parametrize(
    ("badge", "is_greatest", "is_heard", "word"),
    [
        ("common-ground", True, True, "greatest"),
        ("common-ground", False, True, "common-ground"),
        ("majority", False, True, "majority"),
        ("open", False, True, "open"),
        ("majority", False, False, "unheard"),
        ("open", False, False, "unheard"),
    ],
)
def test_the_gate_decides_the_word(badge: str, is_greatest: bool, is_heard: bool, word: str) -> None:
    assert standing_of(badge, is_greatest=is_greatest, is_heard=is_heard) == word


@pytest.mark.parametrize(
    ("greatest", "nearest", "word"), [("p", None, "greatest"), (None, "p", "nearly"), (None, None, "unheard")]
)
def test_the_word_of_a_theme(greatest: str | None, nearest: str | None, word: str) -> None:
    assert standing_of_theme({"greatest": greatest, "nearest": nearest}) == word


def test_colours_follow_from_names_alone() -> None:
    assert colours_of(["A", "C"], []) == {"A": 0, "C": 2}
    assert colours_of(["租户"], ["业主", "租户"]) == {"租户": 1}


DATA = {
    "basis": "votes",
    "reason": "found",
    "at": "now",
    "groups": {"A": 9},
    "greatest": "p",
    "proposals": [{"proposal": "p"}, {"proposal": "q"}, {"proposal": "r"}],
    "themes": [{"theme": "t", "greatest": "p", "nearest": None}, {"theme": "u", "greatest": None, "nearest": "r"}],
    "desk": {"heard": []},
}


def test_the_room_gets_the_leading_ones_and_nothing_of_the_desk() -> None:
    told = for_room(DATA, 1)
    assert (told["proposals"][0], told["is_hidden"], "desk" in told) == ({"proposal": "p"}, False, False)


def test_what_a_theme_names_is_told_too_however_many_lead() -> None:
    assert [row["proposal"] for row in for_room(DATA, 1)["proposals"]] == ["p", "r"]


def test_what_is_hidden_holds_no_number() -> None:
    told = hidden(DATA)
    assert (told["groups"], told["proposals"], told["themes"], told["is_hidden"]) == ({}, [], [], True)
    assert told["greatest"] is None


def test_one_sees_what_one_has_answered() -> None:
    told = for_answered(DATA, {"q": "agree"})
    assert (told["proposals"], told["themes"], told["greatest"]) == ([{"proposal": "q"}], [], None)
    assert for_answered(DATA, {"p": "agree"})["greatest"] == "p"
