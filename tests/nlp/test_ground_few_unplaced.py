"""Who is in no opinion group cannot be reckoned either: nobody is, or five and more, and no group is smaller."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.ground import find_common_ground
from nlp.ground.partition import hide_few, settle
from tests.nlp.votes_maker import planted_votes

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
labels = st.lists(st.integers(-1, 2), min_size=1, max_size=40)


def sizes_told(groups):
    """Seats of each group, those in none under None."""
    return Counter(groups.values() if isinstance(groups, dict) else groups)


def tells_nobody_apart(ground):
    return all(size >= 5 for size in sizes_told(ground.groups_).values())


@SLOW
@given(st.integers(30, 70), st.floats(0.6, 3.0), st.integers(0, 10_000), st.data())
def test_no_few_stand_apart_after_a_fit_nor_after_any_vote(n_seats, gap, seed, data):
    seats, proposals, choices, _ = planted_votes(n_seats, 24, gap=gap, seed=seed)
    ground = find_common_ground(seats, proposals, choices)
    assert tells_nobody_apart(ground)
    comers = st.tuples(st.integers(0, n_seats + 3), st.integers(0, 25), st.sampled_from([-1, 0, 1]))
    for vote in data.draw(st.lists(comers, max_size=40)):
        ground.update(*([part] for part in vote))
        assert tells_nobody_apart(ground), ground.groups_


@pytest.mark.parametrize("seed", range(4))
def test_newcomers_are_hidden_one_by_one(seed):
    seats, proposals, choices, group = planted_votes(gap=3.0, seed=seed)
    ground = find_common_ground(seats, proposals, choices)
    assert ground.basis == "votes"
    for number in range(12):
        ground.update([f"new{number}"], [0], [1])
        assert tells_nobody_apart(ground)
    assert len(ground.groups_) == len(group) + 12


@given(labels, st.data())
def test_few_outside_go_to_their_nearest_and_many_stay(label, data):
    nearest = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(label), max_size=len(label))))
    hidden, outside = hide_few(np.array(label), lambda: nearest), label.count(-1)
    moved = 0 < outside < 5
    expected = [near if old < 0 and moved else old for old, near in zip(label, nearest.tolist(), strict=True)]
    assert hidden.tolist() == expected


@given(st.lists(st.integers(5, 8), min_size=2, max_size=3), st.sampled_from([0, 5, 6]), st.data())
def test_a_move_leaves_every_part_empty_or_of_five(sizes, outside, data):
    label = [number for number, size in enumerate(sizes) for _ in range(size)] + [-1] * outside
    groups = st.integers(0, len(sizes) - 1)
    for _ in range(12):
        seat, nearest = data.draw(st.integers(0, len(label))), data.draw(groups)
        went = settle(np.array(label), seat, data.draw(st.one_of(st.just(-1), groups)), nearest)
        label[seat : seat + 1] = [went]
        assert all(size >= 5 for size in sizes_told(label).values())
