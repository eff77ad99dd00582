"""One line of a text is one clause; numbers that people typed before a clause go, numbers that belong to it stay."""

import pytest

from app.platform.errors import DomainError
from app.resolutions.clauses import clauses_of, follow_clauses
from app.resolutions.rules import Draft, check_draft


@pytest.mark.parametrize(
    ("typed", "clause"),
    [
        ("1. 车棚设在北侧。", "车棚设在北侧。"),
        ("12．车棚设在北侧。", "车棚设在北侧。"),
        ("2、十点断电。", "十点断电。"),
        ("一、车棚设在北侧。", "车棚设在北侧。"),
        ("十二、十点断电。", "十点断电。"),
        ("(1) 车棚设在北侧。", "车棚设在北侧。"),
        ("（一）车棚设在北侧。", "车棚设在北侧。"),
        ("3) 车棚设在北侧。", "车棚设在北侧。"),
        ("第一条 车棚设在北侧。", "车棚设在北侧。"),
        ("①车棚设在北侧。", "车棚设在北侧。"),
        ("- Put the shed in the north.", "Put the shed in the north."),
        ("1. 24小时开放。", "24小时开放。"),
    ],
)
def test_a_typed_number_goes(typed: str, clause: str) -> None:
    assert clauses_of(typed) == (clause,)


@pytest.mark.parametrize(
    "words",
    [
        "3号楼北侧建车棚。",
        "24小时开放。",
        "3、5号楼之间建车棚。",
        "一、二号楼之间建车棚。",
        "（3）号楼北侧。",
        "1.5米宽的门。",
        "2026年内完成。",
        "第一条车道留给消防车。",
        "十点断电。",
        "1.",
    ],
)
def test_a_number_that_belongs_to_the_words_stays(words: str) -> None:
    assert clauses_of(words) == (words,)


def test_empty_lines_are_no_clauses() -> None:
    assert clauses_of("一、建。\n\n二、十点断电。\n") == ("建。", "十点断电。")


def test_200_clauses_and_no_more() -> None:
    check_draft(Draft("车棚", "\n".join(["建。"] * 200)))
    with pytest.raises(DomainError, match=r"resolution\.clauses_many"):
        check_draft(Draft("车棚", "\n".join(["建。"] * 201)))


def test_a_clause_is_found_again_by_its_words_else_by_its_number() -> None:
    assert follow_clauses(("建", "断电", "收费"), ("先清车", "建", "十点断电")) == {1: 2, 2: 2, 3: 3}
    assert follow_clauses(("建", "断电"), ("断电",)) == {1: 1, 2: 1}
    assert follow_clauses(("建", "断电"), ("收费",)) == {1: 1, 2: None}
