"""Benchmark of common ground: prediction of votes, groups and speed, against red-dwarf and the plain average."""

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bench.child import in_child
from bench.datasets import Room, given_folder, made_room, read_rooms
from bench.figures import Figure
from bench.scores import adjusted_rand, log_loss
from nlp import find_common_ground

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PRODUCT, REFERENCE, PLAIN = "product", "red-dwarf", "plain average"
HIDDEN = 0.3
DRAWN = 0.8
REPEATS = 3
DRAWS = 8
LEAST_VOTES = 7
LIVE_VOTES = 200
REPLAYED = 60  # percent of the votes that are known before the replay begins
LOSS = "log-loss of hidden votes"
SCALES = ((1_000, 100), (10_000, 1_000), (100_000, 1_000))
COMPARED = (0, 1)


def run() -> list[Figure]:
    rooms = read_rooms(given_folder())
    with warnings.catch_warnings(), threadpool_limits(2):
        warnings.simplefilter("ignore")
        measured = {room.name: _measured(room) for room in rooms}
        figures = [figure for name, values in measured.items() for figure in _figures(name, values)]
        figures += [figure for room in rooms for figure in _moves(room)]
    return [*figures, *_figures(f"mean of {len(rooms)}", _mean(list(measured.values()))), *_scale()]


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of an engine: `k` groups, the group of each seat (-1: none), and P(agree) of pairs."""

    k: int
    groups: Ints
    foretell: Callable[[Ints, Ints], Floats]


Engine = Callable[[Room, tuple[int, int], int], Answer]  # votes, how many seats and proposals there are, seed
Measured = dict[str, dict[str, float]]  # {measure: {engine: value}}


def _product(room: Room, shape: tuple[int, int], seed: int) -> Answer:
    ground = find_common_ground(room.seat, room.proposal, room.choice, seed=seed)
    numbers = {name: at for at, name in enumerate(sorted(ground.sizes_))}
    groups = np.full(shape[0], -1)
    for seat, name in ground.groups_.items():
        groups[int(str(seat))] = numbers[name] if name is not None else -1
    return Answer(max(len(numbers), 1), groups, lambda seats, proposals: ground.predict(seats, proposals))


def _red_dwarf(room: Room, shape: tuple[int, int], seed: int) -> Answer:
    """Run red-dwarf (Polis's formulas); a vote is predicted by the rate in the seat's group, or in the room if none."""
    # Imported here, so that it takes no memory in the product's runs; the import warns about pydantic and pandas.
    from reddwarf.implementations.polis import run_pipeline

    votes = [
        {"participant_id": seat, "statement_id": proposal, "vote": choice}
        for seat, proposal, choice in zip(room.seat.tolist(), room.proposal.tolist(), room.choice.tolist(), strict=True)
    ]
    placed = run_pipeline(votes=votes, random_state=seed).participants_df["cluster_id"].dropna()
    groups = np.full(shape[0], -1)
    groups[placed.index.to_numpy(dtype=np.int64)] = placed.to_numpy(dtype=np.int64)
    k = int(groups.max()) + 1
    rates = np.vstack([_rates(room.votes(groups[room.seat] == group), shape) for group in range(k)])
    rates = np.vstack([rates, _rates(room, shape)])
    return Answer(k, groups, lambda seats, proposals: rates[groups[seats], proposals])


def _plain_average(room: Room, shape: tuple[int, int], seed: int) -> Answer:
    rates = _rates(room, shape)
    return Answer(1, np.zeros(shape[0], np.int64), lambda seats, proposals: rates[proposals])


def _rates(room: Room, shape: tuple[int, int]) -> Floats:
    """Return (agree + 1) / (seen + 2) of each proposal."""
    agree = np.bincount(room.proposal[room.choice == 1], minlength=shape[1])
    rates: Floats = (agree + 1) / (np.bincount(room.proposal, minlength=shape[1]) + 2)
    return rates


ENGINES: dict[str, Engine] = {PRODUCT: _product, REFERENCE: _red_dwarf, PLAIN: _plain_average}
GROUPING: dict[str, Engine] = {PRODUCT: _product, REFERENCE: _red_dwarf}


def _measured(room: Room) -> Measured:
    return {
        LOSS: {name: _hidden_loss(engine, room) for name, engine in ENGINES.items()},
        f"ARI of groups, {DRAWN:.0%} draws": {name: _drawn_ari(engine, room) for name, engine in GROUPING.items()},
        "groups on shuffled votes": {name: _false_groups(engine, room) for name, engine in GROUPING.items()},
        "full run": {name: _full_run(engine, room) for name, engine in GROUPING.items()},
    }


def _hidden_loss(engine: Engine, room: Room) -> float:
    """Return the log-loss of P(agree) on the 30 % of the votes that were hidden from the engine."""
    losses = []
    for seed in range(REPEATS):
        hidden = np.random.default_rng(seed).random(len(room.seat)) < HIDDEN
        asked = room.votes(hidden)
        answer = engine(room.votes(~hidden), room.shape, seed)
        losses.append(log_loss(answer.foretell(asked.seat, asked.proposal), asked.choice == 1))
    return float(np.mean(losses))


def _drawn_ari(engine: Engine, room: Room) -> float:
    """Return the mean adjusted Rand index between the groups found in random draws of 80 % of the seats.

    Each two draws are compared on the seats with at least 7 votes that both have placed. Two draws in which the engine
    finds no groups agree fully (1).
    """
    n_votes = np.bincount(room.seat, minlength=room.shape[0])
    placed = []
    for seed in range(DRAWS):
        chosen = np.random.default_rng(100 + seed).random(room.shape[0]) < DRAWN
        groups = engine(room.votes(chosen[room.seat]), room.shape, seed).groups
        placed.append(np.where(chosen & (n_votes >= LEAST_VOTES), groups, -1))
    agreed = []
    for one, other in combinations(placed, 2):
        both = (one >= 0) & (other >= 0)
        agreed.append(adjusted_rand(one[both].tolist(), other[both].tolist()) if both.any() else 1.0)
    return float(np.mean(agreed))


def _false_groups(engine: Engine, room: Room) -> float:
    """Return the share of runs that find groups although the votes on each proposal were shuffled among its voters."""
    is_false = []
    for seed in range(REPEATS):
        draw = np.random.default_rng(seed)
        choice = room.choice.copy()
        for proposal in range(room.shape[1]):
            voted = np.flatnonzero(room.proposal == proposal)
            choice[voted] = draw.permutation(choice[voted])
        is_false.append(engine(Room(room.name, room.seat, room.proposal, choice), room.shape, seed).k > 1)
    return float(np.mean(is_false))


def _full_run(engine: Engine, room: Room) -> float:
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        engine(room, room.shape, 0)
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


def _mean(measured: list[Measured]) -> Measured:
    return {
        measure: {engine: float(np.mean([values[measure][engine] for values in measured])) for engine in engines}
        for measure, engines in measured[0].items()
    }


def _figures(name: str, measured: Measured) -> Iterator[Figure]:
    for measure, values in measured.items():
        unit = "s" if measure == "full run" else ""
        for baseline in [engine for engine in values if engine != PRODUCT]:
            yield Figure(f"{name}: {measure}", values[PRODUCT], unit, baseline, values[baseline])


def _moves(room: Room) -> Iterator[Figure]:
    """Yield the median share of seats whose group changes with a further 1 % of the votes, in their original order."""
    if room.arrived is None:
        return
    steps = np.array_split(room.arrived, 100)
    known = np.concatenate(steps[:REPLAYED])
    ground = find_common_ground(room.seat[known], room.proposal[known], room.choice[known])
    moved = []
    for rows in steps[REPLAYED:]:
        before = ground.groups_
        ground.update(room.seat[rows], room.proposal[rows], room.choice[rows])
        after = ground.groups_
        moved.append(sum(after[seat] != group for seat, group in before.items()) / len(before))
    yield Figure(f"{room.name}: seats moved by 1 % of the votes, median", float(np.median(moved)), "")


def _scale() -> Iterator[Figure]:
    """Yield time and memory for two planted groups of growing size, with some 27 votes a seat.

    Red-dwarf, which compares all seats with each other, runs only on the sizes that it can handle.
    """
    for at, (seats, proposals) in enumerate(SCALES):
        name = f"{seats:,} x {proposals:,}"
        ours, ours_peak = in_child(product_seconds, at)
        theirs, theirs_peak = in_child(red_dwarf_seconds, at) if at in COMPARED else (None, None)
        yield Figure(f"full run, {name}", ours, "s", REFERENCE, theirs)
        yield Figure(f"peak memory, {name}", ours_peak, "MB", REFERENCE, theirs_peak)
        yield Figure(f"one live vote, {name}, p95", in_child(live_vote, at)[0], "ms", "a full run", ours * 1000)


def product_seconds(scale: int) -> float:
    """Return the seconds of one full run of the product over a generated room."""
    return _run_once(_product, scale)


def red_dwarf_seconds(scale: int) -> float:
    """Return the seconds of one full run of red-dwarf over the same room."""
    warnings.simplefilter("ignore")
    return _run_once(_red_dwarf, scale)


def _run_once(engine: Engine, scale: int) -> float:
    engine(made_room(60, 20), (60, 20), 0)  # loading and compiling at the first use is not counted
    room = made_room(*SCALES[scale])
    with threadpool_limits(2):
        start = time.perf_counter()
        engine(room, SCALES[scale], 0)
        return time.perf_counter() - start


def live_vote(scale: int) -> float:
    """Return the milliseconds (p95) that one more vote takes, as long as the vote needs no new fit."""
    room = made_room(*SCALES[scale])
    ground = find_common_ground(room.seat, room.proposal, room.choice)
    draw = np.random.default_rng(1)
    taken = []
    for seat in draw.choice(SCALES[scale][0], LIVE_VOTES).tolist():
        proposal, choice = int(draw.integers(SCALES[scale][1])), int(draw.integers(-1, 2))
        start = time.perf_counter()
        ground.update([seat], [proposal], [choice])
        taken.append((time.perf_counter() - start) * 1000)
    return float(np.percentile(taken, 95))
