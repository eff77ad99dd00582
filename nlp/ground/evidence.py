"""Is there more in the votes than liked proposals and agreeable seats? Only then are there opinion groups."""

import numpy as np
from scipy.special import expit

from nlp.ground.model import Floats, Model, Side, VoteMatrix, fit_model, start_additive, widen

LEAST_SIGNAL = 0.06
CLEAR_SIGNAL = 0.3  # beyond what any room without groups gives, so that no comparison is needed
_TIMES_CHANCE = 2.0
_TRIALS = 2


def supported_dimensions(model: Model, additive: Model, votes: VoteMatrix, seed: int) -> int:
    """How many leading dimensions stand out of chance.

    A dimension counts if its signal (mean squared loading) is at least .06 and twice the largest that the same fit
    finds in data simulated from the additive model on the same seats and proposals; above .3 the strongest needs no
    comparison.
    """
    if not model.dimensions or model.signal[0] < LEAST_SIGNAL:
        return 0
    if (model.signal >= CLEAR_SIGNAL).sum() == (model.signal >= LEAST_SIGNAL).sum():
        return int((model.signal >= CLEAR_SIGNAL).sum())
    chance = max(_signal_by_chance(additive, votes, model.dimensions, seed + trial) for trial in range(_TRIALS))
    return int((model.signal >= max(LEAST_SIGNAL, _TIMES_CHANCE * chance)).sum())


def _signal_by_chance(additive: Model, votes: VoteMatrix, dimensions: int, seed: int) -> float:
    rng = np.random.default_rng([seed, 1])
    logit = _drawn(additive.seats, 0, rng)[votes.seat] + _drawn(additive.proposals, 1, rng)[votes.proposal]
    agree = (rng.random(len(logit)) < expit(logit)).astype(float)
    simulated = VoteMatrix(votes.seat, votes.proposal, agree, votes.shape)
    start = fit_model(simulated, start_additive(simulated), sweeps=4)
    return float(fit_model(simulated, widen(start, simulated, dimensions), sweeps=12).signal[0])


def _drawn(side: Side, axis: int, rng: np.random.Generator) -> Floats:
    mean, second = side.mean, side.second
    spread = np.sqrt(np.maximum(second[:, axis, axis] - mean[:, axis] ** 2, 0))
    value: Floats = rng.normal(mean[:, axis], spread)
    return value
