"""What every group can accept: counts anyone can recount, and an order that knows how sure it is."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nlp.ground.badge import Badge, Tally, award_badge
from nlp.ground.partition import Partition, Reason, declared_groups, one_group
from nlp.ground.posterior import TAIL, Posterior, fit_strength, update_beta
from nlp.ground.support import GroupSupport, ProposalSupport, ThemeSupport, floor_and_geometric
from nlp.ground.tallies import Tallies, shown_rates
from nlp.ground.votes import Choices, Id, Ids, VoteBook, plain

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What beside the votes bears on the result."""

    themes: Mapping[Id, Id] = field(default_factory=dict)
    groups: Mapping[Id, str] | None = None
    checked_in: int | None = None
    held: frozenset[Id] = frozenset()
    seed: int = 0


class CommonGround:
    """The standing of every proposal with every group; `update` takes in further votes."""

    def __init__(self, book: VoteBook, circumstances: Circumstances):
        self._book = book
        self._about = circumstances
        self._fit()

    @property
    def groups_(self) -> dict[Id, str | None]:
        """{seat: group, or None where the votes do not place the seat}."""
        names = (*self._partition.names, None)
        return {
            seat: names[group] for seat, group in zip(self._book.seat_ids, self._tallies.label.tolist(), strict=True)
        }

    @property
    def points_(self) -> dict[Id, tuple[float, float]]:
        """{seat: (x, y)}, a place on the opinion map."""
        return dict.fromkeys(self._book.seat_ids, (0.0, 0.0))

    @property
    def basis(self) -> str:
        """What the groups rest on: "votes", "declared" or "one"."""
        return self._partition.basis.value

    @property
    def reason(self) -> str:
        """Why: "found", "declared", "too-small", "too-early" or "none-found"."""
        return self._partition.reason.value

    @property
    def proposals(self) -> list[ProposalSupport]:
        """Every proposal that has a vote, by badge, then score, then name."""
        rows = [self._support(number) for number in range(len(self._book.proposal_ids))]
        return sorted(rows, key=lambda row: (row.badge.rank, -row.score, str(row.proposal)))

    @property
    def themes(self) -> list[ThemeSupport]:
        """The greatest common divisor of each theme; none until themes are given."""
        return []

    def update(self, seats: Ids, proposals: Ids, choices: Choices) -> "CommonGround":
        """Take in one more vote or many, in order; returns itself."""
        if not len(seats) == len(proposals) == len(choices):
            raise ValueError("seats, proposals and choices must have the same length")
        for seat, proposal, choice in zip(plain(seats), plain(proposals), plain(choices), strict=True):
            self._book.add(seat, proposal, int(choice))
        self._fit()
        return self

    def predict(self, seats: Ids, proposals: Ids) -> Floats:
        """Expected probability of agree per pair; an unknown seat gets the room's, an unknown proposal one half."""
        at = self._book.proposal_at
        room = np.append(self._room.rate[0], 0.5)
        numbers = [at.get(self._book.original(name), -1) for name in plain(proposals)]
        chosen: Floats = room[np.array(numbers, dtype=np.int64)]
        return chosen

    def _fit(self) -> None:
        table = self._book.table()
        self._partition = self._divide()
        self._tallies = Tallies(table, self._partition.label, self._partition.k)
        rates = shown_rates(self._tallies.agree, self._tallies.seen)
        prior = np.broadcast_to(np.array([[0.5]]), rates.shape)
        strength = fit_strength(self._tallies.agree, self._tallies.seen, prior)
        cells = update_beta(self._tallies.agree, self._tallies.seen, prior, strength)
        self._cells = Posterior(cells.alpha[:-1], cells.beta[:-1])
        self._room = Posterior(cells.alpha[-1:], cells.beta[-1:])
        self._score = self._cells.quantile(TAIL).min(axis=0)

    def _divide(self) -> Partition:
        if self._about.groups:
            return declared_groups(self._book.seat_ids, self._about.groups)
        return one_group(len(self._book.seat_ids), Reason.TOO_EARLY)

    def _support(self, number: int) -> ProposalSupport:
        names, counts = self._partition.names, self._tallies
        by_group = {name: self._group_support(self._cells, group, group, number) for group, name in enumerate(names)}
        overall = self._group_support(self._room, 0, counts.k, number)
        floor, geometric = floor_and_geometric(by_group.values())
        present = self._about.checked_in if self._about.checked_in is not None else len(self._book.seat_ids)
        name = self._book.proposal_ids[number]
        return ProposalSupport(
            proposal=name,
            score=float(self._score[number]),
            floor=floor,
            geometric=geometric,
            reach=overall.seen / present if present else 0.0,
            badge=self._badge(name, by_group, overall, present),
            overall=overall,
            by_group=by_group,
        )

    def _badge(self, name: Id, by_group: dict[str, GroupSupport], overall: GroupSupport, present: int) -> Badge:
        groups = [
            Tally(members, group.agree, group.seen)
            for members, group in zip(self._partition.members, by_group.values(), strict=True)
        ]
        room = Tally(present, overall.agree, overall.seen)
        return award_badge(groups, room, present, is_held=name in self._about.held)

    def _group_support(self, posterior: Posterior, row: int, count_row: int, number: int) -> GroupSupport:
        cell = Posterior(posterior.alpha[row, number], posterior.beta[row, number])
        return GroupSupport(
            agree=int(self._tallies.agree[count_row, number]),
            disagree=int(self._tallies.disagree[count_row, number]),
            seen=int(self._tallies.seen[count_row, number]),
            rate=float(cell.rate),
            low=float(cell.quantile(TAIL)),
            high=float(cell.quantile(1 - TAIL)),
            alpha=float(cell.alpha),
            beta=float(cell.beta),
        )


def find_common_ground(
    seats: Ids,
    proposals: Ids,
    choices: Choices,
    *,
    themes: Mapping[Id, Id] | None = None,
    groups: Mapping[Id, str] | None = None,
    checked_in: int | Collection[Hashable] | None = None,
    held: Collection[Id] = (),
    copies: Mapping[Id, Id] | None = None,
    previous: CommonGround | None = None,
    seed: int = 0,
) -> CommonGround:
    """The common ground of a conversation.

    seats, proposals, choices: aligned, one entry a vote, choice -1 disagree, 0 pass, 1 agree; the last of a pair wins.
    themes: {proposal: theme}; groups: {seat: declared stake group}, else opinion groups are looked for; checked_in:
    the seats present or how many (default: those that voted); held: proposals with an unanswered safety or legal
    objection; copies: {proposal: its original}, counted by person under the original; previous: an earlier result, for
    a warm start. Raises ValueError for unequal lengths, another choice, or copies that go round in a circle.
    """
    present = len(checked_in) if isinstance(checked_in, Collection) else checked_in
    book = VoteBook(seats, proposals, choices, copies or {})
    about = Circumstances(themes or {}, groups, present, frozenset(book.original(name) for name in held), seed)
    return CommonGround(book, about)
