"""Benchmark of card order: how much common ground three policies miss after a few votes per seat.

A real room is replayed: a seat that is shown a proposal answers as it did then or, if it was never asked, with a random
answer of its group. After some votes per seat, the five proposals that the product ranks first are compared with the
five truly best ones, by the share of agreement in the least convinced group.
"""

import warnings
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bench.datasets import Room, given_folder, read_rooms
from bench.figures import Figure
from nlp import find_common_ground
from nlp.ground.common_ground import CommonGround
from nlp.ground.routing import next_cards, plan_cards

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Policy = Callable[["Play"], None]

PRODUCT, RANDOM, POLIS = "product", "random", "Polis priority"
SEATS, PROPOSALS = 90, 70
VOTES_EACH = (10, 20)
SEEDS = 2
TOP = 5


@dataclass(frozen=True, slots=True)
class Truth:
    """All answers, `said` (seats x proposals) in -1, 0, 1, and `worth`: each proposal's least agreement in a group."""

    said: Ints
    worth: Floats


@dataclass(slots=True)
class Play:
    """A replay of a room: the votes cast so far, in rounds of one card per seat."""

    truth: Truth
    seed: int
    cast: NDArray[np.bool_] = field(init=False)
    ground: CommonGround = field(init=False)

    def __post_init__(self) -> None:
        self.cast = np.zeros(self.truth.said.shape, bool)
        self.weigh()

    def weigh(self) -> None:
        seats, proposals = np.nonzero(self.cast)
        self.ground = find_common_ground(seats, proposals, self.truth.said[seats, proposals], seed=self.seed)

    def show(self, seat: int, proposal: int) -> None:
        self.cast[seat, proposal] = True


def run() -> list[Figure]:
    figures = []
    rooms = read_rooms(given_folder())
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        measured = [_regrets(room) for room in rooms]
    names = [*(room.name for room in rooms), f"mean of {len(rooms)}"]
    rows = [*measured, {key: float(np.mean([row[key] for row in measured])) for key in measured[0]}]
    for name, row in zip(names, rows, strict=True):
        for votes in VOTES_EACH:
            ours = row[PRODUCT, votes]
            figures += [
                Figure(f"{name}: regret at {votes} votes each", ours, "", other, row[other, votes])
                for other in (RANDOM, POLIS)
            ]
    return figures


def _regrets(room: Room) -> dict[tuple[str, int], float]:
    regrets: dict[tuple[str, int], list[float]] = {}
    for seed in range(SEEDS):
        truth = _truth(room, seed)
        for name, policy in POLICIES.items():
            for votes, regret in _played(truth, policy, seed).items():
                regrets.setdefault((name, votes), []).append(regret)
    return {key: float(np.mean(values)) for key, values in regrets.items()}


def _truth(room: Room, seed: int) -> Truth:
    """Draw seats and proposals among those with the most votes, and fill gaps from the answers of the seat's group."""
    draw = np.random.default_rng([seed, 7])
    groups = find_common_ground(room.seat, room.proposal, room.choice).groups_
    busy = np.argsort(-np.bincount(room.seat, minlength=room.shape[0]), kind="stable")[: 2 * SEATS]
    seats = np.sort(draw.permutation(busy)[:SEATS])
    known = np.argsort(-np.bincount(room.proposal, minlength=room.shape[1]), kind="stable")[: 2 * PROPOSALS]
    proposals = np.sort(draw.permutation(known)[:PROPOSALS])
    names = sorted({str(groups.get(int(seat))) for seat in seats})
    side = np.array([names.index(str(groups.get(int(seat)))) for seat in seats])
    votes = np.full(room.shape, 9)
    votes[room.seat, room.proposal] = room.choice
    said = votes[np.ix_(seats, proposals)]
    for group in range(len(names)):
        rows = side == group
        _fill(said, rows, draw)
    rates = np.vstack(
        [(said[side == group] == 1).mean(axis=0) for group in range(len(names)) if sum(side == group) > 4]
    )
    return Truth(said, rates.min(axis=0))


def _fill(said: Ints, rows: NDArray[np.bool_], draw: np.random.Generator) -> None:
    """Fill the gaps (9) of a group's seats, each with a draw from the group's answers to the same proposal."""
    part = said[rows]
    for proposal in range(said.shape[1]):
        column = part[:, proposal]
        heard = column[column != 9]
        counts = np.array([(heard == choice).sum() for choice in (-1, 0, 1)]) + np.array([0.7, 0.6, 0.7])
        gaps = column == 9
        column[gaps] = draw.choice((-1, 0, 1), int(gaps.sum()), p=counts / counts.sum())
    said[rows] = part


def _played(truth: Truth, policy: Policy, seed: int) -> dict[int, float]:
    """Return {votes per seat: regret}: the mean worth of the best five less that of the five ranked first."""
    play = Play(truth, seed)
    best = float(np.sort(truth.worth)[-TOP:].mean())
    regrets = {}
    for votes in range(1, max(VOTES_EACH) + 1):
        policy(play)
        play.weigh()
        if votes in VOTES_EACH:
            leading = [int(str(row.proposal)) for row in play.ground.proposals[:TOP]]
            regrets[votes] = best - float(truth.worth[leading].mean())
    return regrets


def _by_product(play: Play) -> None:
    plan = plan_cards(play.ground)
    everything = list(range(play.cast.shape[1]))
    for seat in range(len(play.cast)):
        voted = np.flatnonzero(play.cast[seat]).tolist()
        seen: dict[Hashable, int] = dict(enumerate(play.cast.sum(axis=0).tolist()))
        turn = play.seed * 1_000_003 + seat * 1_009 + len(voted)
        cards = next_cards(plan, everything, voted=voted, seen=seen, limit=1, seed=turn)
        play.show(seat, int(str(cards[0].proposal)))


def _by_chance(play: Play) -> None:
    _by_weight(play, np.ones(play.cast.shape[1]))


def _by_polis(play: Play) -> None:
    _by_weight(play, _priority(play))


def _by_weight(play: Play, weight: Floats) -> None:
    draw = np.random.default_rng([play.seed, int(play.cast.sum())])
    for seat in range(len(play.cast)):
        chance = weight * ~play.cast[seat]
        play.show(seat, int(draw.choice(len(weight), p=chance / chance.sum())))


def _priority(play: Play) -> Floats:
    """Return the priority of each proposal in Polis: [(1 - pass) (1 + extremity) agree (1 + 8 x 2^(-S/5))]^2.

    `S` is the number of votes seen; `extremity` is how far from the centre of the two principal axes a vote on that
    proposal alone puts a seat.
    """
    said = np.where(play.cast, play.truth.said, 0)
    seen = play.cast.sum(axis=0)
    agree = ((said == 1).sum(axis=0) + 1) / (seen + 2)
    passed = ((play.cast & (said == 0)).sum(axis=0) + 1) / (seen + 2)
    mean = said.sum(axis=0) / np.maximum(seen, 1)
    residual = np.where(play.cast, said - mean, 0.0)
    axes = np.linalg.svd(residual, full_matrices=False)[2][:2]
    extremity = np.sqrt(len(seen)) * np.linalg.norm(axes * (-1 - mean), axis=0)
    priority: Floats = ((1 - passed) * (1 + extremity) * agree * (1 + 8 * 2.0 ** (-seen / 5))) ** 2
    return priority


POLICIES: dict[str, Policy] = {PRODUCT: _by_product, RANDOM: _by_chance, POLIS: _by_polis}
