"""How sure a result is: ten more votes, seats drawn anew; the sure stays, the narrow wavers, the impossible never."""

import numpy as np
import pytest

from nlp.ground import Badge, find_common_ground, if_more_vote, resample
from tests.nlp.votes_maker import ground_of, planted_votes

STAKEHOLDER_GROUPS = {f"{group}{n}": group for group in "AB" for n in range(40)}


def cast(card, agree_a, agree_b, size=20):
    votes = []
    for group, agree in (("A", agree_a), ("B", agree_b)):
        votes += [(f"{group}{n}", card, 1 if n < agree else -1) for n in range(size)]
    return votes


@pytest.fixture
def ground():
    votes = [*cast("sure", 20, 19), *cast("narrow", 20, 11), *cast("short", 20, 10), *cast("never", 12, 0)]
    return ground_of([*votes, ("A0", "barely", 1)], groups=STAKEHOLDER_GROUPS, checked_in=50)


def of(ground, name):
    return next(row for row in ground.proposals if row.proposal == name)


def test_ten_more_votes_move_what_is_narrow(ground):
    sure, narrow, short, never = (
        if_more_vote(ground, of(ground, name)) for name in ("sure", "narrow", "short", "never")
    )
    assert sure.stays == 1.0
    assert 0.4 < narrow.stays < 0.95
    assert narrow.becomes[Badge.COMMON_GROUND] == narrow.stays
    assert 0.05 < short.becomes[Badge.COMMON_GROUND] < 0.7
    assert Badge.COMMON_GROUND not in never.becomes
    for row in (sure, narrow, short, never):
        assert sum(row.becomes.values()) == pytest.approx(1.0)
        assert 0 < row.low <= row.high < 1


def test_a_held_proposal_cannot_be_lifted_by_votes():
    blocked = ground_of(cast("sure", 20, 19), groups=STAKEHOLDER_GROUPS, held=["sure"])
    assert Badge.COMMON_GROUND not in if_more_vote(blocked, blocked.proposals[0], 50).becomes


def test_no_further_vote_changes_nothing(ground):
    for row in ground.proposals:
        same = if_more_vote(ground, row, votes=0)
        assert same.becomes == {row.badge: 1.0}
        assert same.low == same.high == pytest.approx(row.floor)


def test_more_votes_than_seats_left_are_newcomers(ground):
    assert if_more_vote(ground, of(ground, "sure"), votes=500).stays == 1.0


def test_drawn_anew_the_sure_keeps_its_badge_and_the_narrow_wavers(ground):
    keep_rates = {row.proposal: row.keeps_badge for row in resample(ground)}
    assert keep_rates["sure"] > 0.95
    assert keep_rates["never"] > 0.95
    assert 0.3 < keep_rates["narrow"] < 0.95


def test_shares_of_the_top_add_up_to_its_size():
    seats, proposals, choices, _ = planted_votes()
    ground = find_common_ground(seats, proposals, choices)
    rows = resample(ground, top=5, draws=40)
    assert [row.proposal for row in rows] == [row.proposal for row in ground.proposals]
    assert sum(row.in_top for row in rows) == pytest.approx(5)
    first, last = rows[0].in_top, rows[-1].in_top
    assert first > 0.6
    assert last < 0.1
    assert rows == resample(ground, top=5, draws=40)


def test_a_draw_in_which_every_seat_comes_once_is_the_room_itself(monkeypatch):
    seats, proposals, choices, _ = planted_votes()
    ground = find_common_ground(seats, proposals, choices)
    ground.update(["late"] * 3, [0, 1, "new"], [1, 1, 1])

    class EverySeatOnce:
        def integers(self, n_seats, size):
            return np.arange(size)

    monkeypatch.setattr(np.random, "default_rng", lambda seed: EverySeatOnce())
    drawn = next(ground.redraws(1))
    assert {name: badge for name, (badge, _) in drawn.items()} == {row.proposal: row.badge for row in ground.proposals}
    for row in ground.proposals:
        assert drawn[row.proposal][1] == pytest.approx(row.score)


@pytest.mark.parametrize("draws", [0, -1])
def test_no_share_of_no_draws(draws):
    with pytest.raises(ValueError, match="draws"):
        resample(ground_of([("a", "x", 1)]), draws=draws)


def test_rooms_of_nobody_and_of_one():
    assert resample(ground_of([])) == []
    one = ground_of([("a", "x", 1)])
    assert resample(one)[0].in_top == 1.0
    assert if_more_vote(one, one.proposals[0]).votes == 10
