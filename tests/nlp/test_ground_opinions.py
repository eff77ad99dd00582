"""Opinion groups: found where planted, not where absent, honest about being too early, steady while votes come in."""

from itertools import pairwise

import numpy as np
import pytest

from nlp.ground import find_common_ground
from tests.nlp.votes_maker import counts_of, planted_votes, recount, sloping_votes


def share_right(ground, group):
    """Share of the placed seats whose shown group is the majority of their planted one."""
    placed = [(name, group[seat]) for seat, name in ground.groups_.items() if name is not None]
    right = sum(max(sum(pair == (name, side) for pair in placed) for side in (0, 1)) for name in {n for n, _ in placed})
    return right / len(placed), len(placed) / len(group)


def test_planted_groups_are_found():
    seats, proposals, choices, group = planted_votes()
    ground = find_common_ground(seats, proposals, choices)
    assert (ground.basis, ground.reason, set(ground.sizes_)) == ("votes", "found", {"A", "B"})
    right, placed = share_right(ground, group)
    assert right > 0.95
    assert placed > 0.8
    assert ground.sizes_["A"] >= ground.sizes_["B"]


@pytest.mark.parametrize("seed", range(4))
def test_no_groups_where_there_are_none(seed):
    seats, proposals, choices, _ = planted_votes(gap=0.0, seed=seed)
    ground = find_common_ground(seats, proposals, choices)
    assert (ground.basis, ground.reason) == ("one", "none-found")
    assert set(ground.groups_.values()) == {"all"}


@pytest.mark.parametrize(("n_seats", "n_proposals"), [(29, 30), (90, 4)])
def test_too_early_for_groups(n_seats, n_proposals):
    seats, proposals, choices, _ = planted_votes(n_seats, n_proposals, share=1.0)
    ground = find_common_ground(seats, proposals, choices)
    assert (ground.basis, ground.reason) == ("one", "too-early")


def test_newcomers_do_not_make_it_too_early_again():
    seats, proposals, choices, _ = planted_votes()
    newcomers = np.arange(200)
    ground = find_common_ground(
        np.append(seats, 1000 + newcomers), np.append(proposals, newcomers % 30), np.append(choices, newcomers % 2)
    )
    assert (ground.basis, ground.reason) == ("votes", "found")
    assert {ground.groups_[1000 + n] for n in range(200)} == {None}


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_groups_without_clear_borders_stay_the_same_from_one_fit_to_the_next(seed):
    seats, proposals, choices = sloping_votes(seed=seed)
    states = []
    for tenths in range(5, 11):
        rows = slice(0, len(seats) * tenths // 10)
        ground = find_common_ground(seats[rows], proposals[rows], choices[rows])
        assert len(ground.sizes_) == 2
        assert min(ground.sizes_.values()) >= 5
        states.append(ground.groups_)
    for before, after in pairwise(states):
        both = [seat for seat in before if before[seat] and after[seat]]
        same = sum(before[seat] == after[seat] for seat in both) / len(both)
        assert max(same, 1 - same) >= 0.9  # nobody told the second fit what the first called its groups


def test_score_hears_the_smaller_group():
    seats, proposals, choices, group = planted_votes()
    seats = np.append(seats, np.arange(90).repeat(2))
    proposals = np.append(proposals, np.tile([100, 101], 90))
    side = np.stack([np.where(np.arange(90) % 10 < 7, 1, -1), np.where(group == 0, 1, -1)], axis=1)
    choices = np.append(choices, side.ravel())
    rows = {row.proposal: row for row in find_common_ground(seats, proposals, choices).proposals}
    assert rows[100].score > rows[101].score + 0.3
    assert rows[100].badge.rank < rows[101].badge.rank


def test_prediction_beats_the_average_of_the_room():
    seats, proposals, choices, _ = planted_votes()
    hidden = np.random.default_rng(1).random(len(seats)) < 0.3
    ground = find_common_ground(seats[~hidden], proposals[~hidden], choices[~hidden])
    agree = choices[hidden] == 1
    room = {row.proposal: row.overall.rate for row in ground.proposals}
    plain = np.array([room[proposal] for proposal in proposals[hidden].tolist()])
    expected = ground.predict(seats[hidden], proposals[hidden])
    assert ((expected - agree) ** 2).mean() < 0.9 * ((plain - agree) ** 2).mean()
    assert ground.predict(["stranger"], [0]) == pytest.approx([room[0]])
    assert ground.predict([0], ["unknown"]).tolist() == [0.5]


def test_rows_and_names_do_not_matter_where_groups_are_found():
    seats, proposals, choices, _ = planted_votes()
    order = np.random.default_rng(3).permutation(len(seats))
    plain = find_common_ground(seats, proposals, choices)
    other = find_common_ground([f"s{89 - n}" for n in seats[order]], (99 - proposals)[order], choices[order])
    assert {row.proposal: row.score for row in plain.proposals} == {
        99 - row.proposal: row.score for row in other.proposals
    }
    assert {seat: plain.groups_[seat] for seat in range(90)} == {
        seat: other.groups_[f"s{89 - seat}"] for seat in range(90)
    }


def test_groups_keep_their_names_while_votes_come_in():
    seats, proposals, choices, _ = planted_votes()
    half = len(seats) // 2
    ground = find_common_ground(seats[:half], proposals[:half], choices[:half])
    before = ground.groups_
    for start in range(half, len(seats), 80):
        rows = slice(start, start + 80)
        ground.update(seats[rows], proposals[rows], choices[rows])
    both = [seat for seat in before if before[seat] and ground.groups_[seat]]
    assert sum(before[seat] != ground.groups_[seat] for seat in both) <= 0.05 * len(both)
    votes = list(zip(seats.tolist(), proposals.tolist(), choices.tolist(), strict=True))
    assert counts_of(ground) == recount(votes, ground.groups_)


def test_a_warm_start_keeps_the_names():
    seats, proposals, choices, _ = planted_votes()
    first = find_common_ground(seats, proposals, choices)
    again = find_common_ground(seats[::-1][:-20], proposals[::-1][:-20], choices[::-1][:-20], previous=first)
    both = [seat for seat in range(90) if first.groups_[seat] and again.groups_[seat]]
    assert sum(first.groups_[seat] != again.groups_[seat] for seat in both) <= 2


def test_newcomers_and_new_proposals_fit_in_between_fits():
    seats, proposals, choices, _ = planted_votes()
    ground = find_common_ground(seats, proposals, choices)
    ground.update(["new"] * 6, [0, 1, 2, 3, 4, "late"], [1, 1, -1, -1, 1, 1])
    rows = {row.proposal: row for row in ground.proposals}
    assert rows["late"].overall.seen == 1
    assert rows["late"].score < rows[ground.proposals[0].proposal].score
    assert "new" in ground.groups_
    assert "new" in ground.points_
    assert 0 < ground.predict(["new"], ["late"])[0] < 1
