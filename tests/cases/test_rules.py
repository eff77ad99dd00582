"""The life of a case: which ways are open, who verifies, when it counts as resolved."""

from itertools import pairwise

import pytest

from app.cases.rules import (
    MOVES,
    NEEDS_NOTE,
    RATABLE,
    Rating,
    Standing,
    State,
    check_case,
    check_move,
    check_rating,
    is_resolved,
    number_of,
    should_reopen,
)
from app.platform.errors import DomainError, ErrorKind

BATCH_SIZE, EYE = "handler", "verifier"


def standing(state: State, *, reported_by: str | None = BATCH_SIZE, reopened: int = 0, ratings: int = 1) -> Standing:
    return Standing(state, reported_by, reopened, ratings)


def test_a_matter_can_go_all_the_way() -> None:
    way = ["registered", "triaged", "assigned", "accepted", "in_progress", "reported", "verified"]
    for before, after in pairwise(map(State, [*way, "followed_up", "closed", "reopened", "assigned"])):
        check_move(standing(before), after, actor=EYE, note="已办")


@pytest.mark.parametrize("state", list(State))
def test_no_other_way_is_open(state: State) -> None:
    for to in set(State) - MOVES[state]:
        with pytest.raises(DomainError) as refusal:
            check_move(standing(state), to, actor=EYE, note="x")
        assert (refusal.value.kind, refusal.value.code) == (ErrorKind.CONFLICT, "case.no_such_move")


def test_every_state_can_be_reached_and_only_the_final_ones_are_dead_ends() -> None:
    reached, waiting = {State.REGISTERED}, [State.REGISTERED]
    while waiting:
        for state in MOVES[waiting.pop()] - reached:
            reached.add(state)
            waiting.append(state)
    assert reached == set(State)
    assert {state for state in State if not MOVES[state]} == {State.MERGED, State.REJECTED, State.WITHDRAWN}


@pytest.mark.parametrize(
    ("before", "to"), [(before, to) for before in State for to in sorted(MOVES[before]) if to in NEEDS_NOTE]
)
def test_what_residents_will_ask_about_needs_a_word(before: State, to: State) -> None:
    check_move(standing(before), to, actor=EYE, note="缺经费")
    with pytest.raises(DomainError, match="case.note_needed"):
        check_move(standing(before), to, actor=EYE, note="")


def test_nobody_verifies_what_they_reported_themselves() -> None:
    check_move(standing(State.REPORTED), State.VERIFIED, actor=EYE, note="")
    with pytest.raises(DomainError) as refusal:
        check_move(standing(State.REPORTED), State.VERIFIED, actor=BATCH_SIZE, note="")
    assert (refusal.value.kind, refusal.value.code) == (ErrorKind.FORBIDDEN, "case.same_person")


def test_a_case_closes_when_somebody_has_rated_it() -> None:
    check_move(standing(State.FOLLOWED_UP), State.CLOSED, actor=EYE, note="")
    with pytest.raises(DomainError, match="case.not_rated"):
        check_move(standing(State.FOLLOWED_UP, ratings=0), State.CLOSED, actor=EYE, note="")


def test_a_case_is_reopened_twice_at_most() -> None:
    check_move(standing(State.CLOSED, reopened=1), State.REOPENED, actor=EYE, note="又坏了")
    with pytest.raises(DomainError, match="case.reopened_enough"):
        check_move(standing(State.CLOSED, reopened=2), State.REOPENED, actor=EYE, note="又坏了")


@pytest.mark.parametrize("state", list(State))
def test_a_result_is_rated_once_there_is_one(state: State) -> None:
    if state in RATABLE:
        check_rating(state, Rating(5, True))
        return
    with pytest.raises(DomainError, match="case.not_ratable"):
        check_rating(state, Rating(5, True))


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_there_are_one_to_five_stars(stars: int) -> None:
    with pytest.raises(DomainError, match="case.stars_unknown"):
        check_rating(State.CLOSED, Rating(stars, True))


@pytest.mark.parametrize(
    ("state", "said", "expected"),
    [
        (State.CLOSED, (), False),
        (State.CLOSED, (True,), True),
        (State.CLOSED, (True, False), True),
        (State.CLOSED, (True, False, False), False),
        (State.FOLLOWED_UP, (True, True), False),
    ],
)
def test_resolved_is_what_half_of_those_who_rated_say(state: State, said: tuple[bool, ...], expected: bool) -> None:
    assert is_resolved(state, [Rating(4, word) for word in said], is_verified=True) is expected


def test_what_nobody_has_verified_is_not_resolved() -> None:
    assert is_resolved(State.CLOSED, [Rating(5, True)], is_verified=False) is False


def test_one_discontent_resident_is_enough_to_look_again() -> None:
    assert should_reopen([Rating(5, True), Rating(2, False)])
    assert not should_reopen([Rating(3, True), Rating(4, False)])
    assert not should_reopen([])


def test_a_case_has_a_title_and_a_number() -> None:
    check_case("题" * 120)
    assert number_of("桂花苑", 2026, 1) == "桂花苑-2026-0001"
    for title, code in (("", "title.missing"), ("题" * 121, "title.long")):
        with pytest.raises(DomainError, match=code):
            check_case(title)
