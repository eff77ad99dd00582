"""Average linkage with pairs that must and pairs that must not be merged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.text.progress import SILENT, Progress

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

TOGETHER = np.float32(-1.0)
APART = np.float32(np.inf)


@dataclass(frozen=True, slots=True)
class MergeTree:
    """The merges of m points, lowest first: step s merges the clusters that hold the points `left[s]` and `right[s]`.

    size: m; height: distance of each merge. Points that must stay apart leave fewer than m - 1 merges.
    """

    size: int
    left: Ints
    right: Ints
    height: Floats

    def cut(self, height: float) -> Ints:
        """Return the cluster number of each point, (m,), after all merges at or below `height`."""
        return self._flatten(int(np.searchsorted(self.height, np.float32(height), side="right")))

    def cut_into(self, number: int) -> Ints:
        """Return the cluster number of each point, (m,), for `number` clusters.

        Separated points may need more clusters, and points that must be together may allow fewer.
        """
        forced = int(np.searchsorted(self.height, 0.0, side="left"))
        return self._flatten(min(max(self.size - number, forced), len(self.height)))

    def _flatten(self, steps: int) -> Ints:
        parent = np.arange(self.size)

        def root(point: int) -> int:
            while parent[point] != point:
                parent[point] = parent[parent[point]]
                point = int(parent[point])
            return point

        for step in range(steps):
            a, b = root(int(self.left[step])), root(int(self.right[step]))
            parent[max(a, b)] = min(a, b)
        roots = np.array([root(point) for point in range(self.size)], dtype=np.int64)
        return np.unique(roots, return_inverse=True)[1].astype(np.int64)


def average_linkage(distance: Floats, sizes: Floats | None = None, progress: Progress = SILENT) -> MergeTree:
    """Return the tree of average linkage (UPGMA, Sokal and Michener 1958) by nearest-neighbour chains (Murtagh 1983).

    distance: (m, m), symmetric, overwritten; TOGETHER (below every true distance) for pairs that are merged first,
    APART (infinite) for pairs that are never merged: an average with infinity is infinite, so that whole clusters
    inherit it. sizes: (m,) number of texts of each point, default 1.
    """
    m = distance.shape[0]
    weight = np.ones(m, np.float32) if sizes is None else sizes.astype(np.float32)
    np.fill_diagonal(distance, np.inf)
    merges: list[tuple[int, int, float]] = []
    alive = np.ones(m, dtype=bool)
    for fresh in progress.over(range(m), 64):
        chain = [fresh] if alive[fresh] else []
        while chain:
            near, height = _nearest(distance, chain)
            if np.isinf(height):
                alive[chain.pop()] = False
            elif len(chain) > 1 and near == chain[-2]:
                keep, drop = sorted((chain.pop(), chain.pop()))
                merges.append((keep, drop, height))
                _join(distance, weight, keep, drop)
                alive[drop] = False
                chain = chain or [keep]
            else:
                chain.append(near)
    return _ordered(m, merges)


def _nearest(distance: Floats, chain: list[int]) -> tuple[int, float]:
    """Return the point nearest to the tip of a chain and its distance; a tie goes to the point before the tip."""
    tip = chain[-1]
    near = int(distance[tip].argmin())
    if len(chain) > 1 and distance[tip, chain[-2]] <= distance[tip, near]:
        near = chain[-2]
    return near, float(distance[tip, near])


def _join(distance: Floats, weight: Floats, keep: int, drop: int) -> None:
    total = weight[keep] + weight[drop]
    row = (weight[keep] * distance[keep] + weight[drop] * distance[drop]) / total
    row[keep] = np.inf
    distance[keep] = row
    distance[:, keep] = row
    distance[drop] = np.inf
    distance[:, drop] = np.inf
    weight[keep] = total


def _ordered(size: int, merges: list[tuple[int, int, float]]) -> MergeTree:
    height = np.array([merge[2] for merge in merges], dtype=np.float32)
    order = np.argsort(height, kind="stable")
    left = np.array([merge[0] for merge in merges], dtype=np.int64)[order]
    right = np.array([merge[1] for merge in merges], dtype=np.int64)[order]
    return MergeTree(size, left, right, height[order])
