"""Scores of partitions, predictions and labels."""

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def standing_alone(labels: Sequence[int] | Ints) -> Ints:
    """Return the labels with each -1 (ungrouped) replaced by a number of its own."""
    out = np.array(labels, dtype=np.int64)
    alone = out < 0
    out[alone] = out.max(initial=0) + 1 + np.arange(int(alone.sum()))
    return out


def b_cubed_f1(true: Sequence[Hashable], predicted: Sequence[Hashable]) -> float:
    """Return B-cubed F1 (Bagga and Baldwin 1998): the harmonic mean of the items' mean precision and mean recall."""
    table = _table(true, predicted)
    n = table.sum()
    precision = float((table**2 / table.sum(axis=0, keepdims=True)).sum() / n)
    recall = float((table**2 / table.sum(axis=1, keepdims=True)).sum() / n)
    return 2 * precision * recall / (precision + recall)


def adjusted_rand(true: Sequence[Hashable], predicted: Sequence[Hashable]) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985): 1 = equal, 0 = as by chance."""
    table = _table(true, predicted)
    together = _pairs(table)
    rows, columns, everything = _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0)), _pairs(table.sum())
    chance = rows * columns / everything if everything else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)


def mutual_information(true: Sequence[Hashable], predicted: Sequence[Hashable]) -> float:
    """Return mutual information over the mean of the two entropies (NMI), 0..1."""
    share = _table(true, predicted)
    share = share / share.sum()
    mean_entropy = (_entropy(share.sum(axis=1)) + _entropy(share.sum(axis=0))) / 2
    both = _entropy(share.sum(axis=1)) + _entropy(share.sum(axis=0)) - _entropy(share.ravel())
    return both / mean_entropy if mean_entropy else 1.0


def log_loss(chance: Floats, happened: NDArray[np.bool_]) -> float:
    """Return the mean of -ln of the probability given to what happened; probabilities are kept within .001 and .999."""
    kept = np.clip(chance, 1e-3, 1 - 1e-3)
    return float(-np.log(np.where(happened, kept, 1 - kept)).mean())


def character_f1(one: str, other: str) -> float:
    """Return the F1 of the characters that two labels share."""
    shared = (Counter(one) & Counter(other)).total()
    return 2 * shared / (len(one) + len(other)) if one or other else 1.0


def best_f1(likeness: Floats, alike: NDArray[np.bool_]) -> float:
    """Return F1 on every second pair, at the threshold that is best on the other pairs."""
    fit, test = slice(0, None, 2), slice(1, None, 2)
    threshold = max(np.unique(likeness[fit]), key=lambda least: _f1(likeness[fit] >= least, alike[fit]))
    return _f1(likeness[test] >= threshold, alike[test])


def _f1(said: NDArray[np.bool_], alike: NDArray[np.bool_]) -> float:
    return 2 * float((said & alike).sum()) / max(float(said.sum() + alike.sum()), 1.0)


def _table(true: Sequence[Hashable], predicted: Sequence[Hashable]) -> Floats:
    rows = {name: at for at, name in enumerate(dict.fromkeys(true))}
    columns = {name: at for at, name in enumerate(dict.fromkeys(predicted))}
    table = np.zeros((len(rows), len(columns)))
    np.add.at(table, ([rows[name] for name in true], [columns[name] for name in predicted]), 1)
    return table


def _pairs(counts: Floats) -> float:
    return float((counts * (counts - 1) / 2).sum())


def _entropy(share: Floats) -> float:
    held = share[share > 0]
    return float(-(held * np.log(held)).sum())
