"""What must hold of any theme's divisor, whatever the votes: sizes, floods, copies, more agreement, the unheard."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nlp.ground.theme_support import ThemeVotes, find_breadth

K = 2
CELL = st.tuples(st.integers(8, 40), st.integers(0, 6), st.integers(0, 6))
CARDS = st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6)
CONTESTED = st.lists(st.tuples(st.integers(5, 40), st.integers(12, 40)), min_size=1, max_size=8)


def theme_of(cards, coverage=(1.0, 1.0), passes=None):
    """cards: for each proposal the (agree, disagree, pass) of each group; passes: by default every one the gate."""
    counts = np.array(cards, dtype=np.int64).reshape(-1, K, 3)
    agree, disagree, seen = counts[..., 0].T, counts[..., 1].T, counts.sum(axis=2).T
    names = [f"p{n}" for n in range(len(cards))]
    return find_breadth(ThemeVotes(names, agree, disagree, seen, coverage, passes or [True] * len(names)), 0)


@settings(max_examples=50, deadline=None)
@given(CARDS)
def test_a_divisor_has_a_core_that_every_group_accepts(cards):
    row = theme_of(cards)
    assert (row.divisor == 0) == (not row.core)
    assert 0 <= row.low <= row.divisor < 1
    assert row.low <= row.high
    assert (row.low > 0) == bool(row.core)


@settings(max_examples=50, deadline=None)
@given(CARDS, st.data())
def test_what_does_not_pass_the_gate_is_in_no_core(cards, data):
    passes = data.draw(st.lists(st.booleans(), min_size=len(cards), max_size=len(cards)))
    row = theme_of(cards, passes=passes)
    assert {int(name[1:]) for name in row.core} <= {n for n, is_passing in enumerate(passes) if is_passing}


@settings(max_examples=50, deadline=None)
@given(CARDS, CONTESTED)
def test_a_flood_of_contested_proposals_does_not_lower_it(cards, contested):
    alone = theme_of(cards)
    assume(alone.core)
    flood = [((agree, 0, 0), (0, against, 0)) for agree, against in contested]
    assert theme_of([*cards, *flood]).divisor == pytest.approx(alone.divisor, abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(CARDS, st.data())
def test_more_agreement_of_any_group_lowers_it_by_no_more_than_a_hundredth(cards, data):
    before = theme_of(cards)
    assume(before.core)
    card, group = data.draw(st.integers(0, len(cards) - 1)), data.draw(st.integers(0, K - 1))
    more = [[list(cell) for cell in both] for both in cards]
    more[card][group][0] += data.draw(st.integers(1, 5))
    after = theme_of(more)
    assert after.core
    assert after.divisor >= before.divisor - 0.01


@settings(max_examples=50, deadline=None)
@given(CARDS)
def test_groups_weigh_alike_whatever_their_names_or_order(cards):
    row, turned = theme_of(cards), theme_of([both[::-1] for both in cards])
    assert turned.core == row.core
    assert turned.divisor == pytest.approx(row.divisor)


@settings(max_examples=50, deadline=None)
@given(CARDS)
def test_what_one_group_has_not_seen_cannot_rank(cards):
    assert theme_of(cards, (1.0, 0.0)).divisor == 0
    unseen = [(both[0], (0, 0, 0)) for both in cards]
    assert theme_of(unseen).divisor == 0
