"""The next card: never one already seen, late ones first, the promising oftener, each with the chance it had."""

from collections import Counter

import pytest

from nlp.ground import next_cards
from tests.nlp.votes_maker import ground_of


def full_room(late=0):
    """30 seats; proposal n of 10 is liked by 3 n of them; `late` proposals have two votes each."""
    votes = [(seat, proposal, 1 if seat < 3 * proposal + 2 else -1) for seat in range(30) for proposal in range(10)]
    return ground_of(votes + [(seat, f"late{n}", 1) for seat in range(2) for n in range(late)])


def test_never_repeats_and_ends():
    cards = next_cards(full_room(), "guest", [*range(10), 3, "new"], limit=50)
    assert sorted(map(str, (card.proposal for card in cards))) == sorted([*map(str, range(10)), "new"])
    assert next_cards(full_room(), 0, range(10)) == []


def test_the_same_seed_gives_the_same_cards():
    ground = full_room()
    assert next_cards(ground, "guest", range(10), seed=4) == next_cards(ground, "guest", range(10), seed=4)


def test_late_proposals_come_first():
    ground = full_room(late=2)
    names = [*range(10), "late0", "late1"]
    first = Counter(next_cards(ground, "guest", names, limit=1, seed=seed)[0].proposal for seed in range(200))
    assert first["late0"] + first["late1"] > 150


def test_the_promising_come_oftener_but_every_one_comes():
    ground = full_room()
    drawn = [next_cards(ground, "guest", range(10), limit=1, seed=seed)[0] for seed in range(600)]
    first = Counter(card.proposal for card in drawn)
    assert first[9] > 2 * first[0]
    assert min(first[n] for n in range(10)) > 0


def test_the_logged_chance_is_the_share_of_draws():
    ground = full_room()
    drawn = [next_cards(ground, "guest", range(10), limit=1, seed=seed)[0] for seed in range(600)]
    for proposal in range(10):
        said = [card.probability for card in drawn if card.proposal == proposal]
        assert len(said) / 600 == pytest.approx(sum(said) / len(said), abs=0.08)


def test_a_copy_is_shown_as_its_original():
    ground = ground_of([(0, "x", 1), (1, "y", 1)], copies={"x again": "x"})
    assert [card.proposal for card in next_cards(ground, 2, ["x again", "x"])] == ["x"]
    assert next_cards(ground, 0, ["x again"]) == []
