"""A pass speaks for neither side where the score cuts the room into groups."""

import numpy as np
import pytest

from nlp.ground.engine import lean_author, learn
from nlp.ground.guards import Expectation, cut_guards
from nlp.ground.votes import VoteBook
from tests.nlp.votes_maker import planted_votes


def room_with_passes(seed):
    """Votes of two sides, where every other seat of either side passes six times in ten; (table, side per seat)."""
    seats, proposals, choices, side = planted_votes(gap=1.5, seed=seed)
    rng = np.random.default_rng(seed)
    choices = np.where((seats % 2 == 0) & (rng.random(len(seats)) < 0.6), 0, choices)
    book = VoteBook(seats, proposals, choices, {})
    return book.table(), side[book.seat_ids]


def likeness(label, side):
    """Share of the seats for which the groups 0 and 1 tell the side, whichever group is which side."""
    right = float((label == side).mean())
    return max(right, 1 - right)


@pytest.mark.parametrize("seed", range(3))
def test_the_cut_into_two_follows_the_side_and_not_the_passes(seed):
    table, side = room_with_passes(seed)
    learned, n_votes = learn(table, seed=0), np.bincount(table.seat)
    halves = cut_guards(table, learned.leaning, Expectation(learned.model, n_votes), n_votes)[0]
    assert likeness(halves.tallies.label, side) > 0.88


def test_a_pass_leans_half_as_far_as_an_agreement():
    table, _ = room_with_passes(0)
    leaning = learn(table, seed=0).leaning
    no, none, yes = (lean_author(leaning, {0: choice, 1: choice})[0] for choice in (-1, 0, 1))
    assert no < none < yes
