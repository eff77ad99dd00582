"""Names and order say nothing: other names for groups, seats and proposals, or votes in any order, give one answer."""

import numpy as np
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nlp.ground import find_common_ground
from tests.nlp.votes_maker import ground_of, planted_votes

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SLOW = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])

N_SEATS, N_PROPOSALS = 18, 5
votes_lists = st.lists(
    st.tuples(st.integers(0, N_SEATS - 1), st.integers(0, N_PROPOSALS - 1), st.sampled_from([-1, 0, 1])),
    min_size=1,
    max_size=90,
    unique_by=lambda vote: vote[:2],
)
ONE_VOTE_PER_CELL = [(0, 0, 0), (0, 2, 1), (1, 1, -1), (2, 0, 0), (4, 3, 1), (8, 4, -1), (9, 1, -1)]
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)


def names_for(count):
    """Other names, of any script, or numbers in another order."""
    return st.one_of(st.permutations(range(count)), st.lists(texts, min_size=count, max_size=count, unique=True))


def counts(cell):
    return cell.agree, cell.disagree, cell.seen, cell.rate, cell.low, cell.high


def told(ground, name_of=lambda name: name):
    """Everything that is told of each proposal, groups apart."""
    return {
        name_of(row.proposal): (row.score, row.floor, row.geometric, row.reach, row.badge, counts(row.overall))
        for row in ground.proposals
    }


def by_group(ground, name_of=lambda name: name):
    return {
        (row.proposal, name_of(group)): counts(cell) for row in ground.proposals for group, cell in row.by_group.items()
    }


@QUICK
@given(votes_lists, names_for(N_SEATS), names_for(N_PROPOSALS))
def test_seats_and_proposals_by_other_names(votes, seats, proposals):
    renamed = [(seats[seat], proposals[proposal], choice) for seat, proposal, choice in votes]
    assert told(ground_of(renamed)) == told(ground_of(votes), lambda proposal: proposals[proposal])


@QUICK
@given(votes_lists, st.lists(texts, min_size=3, max_size=3, unique=True))
@example(ONE_VOTE_PER_CELL, ["1", "0", "2"])
def test_groups_by_other_names(votes, names):
    plain = {seat: "ABC"[seat % 3] for seat in range(N_SEATS)}
    other = {seat: names[seat % 3] for seat in range(N_SEATS)}
    at = dict(zip("ABC", names, strict=True))
    first, second = ground_of(votes, groups=plain), ground_of(votes, groups=other)
    assert by_group(second).keys() == by_group(first, lambda name: at[name]).keys()
    for key, values in by_group(first, lambda name: at[name]).items():
        np.testing.assert_allclose(values, by_group(second)[key], rtol=1e-9)
    for name, figures in told(first).items():
        np.testing.assert_allclose(figures[:4], told(second)[name][:4], rtol=1e-9)
        assert figures[4:] == told(second)[name][4:]


@SLOW
@given(st.integers(0, 1000), st.integers(0, 1000), st.sampled_from([0.0, 1.5, 3.0]))
def test_any_order_gives_one_answer_to_the_last_bit(seed, shuffle, gap):
    seats, proposals, choices, _ = planted_votes(60, 20, gap=gap, seed=seed)
    order = np.random.default_rng(shuffle).permutation(len(seats))
    plain = find_common_ground(seats, proposals, choices)
    other = find_common_ground(seats[order], proposals[order], choices[order])
    assert plain.proposals == other.proposals
    assert (plain.groups_, plain.points_) == (other.groups_, other.points_)
    assert plain.predict(seats, proposals).tolist() == other.predict(seats, proposals).tolist()
