"""The full fit to the votes: positions, the dimensions beyond chance, and the opinion groups."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.ground.evidence import supported_dimensions
from nlp.ground.model import Model, Side, VoteMatrix, fit_model, place_everyone, place_seat, start_additive, widen
from nlp.ground.opinion import Opinions, find_opinions
from nlp.ground.votes import Ints, Table

Floats = NDArray[np.float64]

LEAST_SEATS = 30
LEAST_MEDIAN = 5
DIMENSIONS = 3
_FEWEST_SEATS = 3  # fewer seats show nothing about who differs from whom
_LEANING_SWEEPS = 1  # from the model to the leanings; more sweeps rank proposals no better and take longer
_LEARNING_SEATS = 6_000  # proposals are learned from at most so many seats; the other seats are placed among them


@dataclass(frozen=True, slots=True)
class Learned:
    """Result of a full fit.

    model: over all seats; leaning: the model fitted further with each pass as half an agreement, by which the guards
    cut the room; supported: number of dimensions that divide the votes by more than chance; opinions: the groups found
    in these dimensions, None = one group; is_early: there are too few votes to look for groups.
    """

    model: Model
    leaning: Model
    supported: int
    opinions: Opinions | None
    is_early: bool


def learn(table: Table, seed: int, warm: Model | None = None) -> Learned | None:
    """Fit the model and look for opinion groups; return None below three seats or without votes.

    warm: a model over the same seats and proposals, from which the fit starts.
    """
    if table.n_seats < _FEWEST_SEATS or not table.n_votes:
        return None
    n_votes = np.bincount(table.seat, minlength=table.n_seats)
    rows = np.arange(0, table.n_seats, -(-table.n_seats // _LEARNING_SEATS))
    votes = _matrix(table, rows)
    additive = fit_model(votes, start_additive(votes), sweeps=6)
    start = widen(additive, votes, DIMENSIONS) if warm is None else _of_rows(warm, rows)
    model = fit_model(votes, start, sweeps=25 if warm is None else 8)
    early = is_early(n_votes)
    supported = 0 if early else supported_dimensions(model, additive, votes, seed)
    opinions = find_opinions(model, supported, n_votes[rows]) if supported else None
    if len(rows) < table.n_seats:
        votes = _matrix(table, np.arange(table.n_seats))
        model = place_everyone(votes, model)
    leaning = fit_model(votes.with_agree(_lean(table.choice)), model, sweeps=_LEANING_SWEEPS)
    return Learned(model, leaning, supported, opinions, early)


def place_author(model: Model, votes: dict[int, int]) -> Model:
    """Return a model of one seat alone, which cast `votes` {proposal number: choice}, among `model`'s proposals."""
    return Model(_placed(model, votes, _agree), model.proposals, model.priors)


def lean_author(leaning: Model, votes: dict[int, int]) -> Floats:
    """Return the vector (q,) among `leaning`'s proposals of one seat that cast `votes` {proposal number: choice}."""
    vector: Floats = _placed(leaning, votes, _lean).mean[0]
    return vector


def _placed(model: Model, votes: dict[int, int], answers: Callable[[Ints], Floats]) -> Side:
    known = sorted(number for number in votes if number < len(model.proposals.mean))
    choice = np.array([votes[number] for number in known], dtype=np.int64)
    voted = Side(model.proposals.mean[known], model.proposals.second[known])
    return place_seat(answers(choice), voted, model.priors)


def _agree(choice: Ints) -> Floats:
    agree: Floats = (choice == 1).astype(np.float64)
    return agree


def _lean(choice: Ints) -> Floats:
    half: Floats = (choice + 1) / 2
    return half


def is_early(n_votes: Ints) -> bool:
    """Return whether it is too early for groups: fewer than 30 seats with votes, or a median under five votes a seat.

    The median is not required once 30 seats have five votes each, because newcomers lower it and must not make it too
    early again.
    """
    heard = n_votes[n_votes > 0]
    if len(heard) < LEAST_SEATS:
        return True
    return float(np.median(heard)) < LEAST_MEDIAN and int((heard >= LEAST_MEDIAN).sum()) < LEAST_SEATS


def _matrix(table: Table, rows: Ints) -> VoteMatrix:
    at = np.full(table.n_seats, -1)
    at[rows] = np.arange(len(rows))
    seat = at[table.seat]
    kept = seat >= 0
    return VoteMatrix(seat[kept], table.proposal[kept], _agree(table.choice[kept]), (len(rows), table.n_proposals))


def _of_rows(model: Model, rows: Ints) -> Model:
    seats = Side(model.seats.mean[rows], model.seats.second[rows])
    return Model(seats, model.proposals, model.priors)
