"""The next card: never one already seen, late ones first, the promising oftener, each with the chance it had."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.ground import CardPlan, Outlook, next_cards, plan_cards
from tests.nlp.votes_maker import ground_of

PAIRS = st.tuples(st.floats(0.05, 0.95), st.floats(2, 60))
OUTLOOKS = st.lists(st.builds(Outlook, st.integers(0, 40), st.tuples(PAIRS, PAIRS)), min_size=1, max_size=12)


def full_room(late=0):
    """30 seats; proposal n of 10 is liked by 3 n of them; `late` proposals have two votes each."""
    votes = [(seat, proposal, 1 if seat < 3 * proposal + 2 else -1) for seat in range(30) for proposal in range(10)]
    return plan_cards(ground_of(votes + [(seat, f"late{n}", 1) for seat in range(2) for n in range(late)]))


def first_cards(plan, proposals, draws=600, **options):
    return [next_cards(plan, proposals, limit=1, seed=seed, **options)[0] for seed in range(draws)]


def test_never_repeats_and_ends():
    cards = next_cards(full_room(), [*range(10), 3, "new"], limit=50)
    assert sorted(str(card.proposal) for card in cards) == sorted([*map(str, range(10)), "new"])
    assert next_cards(full_room(), range(10), voted=range(10)) == []
    assert [card.proposal for card in next_cards(full_room(), range(10), voted=range(9))] == [9]
    assert next_cards(full_room(), []) == []


@settings(max_examples=60, deadline=None)
@given(OUTLOOKS, st.integers(0, 12), st.integers(0, 99))
def test_what_was_voted_on_never_comes_back_and_chances_add_up(outlooks, n_voted, seed):
    plan = CardPlan(2, dict(enumerate(outlooks)))
    voted = set(range(n_voted))
    cards = next_cards(plan, range(len(outlooks)), voted=voted, limit=99, seed=seed)
    shown = [card.proposal for card in cards]
    assert sorted(shown) == sorted(set(range(len(outlooks))) - voted)
    assert all(0 < card.probability <= 1 + 1e-9 for card in cards)
    assert not cards or cards[-1].probability == pytest.approx(1.0)


def test_the_same_seed_gives_the_same_cards_however_the_proposals_are_listed():
    plan = full_room()
    assert next_cards(plan, range(10), seed=4) == next_cards(plan, range(9, -1, -1), seed=4)


def test_a_stored_plan_draws_the_same_cards():
    plan = full_room()
    stored = CardPlan(plan.n_groups, {name: Outlook(o.seen, o.groups) for name, o in plan.outlooks.items()})
    assert next_cards(stored, range(10), seed=4) == next_cards(plan, range(10), seed=4)


def test_late_proposals_come_first():
    first = Counter(card.proposal for card in first_cards(full_room(late=2), [*range(10), "late0", "late1"], 200))
    assert first["late0"] + first["late1"] > 150


def test_a_proposal_that_came_after_the_plan_comes_first_until_it_has_been_seen():
    names = [*range(10), "after"]
    assert Counter(card.proposal for card in first_cards(full_room(), names, 100))["after"] > 70
    later = first_cards(full_room(), names, 100, seen={"after": 30})
    assert Counter(card.proposal for card in later)["after"] < 40


def test_the_promising_come_oftener_but_every_one_comes():
    first = Counter(card.proposal for card in first_cards(full_room(), range(10)))
    assert first[9] > 2 * first[0]
    assert min(first[n] for n in range(10)) > 0


def test_the_order_differs_between_proposals():
    chances = {card.proposal: card.probability for card in first_cards(full_room(), range(10))}
    assert len({round(chance, 6) for chance in chances.values()}) > 5
    assert sum(chances.values()) == pytest.approx(1.0)


def test_the_logged_chance_is_the_share_of_draws():
    drawn = first_cards(full_room(), range(10), 2000)
    first = Counter(card.proposal for card in drawn)
    for card in drawn:
        assert first[card.proposal] / 2000 == pytest.approx(card.probability, abs=0.05)


def test_the_chance_is_that_of_drawing_from_the_posteriors():
    groups = [((0.7, 6.0), (0.5, 4.0)), ((0.9, 6.0), (0.3, 6.0)), ((0.6, 2.0), (0.6, 2.0))]
    plan = CardPlan(2, {n: Outlook(99, pairs) for n, pairs in enumerate(groups)})
    rate, weight = (np.array(groups)[..., n] for n in (0, 1))
    drawn = np.random.default_rng(0).beta(rate * weight, (1 - rate) * weight, (40_000, 3, 2)).min(axis=2)
    best = np.bincount(drawn.argmax(axis=1)) / 40_000
    for card in first_cards(plan, range(3), 100):
        assert card.probability == pytest.approx(0.2 / 3 + 0.8 * best[card.proposal], abs=0.01)
