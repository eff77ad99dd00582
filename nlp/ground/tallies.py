"""Whole-number counts of a partition's groups and of the room, updated vote by vote, always equal to a recount."""

import numpy as np
from numpy.typing import NDArray

from nlp.ground.votes import Change, Ints, Table


class Tallies:
    """Counts of votes per group.

    agree, disagree, seen: (k + 1, proposals), the last row is the whole room; label: group number of each seat, -1 =
    not placed; members: seats of each group, (k,).
    """

    def __init__(self, table: Table, label: Ints, k: int):
        self.label = label.copy()
        self.k = k
        self.members = np.bincount(label[label >= 0], minlength=k)
        size = (k + 1, table.n_proposals)
        self.agree, self.disagree, self.seen = (np.zeros(size, np.int64) for _ in range(3))
        owner = self.label[table.seat]
        for row in range(k + 1):
            rows = owner == row if row < k else np.ones(len(owner), bool)
            self._fill(row, table.proposal[rows], table.choice[rows])

    def move_vote(self, change: Change) -> None:
        """Count a new or changed vote for its author's group and for the room; the seat and proposal may be new."""
        self._grow(change.seat + 1, change.proposal + 1)
        for row in {int(self.label[change.seat]), self.k} - {-1}:
            if change.before is not None:
                self._count(row, change.proposal, change.before, -1)
            self._count(row, change.proposal, change.after, 1)

    def move_seat(self, seat: int, votes: dict[int, int], group: int) -> None:
        """Move a seat with all its votes {proposal number: choice} from its group to `group`; -1 = in no group."""
        self._grow(seat + 1, max(votes, default=-1) + 1)
        for row, sign in ((int(self.label[seat]), -1), (group, 1)):
            if row >= 0:
                self.members[row] += sign
                for proposal, choice in votes.items():
                    self._count(row, proposal, choice, sign)
        self.label[seat] = group

    def _fill(self, row: int, proposal: Ints, choice: Ints) -> None:
        size = self.seen.shape[1]
        self.seen[row] = np.bincount(proposal, minlength=size)
        self.agree[row] = np.bincount(proposal[choice == 1], minlength=size)
        self.disagree[row] = np.bincount(proposal[choice == -1], minlength=size)

    def _count(self, row: int, proposal: int, choice: int, sign: int) -> None:
        self.seen[row, proposal] += sign
        if choice:
            (self.agree if choice == 1 else self.disagree)[row, proposal] += sign

    def _grow(self, n_seats: int, n_proposals: int) -> None:
        if n_seats > len(self.label):
            self.label = np.append(self.label, np.full(n_seats - len(self.label), -1))
        missing = n_proposals - self.seen.shape[1]
        if missing > 0:
            self.agree, self.disagree, self.seen = (
                np.pad(counts, ((0, 0), (0, missing))) for counts in (self.agree, self.disagree, self.seen)
            )


class WeightedTallies:
    """Counts of fixed groups when each seat has a weight, for resampling."""

    def __init__(self, table: Table, label: Ints, k: int):
        self._seat, self._agreed = table.seat, np.flatnonzero(table.choice == 1)
        self._shape = k + 1, max(table.n_proposals, 1)
        # Seats in no group are counted in the last row, so that all rows together add up to the room.
        self._cell = np.where(label >= 0, label, k)[table.seat] * self._shape[1] + table.proposal
        self._n_proposals = table.n_proposals

    def counts(self, weights: Ints) -> tuple[Ints, Ints]:
        """Return (agree, seen), both (k + 1, proposals), the last row the whole room; weights: (seats,)."""
        weight = weights[self._seat].astype(np.float64)
        return self._summed(self._cell[self._agreed], weight[self._agreed]), self._summed(self._cell, weight)

    def _summed(self, cell: Ints, weight: NDArray[np.float64]) -> Ints:
        size = self._shape[0] * self._shape[1]
        counts = np.bincount(cell, weights=weight, minlength=size).reshape(self._shape).astype(np.int64)
        counts[-1] = counts.sum(axis=0)
        return counts[:, : self._n_proposals]
