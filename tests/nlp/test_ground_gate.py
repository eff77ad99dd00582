"""The layer anyone can recount: the worked example of the definition, the gate's edges, copies and changed votes."""

import pytest

from nlp.ground import Badge, find_common_ground

# card: {group: (agree, disagree, pass)}; A 20 ground floor, B 30 upper floors, C 10 tenants
CARDS = {
    "sprinklers": {"A": (16, 3, 1), "B": (24, 4, 2), "C": (8, 1, 1)},
    "ban": {"A": (18, 1, 1), "B": (12, 15, 3), "C": (4, 5, 1)},
    "swap": {"A": (14, 2, 4), "B": (20, 3, 7), "C": (9, 0, 1)},
}


def cast(card, counts):
    votes = []
    for group, (agree, disagree, passed) in counts.items():
        choices = [1] * agree + [-1] * disagree + [0] * passed
        votes += [(f"{group}{n}", card, choice) for n, choice in enumerate(choices)]
    return votes


def ground_of(votes, **options):
    seats, proposals, choices = zip(*votes, strict=True) if votes else ((), (), ())
    return find_common_ground(list(seats), list(proposals), list(choices), **options)


def stakeholder_groups(votes):
    return {seat: seat[0] for seat, _, _ in votes}


@pytest.fixture
def worked():
    return [vote for card, counts in CARDS.items() for vote in cast(card, counts)]


def test_worked_example_to_the_last_digit(worked):
    ground = ground_of(worked, groups=stakeholder_groups(worked), checked_in=60)
    rows = {row.proposal: row for row in ground.proposals}
    shown = {
        name: (f"{row.floor:.3f}", f"{row.geometric:.3f}", row.overall.agree, row.overall.seen, row.badge.value)
        for name, row in rows.items()
    }
    assert shown == {
        "sprinklers": ("0.750", "0.768", 48, 60, "common-ground"),
        "ban": ("0.406", "0.527", 34, 60, "majority"),
        "swap": ("0.656", "0.720", 43, 60, "common-ground"),
    }
    assert [row.proposal for row in ground.proposals] == ["sprinklers", "swap", "ban"]
    assert rows["ban"].least_convinced == "B"
    assert ground.basis == "declared"


def test_held_proposal_is_not_common_ground(worked):
    ground = ground_of(worked, groups=stakeholder_groups(worked), checked_in=60, held=["sprinklers"])
    assert ground.proposals[0].proposal == "swap"
    assert {row.badge for row in ground.proposals[1:]} == {Badge.MAJORITY}


@pytest.mark.parametrize(("present", "badge"), [(120, Badge.COMMON_GROUND), (121, Badge.MAJORITY)])
def test_half_of_those_present_must_have_voted(worked, present, badge):
    ground = ground_of(worked, groups=stakeholder_groups(worked), checked_in=present)
    assert {row.proposal: row.badge for row in ground.proposals}["sprinklers"] is badge


@pytest.mark.parametrize(
    ("agree", "disagree", "badge"),
    [(6, 3, Badge.COMMON_GROUND), (5, 3, Badge.MAJORITY), (4, 4, Badge.OPEN), (4, 0, Badge.OPEN)],
)
def test_one_group_needs_two_thirds(agree, disagree, badge):
    ground = ground_of(cast("card", {"A": (agree, disagree, 0)}))
    assert ground.proposals[0].badge is badge
    assert ground.proposals[0].by_group.keys() == {"all"}


@pytest.mark.parametrize(("agree", "badge"), [(3, Badge.COMMON_GROUND), (2, Badge.MAJORITY)])
def test_a_group_of_five_can_block(agree, badge):
    votes = cast("card", {"A": (20, 0, 0), "B": (agree, 5 - agree, 0)})
    assert ground_of(votes, groups=stakeholder_groups(votes)).proposals[0].badge is badge


def test_copies_count_once_a_person():
    votes = [("a", "x", 1), ("a", "x again", 1), ("b", "x again", 1), ("c", "x", -1), ("c", "x again", 1)]
    row = ground_of(votes, copies={"x again": "x"}).proposals[0]
    assert (row.proposal, row.overall.agree, row.overall.disagree, row.overall.seen) == ("x", 2, 0, 3)


def test_copies_in_a_circle_are_refused():
    with pytest.raises(ValueError, match="circle"):
        ground_of([("a", "x", 1)], copies={"x": "y", "y": "x"})


def test_a_changed_vote_replaces():
    row = ground_of([("a", "x", 1), ("b", "x", 0), ("a", "x", -1)]).proposals[0]
    assert (row.overall.agree, row.overall.disagree, row.overall.passed) == (0, 1, 1)


def test_nobody_one_person_one_proposal():
    assert ground_of([]).proposals == []
    assert ground_of([]).groups_ == {}
    assert ground_of([]).predict(["a"], ["x"]).tolist() == [0.5]
    one = ground_of([("a", "x", 1)])
    assert one.proposals[0].badge is Badge.OPEN
    assert one.groups_ == {"a": "all"}
    assert ground_of([("a", "x", 1), ("b", "x", -1)]).proposals[0].reach == 1.0


@pytest.mark.parametrize("choices", [[2], [1, 1], [0.5]])
def test_malformed_votes_are_refused(choices):
    with pytest.raises(ValueError, match="choice"):
        find_common_ground(["a"], ["x"], choices)
