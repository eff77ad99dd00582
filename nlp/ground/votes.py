"""The votes of one meeting: the last vote counts, duplicates are pooled per person, order and names do not matter."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Id = Hashable
Ids = Sequence[Id] | NDArray[Any]
Choices = Sequence[int] | NDArray[Any]

_ROUNDS = 4  # rounds that refine the canonical order; two seats that still tie after four are interchangeable


@dataclass(frozen=True, slots=True)
class Table:
    """Votes sorted by (seat, proposal), duplicates pooled, at most one per pair; choice in {-1, 0, 1}; arrays (n,)."""

    seat: Ints
    proposal: Ints
    choice: Ints
    n_seats: int
    n_proposals: int

    @property
    def n_votes(self) -> int:
        return len(self.seat)


@dataclass(frozen=True, slots=True)
class Change:
    """Effect of one incoming vote on the pooled table: the choice before and after; None = there was no vote."""

    seat: int
    proposal: int
    before: int | None
    after: int


class VoteBook:
    """All votes of a meeting, with seats and proposals numbered from 0 without gaps.

    Later votes are kept apart and override the sorted base until `table` merges them. copies: {duplicate: original}.
    Raises ValueError for unequal lengths, another choice, or duplicates that refer to each other in a cycle.
    """

    def __init__(self, seats: Ids, proposals: Ids, choices: Choices, copies: Mapping[Id, Id]):
        seat_ids, seat = _factorise(seats)
        raw_ids, raw = _factorise(proposals)
        choice = _checked_choices(choices, len(seat), len(raw))
        seat, raw, choice = _keep_last(seat, raw, choice, len(raw_ids))
        self._originals = _resolve(copies)
        seat_order, raw_order = _canonical_order(seat, raw, choice, len(seat_ids), len(raw_ids))
        self.seat_ids = [seat_ids[n] for n in seat_order]
        raw_ids = [raw_ids[n] for n in raw_order]
        self.seat_at = {name: n for n, name in enumerate(self.seat_ids)}
        self._raw_at = {name: n for n, name in enumerate(raw_ids)}
        self.proposal_ids: list[Id] = []
        self.proposal_at: dict[Id, int] = {}
        self._pooled = [self._pooled_number(name) for name in raw_ids]
        self._base = _sorted_votes(_inverse(seat_order)[seat], _inverse(raw_order)[raw], choice)
        self._start = np.searchsorted(self._base[0], np.arange(len(seat_ids) + 1))
        self._later: dict[int, dict[int, int]] = {}

    def original(self, proposal: Id) -> Id:
        """Return the proposal under which the votes on this one are counted."""
        return self._originals.get(proposal, proposal)

    def table(self) -> Table:
        """Return all votes, pooled: per person and original, the sign of the sum of the choices on all duplicates."""
        self._merge()
        seat, raw, choice = self._base
        pooled = np.asarray(self._pooled, dtype=np.int64)[raw] if len(raw) else raw
        size = max(len(self.proposal_ids), 1)
        if len(self._pooled) != len(self.proposal_ids) or not np.array_equal(pooled, raw):
            seat, pooled, choice = _pool(seat, pooled, choice, size)
        return Table(seat, pooled, choice, len(self.seat_ids), len(self.proposal_ids))

    def votes_of(self, seat: int) -> dict[int, int]:
        """Return {number of pooled proposal: choice} of one seat, with the votes that are not merged yet."""
        sums: dict[int, int] = {}
        for raw, choice in self._raw_votes(seat).items():
            pooled = self._pooled[raw]
            sums[pooled] = sums.get(pooled, 0) + choice
        return {pooled: (total > 0) - (total < 0) for pooled, total in sums.items()}

    def add(self, seat: Id, proposal: Id, choice: int) -> Change:
        """Store one vote over any earlier one of the same seat and proposal; unknown ids are added.

        Raises ValueError for a choice other than -1, 0 and 1.
        """
        if choice not in (-1, 0, 1):
            raise ValueError(f"a choice is -1, 0 or 1, not {choice!r}")
        number = self.seat_at.setdefault(seat, len(self.seat_ids))
        if number == len(self.seat_ids):
            self.seat_ids.append(seat)
        raw = self._raw_at.setdefault(proposal, len(self._pooled))
        if raw == len(self._pooled):
            self._pooled.append(self._pooled_number(proposal))
        before = self.votes_of(number).get(self._pooled[raw])
        self._later.setdefault(number, {})[raw] = int(choice)
        return Change(number, self._pooled[raw], before, self.votes_of(number)[self._pooled[raw]])

    def _raw_votes(self, seat: int) -> dict[int, int]:
        votes: dict[int, int] = {}
        if seat + 1 < len(self._start):
            rows = slice(int(self._start[seat]), int(self._start[seat + 1]))
            votes = dict(zip(self._base[1][rows].tolist(), self._base[2][rows].tolist(), strict=True))
        votes.update(self._later.get(seat, {}))
        return votes

    def _pooled_number(self, raw: Id) -> int:
        name = self.original(raw)
        number = self.proposal_at.setdefault(name, len(self.proposal_ids))
        if number == len(self.proposal_ids):
            self.proposal_ids.append(name)
        return number

    def _merge(self) -> None:
        if not self._later:
            return
        later = [(s, r, c) for s, votes in self._later.items() for r, c in votes.items()]
        new = np.array(later, dtype=np.int64)
        seat, raw, choice = (np.concatenate([old, new[:, n]]) for n, old in enumerate(self._base))
        seat, raw, choice = _keep_last(seat, raw, choice, len(self._pooled))
        self._base = _sorted_votes(seat, raw, choice)
        self._start = np.searchsorted(self._base[0], np.arange(len(self.seat_ids) + 1))
        self._later = {}


def plain(values: Ids) -> list[Any]:
    """Return a list of plain Python values, because numpy's own numbers would be different keys on some paths."""
    return values.tolist() if isinstance(values, np.ndarray) else list(values)


def _factorise(names: Ids) -> tuple[list[Id], Ints]:
    """Return the sorted distinct names and the number of each entry; integer arrays take a faster path."""
    if isinstance(names, np.ndarray) and names.dtype.kind in "iu":
        return _factorise_numbers(names.astype(np.int64))
    values = plain(names)
    ordered: list[Id] = sorted(set(values), key=lambda name: (type(name).__name__, name))
    at = {name: n for n, name in enumerate(ordered)}
    return ordered, np.fromiter((at[name] for name in values), np.int64, len(values))


def _factorise_numbers(names: Ints) -> tuple[list[Id], Ints]:
    if len(names) and names.min() >= 0 and names.max() < 4 * len(names) + 1000:
        distinct = np.flatnonzero(np.bincount(names))
        at = np.zeros(int(names.max()) + 1, np.int64)
        at[distinct] = np.arange(len(distinct))
        return list(distinct.tolist()), at[names]
    distinct, inverse = np.unique(names, return_inverse=True)
    return list(distinct.tolist()), inverse.astype(np.int64)


def _stable_order(*keys: Ints) -> Ints:
    """Return the stable order by the keys, the last key first; 16 bits at a time, which numpy sorts in linear time."""
    order = np.arange(len(keys[0]))
    for key in keys:
        for shift in range(0, max(int(key.max(initial=0)).bit_length(), 1), 16):
            digit = ((key[order] >> shift) & 0xFFFF).astype(np.uint16)
            order = order[np.argsort(digit, kind="stable")]
    return order


def _checked_choices(choices: Choices, n_seats: int, n_proposals: int) -> Ints:
    choice = np.asarray(choices)
    if not (len(choice) == n_seats == n_proposals):
        raise ValueError("seats, proposals and choices must have the same length")
    if len(choice) and not np.isin(choice, (-1, 0, 1)).all():
        raise ValueError("a choice is -1 (disagree), 0 (pass) or 1 (agree)")
    return choice.astype(np.int64)


def _keep_last(seat: Ints, raw: Ints, choice: Ints, n_raw: int) -> tuple[Ints, Ints, Ints]:
    order = _stable_order(raw, seat)
    ranked = (seat * max(n_raw, 1) + raw)[order]
    last = order[np.append(ranked[1:] != ranked[:-1], True)] if len(order) else order
    return seat[last], raw[last], choice[last]


def _sorted_votes(seat: Ints, raw: Ints, choice: Ints) -> tuple[Ints, Ints, Ints]:
    order = _stable_order(raw, seat)
    return seat[order], raw[order], choice[order]


def _pool(seat: Ints, pooled: Ints, choice: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    key, inverse = np.unique(seat * size + pooled, return_inverse=True)
    total = np.bincount(inverse, weights=choice, minlength=len(key))
    return key // size, key % size, np.sign(total).astype(np.int64)


def _resolve(copies: Mapping[Id, Id]) -> dict[Id, Id]:
    """Return {duplicate: original}, following duplicates of duplicates; raise ValueError for a cycle."""
    resolved: dict[Id, Id] = {}
    for copy in copies:
        seen, name = {copy}, copies[copy]
        while name in copies and copies[name] != name:
            if name in seen:
                raise ValueError(f"copies go round in a circle at {name!r}")
            seen.add(name)
            name = copies[name]
        resolved[copy] = name
    return resolved


def _canonical_order(seat: Ints, raw: Ints, choice: Ints, n_seats: int, n_raw: int) -> tuple[Ints, Ints]:
    """Return orders of seats and proposals that depend on the votes alone, not on names or rows (colour refinement)."""
    seat_colour = np.ones(n_seats, np.uint64)
    raw_colour = np.ones(n_raw, np.uint64)
    kind = (choice + 2).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    by_raw, by_seat = _stable_order(raw), _stable_order(seat)
    for _ in range(_ROUNDS):
        raw_colour = _mix(raw_colour + _sums(_mix(seat_colour[seat] ^ kind), raw, by_raw, n_raw))
        seat_colour = _mix(seat_colour + _sums(_mix(raw_colour[raw] ^ kind), seat, by_seat, n_seats))
    return np.argsort(seat_colour, kind="stable"), np.argsort(raw_colour, kind="stable")


def _sums(values: NDArray[np.uint64], owner: Ints, order: Ints, size: int) -> NDArray[np.uint64]:
    total = np.zeros(size, np.uint64)
    count = np.bincount(owner, minlength=size)
    present = np.flatnonzero(count)
    if len(present):
        start = np.cumsum(count) - count
        total[present] = np.add.reduceat(values[order], start[present])
    return total


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread every bit over the whole word (the finaliser of splitmix64); sums of the results wrap on purpose."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _inverse(order: Ints) -> Ints:
    at = np.empty(len(order), np.int64)
    at[order] = np.arange(len(order))
    return at
