"""Counts, posteriors and scores of every proposal in every group, updated by single votes between full fits."""

import numpy as np
from numpy.typing import NDArray

from nlp.ground.engine import Learned
from nlp.ground.guards import Columns, Expectation, Guard, cut_guards, soft_minimum
from nlp.ground.partition import Partition
from nlp.ground.posterior import TAIL, Posterior, fit_strength, update_beta
from nlp.ground.support import GroupSupport
from nlp.ground.tallies import Tallies
from nlp.ground.votes import Change, Ints, Table

Floats = NDArray[np.float64]
Counts = tuple[Ints, Ints]  # agree, seen
_ROOM = 0.1  # weight of the room in a score; the rest is the weight of the weakest group


class Scores:
    """Counts, posteriors and scores of all proposals.

    Parameters
    ----------
    table : Table
        The votes.
    partition : Partition
        The groups.
    learned : Learned or None
        The full fit; None where there are too few votes for one.

    Attributes
    ----------
    tallies : Tallies
        Counts by group.
    cells : Posterior
        Posteriors; rows 0..k-1 are the groups, the last row is the whole room.
    score : ndarray of shape (proposals,)
        Score of each proposal.
    """

    def __init__(self, table: Table, partition: Partition, learned: Learned | None):
        n_votes = np.bincount(table.seat, minlength=table.n_seats)
        self.tallies = Tallies(table, partition.label, partition.k)
        self._guards: list[Guard] = []
        agree, seen = self.tallies.agree, self.tallies.seen
        self._prior = np.full(agree.shape, (agree[-1].sum() + 1) / (seen[-1].sum() + 2))
        if learned is not None:
            expected = Expectation(learned.model, n_votes)
            self._guards = cut_guards(table, learned.leaning, expected, n_votes)
            if partition.k > 1:
                self._prior[:-1] = expected.of_groups(partition.label, partition.k)[:-1]
        self._strength = np.full((partition.k + 1, 1), fit_strength(agree[-1:], seen[-1:], self._prior[-1:]))
        if partition.k > 1:
            self._strength[:-1] = fit_strength(agree[:-1], seen[:-1], self._prior[:-1])
        self.cells = Posterior(np.ones(agree.shape), np.ones(agree.shape))
        self._low, self._high = np.zeros(agree.shape), np.ones(agree.shape)
        self.score = np.zeros(agree.shape[1])
        self._refresh(slice(None))

    @property
    def guards(self) -> list[Guard]:
        """The partitions of the room that the score is computed from."""
        return self._guards

    def move(self, changes: list[Change], votes: dict[int, int], group: int, mean: Floats) -> set[int]:
        """Apply the new votes of one seat, and return the numbers of the proposals whose figures have changed.

        changes: the new votes; votes: all votes of the seat after them, {proposal number: choice}; group: the seat's
        group now, -1 = not placed; mean: its vector among the leanings, (q,).
        """
        seat = changes[0].seat
        touched = {change.proposal for change in changes}
        targets = [(guard.tallies, guard.place(mean, len(votes))) for guard in self._guards]
        for tallies, target in [(self.tallies, group), *targets]:
            for change in changes:
                tallies.move_vote(change)
            if target != tallies.label[seat]:
                tallies.move_seat(seat, votes, target)
                touched |= votes.keys()
        self._refresh(np.array(sorted(touched), dtype=np.int64))
        return touched

    def scores_if(self, shown: Counts, by_guard: list[Counts]) -> Floats:
        """Return the scores, (proposals,), for other counts of the shown groups and of the groups of each guard.

        Each pair of counts is (agree, seen), both (groups + 1, proposals).
        """
        every = slice(None)
        cuts = [
            guard.score_of(agree[:-1], seen[:-1], every)
            for guard, (agree, seen) in zip(self._guards, by_guard, strict=True)
        ]
        part = update_beta(*shown, self._prior, self._strength)
        return _scored(cuts, part.rate[-1], part.quantile(TAIL)[:-1])

    def group_support(self, row: int, number: int) -> GroupSupport:
        """Return one group's figures on one proposal, by their numbers; row -1 is the room."""
        alpha, beta = float(self.cells.alpha[row, number]), float(self.cells.beta[row, number])
        return GroupSupport(
            agree=int(self.tallies.agree[row, number]),
            disagree=int(self.tallies.disagree[row, number]),
            seen=int(self.tallies.seen[row, number]),
            rate=alpha / (alpha + beta),
            low=float(self._low[row, number]),
            high=float(self._high[row, number]),
            alpha=alpha,
            beta=beta,
        )

    def _refresh(self, columns: Columns) -> None:
        self._widen()
        part = update_beta(
            self.tallies.agree[:, columns], self.tallies.seen[:, columns], self._prior[:, columns], self._strength
        )
        self.cells.alpha[:, columns], self.cells.beta[:, columns] = part.alpha, part.beta
        self._low[:, columns], self._high[:, columns] = part.quantile(TAIL), part.quantile(1 - TAIL)
        cuts = [guard.score(columns) for guard in self._guards]
        self.score[columns] = _scored(cuts, part.rate[-1], self._low[:-1, columns])

    def _widen(self) -> None:
        """Add columns for proposals that came after the fit, with a prior rate of one half."""
        size = self.tallies.seen.shape[1]
        if size > len(self.score):
            self._prior, self._high = _padded(self._prior, size, 0.5), _padded(self._high, size, 1.0)
            self._low = _padded(self._low, size, 0.0)
            self.cells = Posterior(_padded(self.cells.alpha, size, 1.0), _padded(self.cells.beta, size, 1.0))
            self.score = _padded(self.score, size, 0.0)


def _scored(cuts: list[Floats], room: Floats, low: Floats) -> Floats:
    """Return the scores, (proposals,): nine parts the weakest group, one part the room's rate, averaged as logarithms.

    cuts: log score by each guard, whose mean stands for the weakest group; room: the room's rate, (proposals,); low:
    10 % lower bounds of the shown groups, (k, proposals), whose soft minimum is the score where there are no guards.
    """
    if not cuts:
        return soft_minimum(low)
    value: Floats = np.exp((1 - _ROOM) * np.mean(cuts, axis=0) + _ROOM * np.log(room))
    return value


def _padded(values: Floats, size: int, fill: float) -> Floats:
    wider = np.full((*values.shape[:-1], size), fill)
    wider[..., : values.shape[-1]] = values
    return wider
