"""K-means of positions from a start without chance, for first centres and for the partitions of the guards."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SWEEPS = 30


def starting_centres(points: Floats, k: int) -> Floats:
    """Return k centres (k, d) far apart: the two ends of the first axis, then centres far from all earlier ones.

    A further centre is the mean around the point at the 90th percentile of the distances to the nearest centre; the
    farthest point would be an outlier.
    """
    first = np.argsort(points[:, 0], kind="stable")
    low, high = (
        points[first[: max(len(first) // 4, 1)]].mean(axis=0),
        points[first[-max(len(first) // 4, 1) :]].mean(axis=0),
    )
    centres = [low, high]
    while len(centres) < k:
        far = ((points[:, None] - np.array(centres)) ** 2).sum(axis=2).min(axis=1)
        edge = np.argsort(far, kind="stable")[int(0.9 * (len(far) - 1)) :]
        pick = points[edge[0]]
        near = ((points - pick) ** 2).sum(axis=1)
        centres.append(points[np.argsort(near, kind="stable")[: max(len(points) // (4 * k), 1)]].mean(axis=0))
    return np.array(centres[:k])


def lloyd(points: Floats, centres: Floats) -> tuple[Floats, Ints]:
    """Move the centres to the means of their nearest points until no label changes, in at most 30 sweeps.

    Returns the centres (k, d) and the labels of the points (n,).
    """
    label = nearest(points, centres)
    for _ in range(_SWEEPS):
        size = np.bincount(label, minlength=len(centres))
        sums = np.stack([np.bincount(label, weights=column, minlength=len(centres)) for column in points.T], axis=1)
        centres = np.where(size[:, None] > 0, sums / np.maximum(size, 1)[:, None], centres)
        moved = nearest(points, centres)
        if np.array_equal(moved, label):
            break
        label = moved
    return centres, label


def nearest(points: Floats, centres: Floats) -> Ints:
    """Return the index of the nearest centre of each point, (n,)."""
    distance = (centres**2).sum(axis=1) - 2 * points @ centres.T
    label: Ints = distance.argmin(axis=1)
    return label
