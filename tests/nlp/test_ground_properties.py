"""What must hold in any room: more agreement never hurts, names and rows do not matter, counts equal a recount."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.nlp.votes_maker import counts_of, ground_of, recount

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

votes_lists = st.lists(
    st.tuples(st.integers(0, 15), st.integers(0, 4), st.sampled_from([-1, 0, 1])), min_size=1, max_size=90
)
STAKEHOLDER_GROUPS = {seat: "AB"[seat % 2] for seat in range(16)}


def row_of(ground, proposal):
    return next((row for row in ground.proposals if row.proposal == proposal), None)


@SLOW
@given(votes_lists, st.integers(0, 15), st.integers(0, 4))
def test_one_more_agree_never_lowers_floor_geometric_or_badge(votes, seat, proposal):
    before = row_of(ground_of(votes, groups=STAKEHOLDER_GROUPS, checked_in=16), proposal)
    after = row_of(ground_of([*votes, (seat, proposal, 1)], groups=STAKEHOLDER_GROUPS, checked_in=16), proposal)
    if before is not None:
        assert after.floor >= before.floor
        assert after.geometric >= before.geometric - 1e-12
        assert after.badge.rank <= before.badge.rank


@SLOW
@given(votes_lists, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(votes, random):
    votes = list({(seat, proposal): (seat, proposal, choice) for seat, proposal, choice in votes}.values())
    shuffled = votes.copy()
    random.shuffle(shuffled)
    assert ground_of(votes).proposals == ground_of(shuffled).proposals


@SLOW
@given(votes_lists, st.permutations(range(16)), st.permutations(range(5)))
def test_names_of_seats_and_proposals_are_irrelevant(votes, seat_names, proposal_names):
    renamed = [(f"s{seat_names[seat]}", f"p{proposal_names[proposal]}", choice) for seat, proposal, choice in votes]
    plain = {row.proposal: row for row in ground_of(votes).proposals}
    for row in ground_of(renamed).proposals:
        same = plain[proposal_names.index(int(row.proposal[1:]))]
        assert (row.floor, row.geometric, row.badge, row.overall) == (
            same.floor,
            same.geometric,
            same.badge,
            same.overall,
        )


@SLOW
@given(votes_lists, votes_lists)
def test_counts_moved_vote_by_vote_equal_a_recount(first, later):
    ground = ground_of(first)
    for vote in later:
        ground.update(*([part] for part in vote))
    assert counts_of(ground) == recount([*first, *later], ground.groups_)


@SLOW
@given(votes_lists, votes_lists)
def test_declared_groups_stay_as_declared(first, later):
    ground = ground_of(first, groups=STAKEHOLDER_GROUPS)
    for vote in later:
        ground.update(*([part] for part in vote))
    assert ground.groups_ == {seat: STAKEHOLDER_GROUPS[seat] for seat, _, _ in [*first, *later]}
    voted = {key: counts for key, counts in counts_of(ground).items() if counts[2]}
    again = recount([*first, *later], ground.groups_)
    assert voted == {key: counts for key, counts in again.items() if counts[2]}


@SLOW
@given(votes_lists)
def test_figures_are_probabilities(votes):
    ground = ground_of(votes)
    for row in ground.proposals:
        assert 0 < row.score < 1
        assert 0 <= row.overall.low <= row.overall.high <= 1
        assert row.overall.alpha / (row.overall.alpha + row.overall.beta) == row.overall.rate
    seats, proposals, _ = zip(*votes, strict=True)
    expected = ground.predict(seats, proposals)
    assert np.all((expected > 0) & (expected < 1))
