"""What would have to change, to the vote; where information is missing; who is not yet heard; where one seat stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.ground import Badge, find_missing_votes, find_participation, find_position, find_shortfall
from nlp.ground.badge import FEWEST_VOTES
from nlp.ground.shortfall import minds_needed, votes_needed
from tests.nlp.votes_maker import counts_of, ground_of

SEATS = {f"{group}{n}": group for group in "ABC" for n in range(30)}
COUNTS = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 4))


def cast(card, counts):
    votes = []
    for group, (agree, disagree, passed) in counts.items():
        choices = [1] * agree + [-1] * disagree + [0] * passed
        votes += [(f"{group}{n}", card, choice) for n, choice in enumerate(choices)]
    return votes


def row_of(ground, name="x"):
    return next(row for row in ground.proposals if row.proposal == name)


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS, COUNTS)
def test_just_so_many_agreeing_votes_pass_the_gate(a, b, c):
    counts = dict(zip("ABC", (a, b, c), strict=True))
    votes = cast("x", counts)
    if not votes:
        return
    ground = ground_of([*votes, ("A0", "y", 1)], groups=SEATS, checked_in=0)
    shortfall = find_shortfall(ground, row_of(ground))
    more = {blocker.group: blocker.more for blocker in shortfall.blockers} if shortfall else {}
    for blocker in shortfall.blockers if shortfall else ():
        agree, no, passed = counts[blocker.group]
        others, wanted = no + passed, blocker.missing
        if blocker.change is not None:  # heads that have voted and would have to agree too
            assert 2 * (agree + wanted) > agree + others >= 2 * (agree + wanted - 1)
        else:
            assert agree + others + wanted == FEWEST_VOTES
    enough = {group: (agree + more.get(group, 0), no, passed) for group, (agree, no, passed) in counts.items()}
    assert badge_of(enough) is Badge.COMMON_GROUND
    for group, votes_more in more.items():
        agree, no, passed = counts[group]
        assert badge_of({**enough, group: (agree + votes_more - 1, no, passed)}) is not Badge.COMMON_GROUND


def badge_of(counts):
    return row_of(ground_of(cast("x", counts), groups=SEATS, checked_in=0)).badge


@given(st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_the_least_number_in_whole_numbers(agree, other, is_alone):
    def carries(yes, seen):
        return seen >= 5 and (3 * yes >= 2 * seen if is_alone else 2 * yes > seen)

    seen = agree + other
    more = votes_needed(agree, seen, is_alone=is_alone)
    assert carries(agree + more, seen + more)
    assert more == 0 or not carries(agree + more - 1, seen + more - 1)
    if seen >= 5:
        minds = minds_needed(agree, seen, is_alone=is_alone)
        assert carries(agree + minds, seen)
        assert minds == 0 or not carries(agree + minds - 1, seen)


def test_who_stands_in_the_way_of_the_worked_example():
    counts = {"A": (18, 1, 1), "B": (12, 15, 3), "C": (4, 5, 1)}
    ground = ground_of(cast("x", counts), groups={seat: seat[0] for seat in SEATS}, checked_in=130)
    shortfall = find_shortfall(ground, row_of(ground))
    assert [(b.group, b.agree, b.seen, b.more, b.change) for b in shortfall.blockers] == [
        ("B", 12, 30, 7, 4),
        ("C", 4, 10, 3, 2),
    ]
    assert (shortfall.voters, shortfall.is_held) == (5, False)


def test_nothing_is_short_of_common_ground_and_an_objection_is_named():
    votes = cast("x", {"A": (9, 0, 0), "B": (9, 0, 0)})
    free = ground_of(votes, groups={seat: seat[0] for seat, _, _ in votes})
    assert find_shortfall(free, row_of(free)) is None
    blocked = ground_of(votes, groups=SEATS, held=["x"])
    shortfall = find_shortfall(blocked, row_of(blocked))
    assert (shortfall.is_held, [blocker.group for blocker in shortfall.blockers]) == (True, ["C"])
    assert shortfall.blockers[0].change is None


def test_gaps_and_who_is_not_yet_heard():
    votes = cast("x", {"A": (9, 0, 0), "B": (3, 0, 0)}) + cast("y", {"A": (4, 5, 0), "B": (2, 3, 0)})
    ground = ground_of(votes, groups={seat: group for seat, group in SEATS.items() if group != "C"})
    assert [(gap.proposal, gap.group, gap.seen, gap.lacking) for gap in find_missing_votes(ground)] == [
        ("x", "B", 3, 2)
    ]
    assert [(h.group, h.members, h.voters, h.share) for h in find_participation(ground)] == [
        ("B", 30, 5, pytest.approx(8 / 60)),
        ("A", 30, 9, pytest.approx(18 / 60)),
    ]
    assert find_missing_votes(ground_of([])) == []
    assert [group.share for group in find_participation(ground_of([]))] == []


def test_where_a_seat_stands():
    counts = {"x": {"A": (8, 1, 9), "B": (7, 2, 9)}, "y": {"A": (8, 1, 9), "B": (1, 8, 9)}, "z": {"A": (1, 0, 1)}}
    own = find_position({"x": 1, "y": 1, "z": 1, "unseen": 1}, "A", counts)
    assert own.group == "A"
    assert own.alike == {"A": (2, 3), "B": (1, 2)}
    assert (own.with_all, own.apart) == (("x",), ("y",))
    assert find_position({}, None, counts) == find_position({"x": 0}, None, counts)
    assert find_position({}, None, counts).alike == {}


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 3), st.sampled_from([-1, 0, 1])), max_size=60))
def test_a_stand_in_any_room(votes):
    ground = ground_of(votes, groups={seat: "AB"[seat % 2] for seat in range(12)})
    totals: dict = {}
    for (proposal, name), cell in counts_of(ground).items():
        if name is not None:
            totals.setdefault(proposal, {})[name] = cell
    own = find_position(ground.votes_of(0), ground.groups_.get(0), totals)
    assert all(0 <= same <= shared for same, shared in own.alike.values())
    assert set(own.with_all) <= ground.votes_of(0).keys()
