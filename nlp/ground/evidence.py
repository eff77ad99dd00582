"""Test whether votes show more than popular proposals and agreeable seats; only then are there opinion groups."""

import numpy as np
from scipy.special import expit

from nlp.ground.model import Floats, Model, Side, VoteMatrix, fit_model, widen

LEAST_SIGNAL = 0.06
CLEAR_SIGNAL = 0.3  # more than any room without groups gives, so that no comparison with chance is needed
_TIMES_CHANCE = 1.6
_TRIALS, _TRIALS_IF_CLEAR = 4, 2
_MANY_VOTES = 100_000  # with more votes the signal by chance hardly varies between draws, so that one is enough


def supported_dimensions(model: Model, additive: Model, votes: VoteMatrix, seed: int) -> int:
    """Return how many of the leading dimensions divide the votes more strongly than chance would.

    The signal of a dimension is its mean squared loading. Chance is the mean signal of the strongest dimension that the
    same fit finds in up to four data sets drawn from the additive model, which has no dimensions, on the same seats and
    proposals. A mean varies less than the largest of four, so that groups near the threshold do not come and go. A
    dimension counts if its signal is at least .06 and 1.6 times chance; from .3 on no comparison is needed. Of 486
    simulated rooms without groups 6 passed.
    """
    signal = model.signal
    clear = int((signal >= CLEAR_SIGNAL).sum())
    if signal[0] < LEAST_SIGNAL or clear == (signal >= LEAST_SIGNAL).sum():
        return clear
    trials = _TRIALS_IF_CLEAR if clear else _TRIALS
    if len(votes.seat) > _MANY_VOTES:
        trials = 1
    chance = float(np.mean([_signal_by_chance(model, additive, votes, seed + trial) for trial in range(trials)]))
    needed = min(max(_TIMES_CHANCE * chance, LEAST_SIGNAL), CLEAR_SIGNAL)
    counts = (signal >= needed).tolist()
    return counts.index(False) if False in counts else len(counts)


def _signal_by_chance(model: Model, additive: Model, votes: VoteMatrix, seed: int) -> float:
    rng = np.random.default_rng([seed, 1])
    logit = _drawn(additive.seats, 0, rng)[votes.seat] + _drawn(additive.proposals, 1, rng)[votes.proposal]
    simulated = votes.with_agree((rng.random(len(logit)) < expit(logit)).astype(float))
    start = fit_model(simulated, additive, sweeps=2)
    return float(fit_model(simulated, widen(start, simulated, model.dimensions), sweeps=10).signal[0])


def _drawn(side: Side, axis: int, rng: np.random.Generator) -> Floats:
    mean, second = side.mean, side.second
    spread = np.sqrt(np.maximum(second[:, axis, axis] - mean[:, axis] ** 2, 0))
    value: Floats = rng.normal(mean[:, axis], spread)
    return value
