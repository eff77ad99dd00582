"""A declared group under five is not told, and cannot be reckoned from the room's counts less those of the others."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.ground import Badge
from nlp.ground.partition import OTHERS, cut_stakeholder_groups
from tests.nlp.votes_maker import counts_of, ground_of, recount


def stakeholder_groups_of(sizes):
    return {f"{name}{n}": name for name, size in sizes.items() for n in range(size)}


def everyone(card, sizes, choice=1):
    return [(seat, card, choice) for seat in stakeholder_groups_of(sizes)]


def test_a_group_of_four_is_put_together_with_the_smallest():
    sizes = {"A": 20, "B": 9, "C": 4}
    votes = everyone("card", {"A": 20, "B": 9}) + everyone("card", {"C": 4}, -1)
    ground = ground_of(votes, groups=stakeholder_groups_of(sizes))
    row = ground.proposals[0]
    assert ground.sizes_ == {"A": 20, OTHERS: 13}
    assert (row.by_group[OTHERS].agree, row.by_group[OTHERS].seen) == (9, 13)
    assert {ground.groups_[f"{name}0"] for name in "BC"} == {OTHERS}
    assert row.badge is Badge.COMMON_GROUND


def test_those_put_together_can_block():
    votes = everyone("card", {"A": 20}) + everyone("card", {"B": 9, "C": 4}, -1)
    assert (
        ground_of(votes, groups=stakeholder_groups_of({"A": 20, "B": 9, "C": 4})).proposals[0].badge is Badge.MAJORITY
    )


def test_two_small_groups_hide_each_other():
    sizes = {"A": 20, "B": 9, "C": 4, "D": 3}
    ground = ground_of(everyone("card", sizes), groups=stakeholder_groups_of(sizes))
    assert ground.sizes_ == {"A": 20, "B": 9}
    assert ground.groups_["C0"] is ground.groups_["D0"] is None


def test_one_voter_without_a_stakeholder_group_is_no_group_of_one():
    sizes = {"A": 20, "B": 9}
    votes = [*everyone("card", sizes), ("stranger", "card", -1)]
    assert ground_of(votes, groups=stakeholder_groups_of(sizes)).sizes_ == {"A": 20, OTHERS: 10}
    assert ground_of(votes[:-1], groups=stakeholder_groups_of(sizes)).sizes_ == {"A": 20, "B": 9}


def test_a_newcomer_without_a_stakeholder_group_is_hidden_at_once_and_stays_so():
    sizes = {"A": 20, "B": 9, "C": 12}
    ground = ground_of(everyone("card", sizes), groups=stakeholder_groups_of(sizes))
    for n in range(8):
        ground.update([f"stranger{n}"], ["card"], [-1])
        assert ground.sizes_ == {"A": 20, "C": 12, OTHERS: 10 + n}
        assert counts_of(ground)["card", OTHERS] == (9, n + 1, 10 + n)


def test_a_group_called_others_keeps_its_name():
    sizes = {OTHERS: 20, "B": 9, "C": 4}
    shown = ground_of(everyone("card", sizes), groups=stakeholder_groups_of(sizes)).sizes_
    assert shown[OTHERS] == 20
    assert sorted(shown.values()) == [13, 20]


def test_too_few_groups_are_one():
    sizes = {"A": 20, "C": 4}
    ground = ground_of(everyone("card", sizes), groups=stakeholder_groups_of(sizes))
    assert (ground.basis, ground.reason) == ("one", "too-small")


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(0, 7))
def test_nobody_is_told_apart_whatever_the_sizes(sizes, strangers):
    groups = stakeholder_groups_of(dict(zip("ABCDEF", sizes, strict=False)))
    voters = [*groups, *(f"stranger{n}" for n in range(strangers))]
    stakeholder_groups = cut_stakeholder_groups(voters, groups)
    if stakeholder_groups is None:
        return
    group_sizes = Counter(stakeholder_groups.partition(voters, groups).label.tolist())
    assert all(size >= 5 for size in group_sizes.values())
    assert [group_sizes[number] for number in range(len(stakeholder_groups.names))] == list(stakeholder_groups.members)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 2), st.sampled_from([-1, 0, 1])), max_size=60))
def test_counts_equal_a_recount_whoever_comes(votes):
    groups = {seat: "ABC"[0 if seat < 8 else 1 if seat < 15 else 2] for seat in range(18)}
    ground = ground_of(votes[:10], groups=groups)
    for vote in votes[10:]:
        ground.update(*([part] for part in vote))
    tallies = {key: counts for key, counts in counts_of(ground).items() if counts[2]}
    again = recount(votes, ground.groups_)
    assert tallies == {key: counts for key, counts in again.items() if counts[2]}
    outside = sum(group is None for group in ground.groups_.values())
    assert ground.basis == "one" or outside == 0 or outside >= 5
