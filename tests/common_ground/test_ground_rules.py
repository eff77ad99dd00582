"""The pure rules of telling: names that stay with people, the one word of a proposal, what is left out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.common_ground.document import (
    Blocker,
    DeskPart,
    Figures,
    GroundDocument,
    Mark,
    ProposalResult,
    Shortfall,
    ThemeResult,
)
from app.common_ground.rules import (
    colours_of,
    for_answered,
    for_room,
    hidden,
    keep_names,
    mark_of,
    status_of,
    status_of_theme,
)
from app.platform.ids import ProposalId
from app.platform.serialise import to_json_value

GROUPS = st.dictionaries(st.integers(0, 30).map(str), st.sampled_from(["A", "B", "C", None]), max_size=30)


@given(GROUPS, st.permutations(["A", "B", "C"]))
def test_groups_found_anew_under_other_letters_keep_their_names(
    before: dict[str, str | None], order: list[str]
) -> None:
    turn = dict(zip("ABC", order, strict=True))
    groups = {seat: turn[group] if group else None for seat, group in before.items()}
    names = keep_names(groups, before, ["A", "B", "C"])
    assert {seat: names[group] if group else None for seat, group in groups.items()} == before


@given(GROUPS, GROUPS)
def test_no_two_groups_get_one_name(groups: dict[str, str | None], before: dict[str, str | None]) -> None:
    names = keep_names(groups, before, ["A", "B", "C"])
    assert set(names) == {group for group in groups.values() if group}
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
    assert status_of(badge, is_greatest=is_greatest, is_heard=is_heard) == word


@pytest.mark.parametrize(
    ("greatest", "nearest", "word"), [("p", None, "greatest"), (None, "p", "nearly"), (None, None, "unheard")]
)
def test_the_word_of_a_theme(greatest: str | None, nearest: str | None, word: str) -> None:
    assert status_of_theme(theme(greatest, nearest)) == word


def test_colours_follow_from_names_alone() -> None:
    assert colours_of(["A", "C"], []) == {"A": 0, "C": 2}
    assert colours_of(["租户"], ["业主", "租户"]) == {"租户": 1}


def result(proposal: str) -> ProposalResult:
    figures = Figures(agree=3, disagree=1, seen=4, rate=0.7, low=0.5, high=0.9)
    return ProposalResult(
        proposal=ProposalId(proposal),
        score=0.5,
        floor=0.5,
        geometric=0.5,
        reach=0.5,
        badge="open",
        overall=figures,
        by_group={"A": figures},
        is_heard=False,
        is_firm=False,
        standing="unheard",
        least="A",
        lacks=None,
    )


def theme(greatest: str | None, nearest: str | None) -> ThemeResult:
    return ThemeResult(
        theme="t",
        divisor=None,
        low=0.0,
        high=0.0,
        coverage=0.0,
        core=(),
        greatest=ProposalId(greatest) if greatest else None,
        nearest=ProposalId(nearest) if nearest else None,
        blocking=None,
        lacks=None,
    )


DOCUMENT = GroundDocument(
    basis="votes",
    reason="found",
    groups={"A": 9},
    colours={"A": 0},
    present=9,
    greatest=ProposalId("p"),
    proposals=(result("p"), result("q"), result("r")),
    themes=(theme("p", None), theme(None, "r")),
    desk=DeskPart(top=12, gaps=(), more_gaps=0, heard=()),
    at=datetime(2026, 1, 1, tzinfo=UTC),
)


def names(rows: Iterable[ProposalResult]) -> list[str]:
    return [row.proposal for row in rows]


def test_the_room_gets_the_leading_ones_and_nothing_of_the_desk() -> None:
    document = for_room(DOCUMENT, 1)
    assert (document.proposals[0], document.is_hidden, "desk" in to_json_value(document)) == (result("p"), False, False)


def test_the_room_gets_every_field_but_that_of_the_desk_in_the_same_order() -> None:
    added = {"is_hidden": False, "marks": {"p": "open", "q": "open", "r": "open"}}
    wire = {name: value for name, value in to_json_value(DOCUMENT).items() if name != "desk"} | added
    assert list(to_json_value(for_room(DOCUMENT, 3)).items()) == list(wire.items())


def test_what_a_theme_names_is_told_too_however_many_lead() -> None:
    assert names(for_room(DOCUMENT, 1).proposals) == ["p", "r"]


def test_what_is_hidden_holds_no_number() -> None:
    document = to_json_value(hidden(DOCUMENT))
    assert (document["groups"], document["proposals"], document["themes"], document["is_hidden"]) == ({}, [], [], True)
    assert document["greatest"] is None


def test_one_sees_what_one_has_answered() -> None:
    document = for_answered(DOCUMENT, {ProposalId("q")})
    assert (names(document.proposals), document.themes, document.greatest) == (["q"], (), None)
    assert for_answered(DOCUMENT, {ProposalId("p")}).greatest == "p"
    assert document.marks == {"q": Mark.OPEN}


def shortfall(groups: int, *, voters: int = 0, is_held: bool = False) -> Shortfall:
    blocker = Blocker(group="A", agree=1, seen=5, unheard=0, more=1, change=1, missing=1)
    return Shortfall(blockers=(blocker,) * groups, voters=voters, is_held=is_held)


@pytest.mark.parametrize(
    ("standing", "lacks", "mark"),
    [
        ("greatest", None, Mark.ALL),
        ("common-ground", None, Mark.ALL),
        ("majority", shortfall(1), Mark.ONE),
        ("majority", shortfall(2), Mark.OPEN),
        ("unheard", shortfall(1, voters=4), Mark.OPEN),
        ("open", shortfall(1, is_held=True), Mark.OPEN),
        ("open", shortfall(0, voters=3), Mark.OPEN),
    ],
)
def test_the_gate_decides_the_mark(standing: str, lacks: Shortfall | None, mark: Mark) -> None:
    assert mark_of(replace(result("p"), standing=standing, lacks=lacks)) == mark


def test_every_proposal_has_a_mark_however_many_lead() -> None:
    assert set(for_room(DOCUMENT, 1).marks) == {"p", "q", "r"}
