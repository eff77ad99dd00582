"""The groups to show: declared, found or one; their number changes slowly, their names stay with the same people."""

from collections.abc import Mapping, Sequence

import numpy as np

from nlp.ground.engine import Learned
from nlp.ground.model import Model
from nlp.ground.naming import name_groups
from nlp.ground.opinion import Opinions, find_opinions
from nlp.ground.partition import (
    Basis,
    Partition,
    Reason,
    StakeholderGroups,
    cut_stakeholder_groups,
    hide_few,
    one_group,
    settle,
)
from nlp.ground.votes import Id, Ints, Table

_PATIENCE = 3  # fits in a row that must ask for the same number of groups before the number changes


class Grouping:
    """Chooses the groups of a fit, and remembers the shown ones for the next fit."""

    def __init__(self, declared: Mapping[Id, str] | None):
        self._declared = declared
        self._names: tuple[str, ...] = ()
        self._placed: dict[Id, int] = {}
        self._used: set[str] = set()
        self._wish, self._wished = 0, 0
        self._reason: Reason | None = None
        self._stakeholder_groups: StakeholderGroups | None = None
        self.opinions: Opinions | None = None

    def follow(self, declared: Mapping[Id, str] | None) -> "Grouping":
        """Return the grouping for the next fit, which keeps the names, seats and numbers of the groups shown so far.

        declared: {seat: stakeholder group}; None to find the groups in the votes.
        """
        heir = Grouping(declared)
        heir._names, heir._placed, heir._used = self._names, dict(self._placed), set(self._used)
        heir._stakeholder_groups = self._stakeholder_groups
        heir._wish, heir._wished, heir._reason = self._wish, self._wished, self._reason
        return heir

    def divide(self, seat_ids: Sequence[Id], table: Table, learned: Learned | None) -> Partition:
        """Return the partition to show for this fit; learned: None where there was too little to fit."""
        if self._declared:
            folded = self._stakeholder_groups.folded if self._stakeholder_groups else None
            self._stakeholder_groups = cut_stakeholder_groups(seat_ids, self._declared, folded)
            if self._stakeholder_groups is None:
                return one_group(len(seat_ids), Reason.TOO_SMALL)
            return self._stakeholder_groups.partition(seat_ids, self._declared)
        n_votes = np.bincount(table.seat, minlength=table.n_seats)
        self.opinions = self._settle(learned, n_votes)
        if learned is None or self.opinions is None:
            early = learned is None or learned.is_early
            self._reason = Reason.TOO_EARLY if early else Reason.NONE_FOUND
            self._placed = {}
            return one_group(len(seat_ids), self._reason)
        return self._found(seat_ids, n_votes, learned.model, self.opinions)

    def place(self, model: Model, votes: int, seat: tuple[Id, int], label: Ints) -> int:
        """Return the group number of one seat between fits; -1 = not placed.

        model: a model of that seat alone; votes: number of its votes; seat: its name and number; label: group number
        of each seat so far.
        """
        name, number = seat
        if self._declared or self.opinions is None:
            return self._stakeholder_groups.number(self._stakeholder_group(name)) if self._stakeholder_groups else 0
        before = np.array([self._placed.get(name, -1)])
        wish = int(self.opinions.place(model, np.array([votes]), before)[0])
        return settle(label, number, wish, int(self.opinions.nearest(model)[0]))

    def is_outside(self, seat: Id) -> bool:
        """Return whether a seat is in no shown stakeholder group; the number of such seats decides what is shown."""
        return self._stakeholder_groups is not None and self._stakeholder_group(seat) not in self._stakeholder_groups.at

    def _stakeholder_group(self, seat: Id) -> str | None:
        return self._declared.get(seat) if self._declared else None

    def _settle(self, learned: Learned | None, n_votes: Ints) -> Opinions | None:
        """Return the groups that the votes support, or as many as before until three fits in a row ask for a change."""
        opinions = learned.opinions if learned else None
        wish = opinions.k if opinions else 1
        self._wished = self._wished + 1 if wish == self._wish else 1
        self._wish = wish
        shown = max(len(self._placed and self._names), 1)
        is_first = self._reason in (None, Reason.TOO_EARLY)
        if learned is None or wish == shown or is_first or self._wished >= _PATIENCE:
            return opinions
        return find_opinions(learned.model, max(learned.supported, shown - 1), n_votes, shown) if shown > 1 else None

    def _found(self, seat_ids: Sequence[Id], n_votes: Ints, model: Model, opinions: Opinions) -> Partition:
        before = np.array([self._placed.get(seat, -1) for seat in seat_ids], dtype=np.int64)
        label = opinions.divide(model, n_votes)
        names = name_groups(label, opinions.k, before, self._names, self._used)
        at = {name: group for group, name in enumerate(names)}
        moved = np.array([*(at.get(name, -1) for name in self._names), -1], dtype=np.int64)
        label = hide_few(opinions.divide(model, n_votes, moved[before]), lambda: opinions.nearest(model))
        order = np.argsort(np.array(names))
        rank = np.append(np.argsort(order), -1)
        self.opinions = opinions.reorder(order)
        self._names, label = tuple(sorted(names)), rank[label]
        self._placed = dict(zip(seat_ids, label.tolist(), strict=True))
        self._reason = Reason.FOUND
        return Partition(
            self._names,
            label,
            tuple(np.bincount(label[label >= 0], minlength=len(names)).tolist()),
            Basis.VOTES,
            Reason.FOUND,
        )
